"""A cluster that is there gets Karpenter and two pools; nothing else of it is changed."""

import asyncio

import karpool

stacks = [
    karpool.Stack(
        name="legacy",
        region="us-east-1",
        kubernetes=karpool.Cluster(existing=True),
        network=karpool.Network(
            vpc_id="vpc-0a1b2c3d4e5f60718",
            subnets=karpool.Tagged(tags={"tier": "private"}),
        ),
        karpenter=karpool.Karpenter(replicas=2, settings=karpool.KarpenterSettings(batch_max_duration="15s")),
        node_classes={"default": karpool.NodeClass(ami="bottlerocket")},
        node_pools={
            "x86": karpool.NodePool(preset="x86", limits={"cpu": 200}),
            "graviton": karpool.NodePool(preset="graviton", limits={"cpu": 200}),
        },
    ),
]


async def main() -> None:
    """Applies all of it, side by side."""
    for report in await asyncio.gather(*(karpool.apply(stack) for stack in stacks)):
        print(report.stack, report.outcome, report.outputs)


if __name__ == "__main__":
    asyncio.run(main())

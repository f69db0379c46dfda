"""Spot capacity first, on-demand as the way out, and a pool of its own for batch work that may be interrupted."""

import asyncio

import karpool

private = karpool.Network(vpc_id="vpc-0a1b2c3d4e5f60718", subnets=karpool.Tagged(tags={"tier": "private"}))

root = karpool.Volume(device="/dev/xvda", size="100Gi", type="gp3", throughput=250)

spot = karpool.NodePool(preset="spot", arch=["amd64", "arm64"], weight=50, limits={"cpu": 400, "memory": "1600Gi"})

batch = karpool.NodePool(
    preset="spot",
    capacity_types=["spot"],
    categories=["c", "m", "r"],
    cpu=karpool.RangeOfCount(min=4, max=32),
    requirements=[karpool.Requirement(key="karpenter.k8s.aws/instance-hypervisor", operator="In", values=["nitro"])],
    labels={"workload": "batch"},
    taints=[karpool.Taint(key="workload", value="batch", effect="NoSchedule")],
    expire_after="168h",
    disruption=karpool.Disruption(
        policy="WhenEmpty",
        after="10m",
        budgets=[
            karpool.Budget(nodes="20%"),
            karpool.Budget(nodes=0, schedule="0 9 * * mon-fri", duration="8h", reasons=["Drifted"]),
        ],
    ),
)

stacks = [
    karpool.Stack(
        name="batch",
        region="us-east-1",
        tags={"team": "data", "cost-center": "4711"},
        network=private,
        node_classes={
            "default": karpool.NodeClass(ami="al2023", volumes=[root], kubelet={"maxPods": 110}),
        },
        node_pools={"spot": spot, "batch": batch, "x86": karpool.NodePool(preset="x86", weight=10)},
    ),
]


async def main() -> None:
    """Applies all of it, side by side."""
    for report in await asyncio.gather(*(karpool.apply(stack) for stack in stacks)):
        print(report.stack, report.outcome, report.outputs)


if __name__ == "__main__":
    asyncio.run(main())

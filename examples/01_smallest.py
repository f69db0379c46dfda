"""The smallest spec: a cluster with Karpenter in a VPC that is there."""

import asyncio

import karpool

stacks = [
    karpool.Stack(
        name="dev",
        region="us-east-1",
        network=karpool.Network(
            vpc_id="vpc-0a1b2c3d4e5f60718",
            subnets=karpool.Tagged(tags={"tier": "private"}),
        ),
    ),
]


async def main() -> None:
    """Applies all of it, side by side."""
    for report in await asyncio.gather(*(karpool.apply(stack) for stack in stacks)):
        print(report.stack, report.outcome, report.outputs)


if __name__ == "__main__":
    asyncio.run(main())

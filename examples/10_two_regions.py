"""Two clusters in two regions from one program: what they share is said once."""

import asyncio

import karpool


def shop(region: str, short: str, cpu: int) -> karpool.Stack:
    """The shop's cluster in a region, with at most so many processors."""
    return karpool.Stack(
        name=f"shop-{short}",
        region=region,
        tags={"app": "shop"},
        network=karpool.Network(
            vpc_id=karpool.Named(name="main"),
            subnets=karpool.Tagged(tags={"tier": "private"}),
        ),
        node_pools={"x86": karpool.NodePool(preset="x86", limits={"cpu": cpu})},
    )


stacks = [shop("us-east-1", "east", 400), shop("us-west-2", "west", 100)]


async def main() -> None:
    """Applies all of it, side by side."""
    for report in await asyncio.gather(*(karpool.apply(stack) for stack in stacks)):
        print(report.stack, report.outcome, report.outputs)


if __name__ == "__main__":
    asyncio.run(main())

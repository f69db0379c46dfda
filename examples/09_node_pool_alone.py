"""Only a NodePool, for a cluster that is there and has Karpenter: nothing else is read into it or changed by it."""

import asyncio

import karpool

pool = karpool.NodePool(
    preset="spot",
    arch=["arm64"],
    limits={"cpu": 64},
    taints=[karpool.Taint(key="workload", value="batch", effect="NoSchedule")],
)

stacks = [pool.alone(cluster_name="dev", region="us-east-1", name="batch")]


async def main() -> None:
    """Applies all of it, side by side."""
    for report in await asyncio.gather(*(karpool.apply(stack) for stack in stacks)):
        print(report.stack, report.outcome, report.outputs)


if __name__ == "__main__":
    asyncio.run(main())

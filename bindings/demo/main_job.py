"""The main job from Python, in the simulated account: `make demo-python`."""

import asyncio
import pathlib
import sys

import karpool


async def main(spec: pathlib.Path) -> None:
    """Plans, applies, applies again, shows the pools and destroys."""
    with karpool.Sandbox(speed=300.0) as world:
        plan = await karpool.plan(spec, world=world)
        print(f"plan: {plan.counts.create} to create, digest {plan.digest[:12]}")
        report = await karpool.apply(spec, world=world, approve=plan.digest)
        print(f"apply: {report.outcome} in {report.seconds:.0f} simulated seconds")
        for name, value in report.outputs.items():
            print(f"  {name} = {str(value)[:90]}")
        print(f"apply again: {(await karpool.apply(spec, world=world)).outcome}")
        status = await karpool.status(spec, world=world)
        print("pools:", {pool.name: pool.ready.status for pool in status.node_pools})
        print(f"destroy: {(await karpool.destroy(spec, world=world, delete_logs=True, progress=False)).outcome}")


asyncio.run(main(pathlib.Path(sys.argv[1])))

"""What type checkers accept, and the types that they see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import karpool

if TYPE_CHECKING:
    from typing_extensions import assert_type

    from karpool.generated.dicts import NodePoolDict, StackDict


async def awaited(stack: karpool.Stack) -> None:
    plan = await karpool.plan(stack, prune=True)
    report = await karpool.apply(stack, approve=plan.digest, on_event=told)
    async for event in karpool.apply(stack).events():
        told(event)
    if TYPE_CHECKING:
        assert_type(plan, karpool.Plan)
        assert_type(plan.changes[0].action, karpool.Action)
        assert_type(report.outputs["endpoint"], Any)


def told(event: karpool.Event) -> None:
    if event.type == "node":
        if TYPE_CHECKING:
            assert_type(event, karpool.NodeEvent)
        print(event.id, event.state)


def blocking() -> None:
    stack = karpool.Stack(
        name="dev",
        region="us-east-1",
        network=karpool.Network(vpc_id=karpool.Tagged(tags={"team": "a"})),
        node_pools={"x86": karpool.NodePool(arch=["amd64"], limits={"cpu": 10})},
    )
    world = karpool.WorldOptions(profile="dev", kubernetes=karpool.KubernetesRoute(server="https://127.0.0.1:8443"))
    try:
        karpool.destroy_sync(stack, world=world, delete_logs=True)
    except karpool.Denied as error:
        print(error.node, error.request_id, error.report)
    karpool.plan_sync(karpool.NodePool().alone(cluster_name="dev", region="us-east-1", name="x86"))


def plain() -> None:
    pool: NodePoolDict = {"arch": ["arm64"], "capacityTypes": ["spot"]}
    stack: StackDict = {"name": "dev", "region": "us-east-1", "nodePools": {"graviton": pool}}
    karpool.check(stack)

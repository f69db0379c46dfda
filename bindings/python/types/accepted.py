"""What type checkers accept, and the types that they see."""

from __future__ import annotations

import asyncio
import pathlib
from typing import TYPE_CHECKING, Any

import karpool

if TYPE_CHECKING:
    from typing_extensions import assert_type

    from karpool.dicts import NodePoolDict, PieceDict, StackDict, WorldOptionsDict


async def tasks(stack: karpool.Stack) -> None:
    task = asyncio.create_task(karpool.apply(stack))
    plans = await asyncio.gather(karpool.plan(stack), karpool.plan(stack))
    if TYPE_CHECKING:
        assert_type(task, asyncio.Task[karpool.Report])
        assert_type(plans, tuple[karpool.Plan, karpool.Plan])
    print((await task).outcome, karpool.__version__, karpool.KINDS)


async def awaited(stack: karpool.Stack) -> None:
    plan = await karpool.plan(stack, prune=True)
    report = await karpool.apply(stack, approve=plan.digest, on_event=told)
    async for event in karpool.apply(stack).events():
        told(event)
    if TYPE_CHECKING:
        assert_type(plan, karpool.Plan)
        assert_type(plan.changes[0].action, karpool.Action)
        assert_type(report.outputs["cluster.endpoint"], Any)


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
    karpool.Sandbox(folder=pathlib.Path("world")).close()
    world = karpool.WorldOptions(profile="dev", cache=pathlib.Path("charts"), kubernetes=karpool.KubernetesRoute(server="https://127.0.0.1:8443"))
    try:
        karpool.destroy_sync(stack, world=world, delete_logs=True)
    except karpool.Denied as error:
        print(error.node, error.request_id, error.report)
    karpool.plan_sync(karpool.NodePool().alone(cluster_name="dev", region="us-east-1", name="x86"))


def plain() -> None:
    pool: NodePoolDict = {"arch": ["arm64"], "capacityTypes": ["spot"]}
    stack: StackDict = {"name": "dev", "region": "us-east-1", "nodePools": {"graviton": pool}}
    karpool.check(stack)
    piece: PieceDict = {
        "piece": "nodePool",
        "clusterName": "dev",
        "region": "us-east-1",
        "name": "x86",
        "nodePool": {"arch": ["amd64"]},
    }
    world: WorldOptionsDict = {"profile": "dev", "region": "us-east-1", "assumeRole": {"arn": "arn:aws:iam::1:role/a"}}
    karpool.plan_sync(piece, world=world)
    karpool.check(stack, world={"region": "eu-central-1"})
    karpool.token_sync(cluster="dev", world={"profile": "dev"})


def told_apart(piece: karpool.Piece) -> object:
    if isinstance(piece, karpool.NodePoolPiece):
        return piece.node_pool.arch
    return piece.piece

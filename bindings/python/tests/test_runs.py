"""The main job, awaited and blocking."""

import asyncio
import threading
import time

import karpool
import pytest
from conftest import SMALLEST, SPEED, written


async def test_an_empty_account_becomes_ready_and_stays_so(sandbox: karpool.Sandbox) -> None:
    plan = await karpool.plan(SMALLEST, world=sandbox)
    assert "eks.cluster" in {change.kind for change in plan.changes if change.action == "create"}
    assert plan.simulated
    assert plan.counts.create == len([change for change in plan.changes if change.action == "create"])
    assert written(sandbox) == []

    run = karpool.apply(SMALLEST, world=sandbox, approve=plan.digest)
    events = [event async for event in run.events()]
    report = await run
    assert report.outcome == "done"
    assert [events[0].type, events[-1].type] == ["started", "finished"]
    ready = {event.id for event in events if isinstance(event, karpool.NodeEvent) and event.state == "ready"}
    pools = {change.id for change in plan.changes if change.kind == "karpenter.node_pool"}
    assert len(pools) == 2
    assert pools <= ready

    before = len(written(sandbox))
    assert before > 0
    second = await karpool.plan(SMALLEST, world=sandbox)
    assert [change for change in second.changes if change.action != "keep"] == []
    assert (await karpool.apply(SMALLEST, world=sandbox)).outcome == "idle"
    assert len(written(sandbox)) == before


async def test_a_cancelled_task_leaves_a_report_and_the_next_apply_goes_on(sandbox: karpool.Sandbox) -> None:
    begun = asyncio.Event()
    types: list[str] = []

    def notice(event: karpool.Event) -> None:
        types.append(event.type)
        if isinstance(event, karpool.NodeEvent) and event.id.startswith("eks.cluster") and event.state == "waiting":
            begun.set()

    async def work() -> karpool.Report:
        return await karpool.apply(SMALLEST, world=sandbox, on_event=notice)

    task = asyncio.create_task(work())
    await asyncio.wait_for(begun.wait(), 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    # Python 3.10 raises another CancelledError from an awaited task, in the context of the first.
    end: BaseException | None = caught.value
    while end is not None and not isinstance(end, karpool.KarpoolError):
        end = end.__cause__ or end.__context__
    assert isinstance(end, karpool.Cancelled)
    assert end.report is not None and end.report.outcome == "cancelled"
    assert "cancelling" in types

    # Nothing of the run is left that would write.
    before = len(written(sandbox))
    await asyncio.sleep(0.3)
    assert len(written(sandbox)) == before
    assert (await karpool.apply(SMALLEST, world=sandbox, progress=False)).outcome == "done"


async def test_a_cancelled_plan_ends_at_once() -> None:
    # Time is so slow here that no answer would come before the timeout.
    run = karpool.plan(SMALLEST, world=karpool.Sandbox(speed=0.1))
    began = time.monotonic()
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(run, 0.2)
    assert time.monotonic() - began < 5


def test_a_run_that_nobody_waits_for_says_so(sandbox: karpool.Sandbox) -> None:
    with pytest.warns(RuntimeWarning, match="a run was dropped, which cancels it"):
        karpool.apply(SMALLEST, world=sandbox)
    run = karpool.plan(SMALLEST, world=sandbox)
    assert "await it" in repr(run)
    run.cancel()


async def test_a_second_cancel_drops_what_is_in_flight() -> None:
    # A call takes minutes here, so winding down would too.
    run = karpool.apply(SMALLEST, world=karpool.Sandbox(speed=0.01))
    run.cancel()
    run.cancel()
    with pytest.raises(karpool.Cancelled) as caught:
        await asyncio.wait_for(_awaited(run), 10)
    assert caught.value.report is None


async def _awaited(run: "karpool.Run[karpool.Report]") -> karpool.Report:
    return await run


async def test_a_callback_that_raises_ends_the_run_with_its_own_error(sandbox: karpool.Sandbox) -> None:
    def refuse(event: karpool.Event) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await karpool.apply(SMALLEST, world=sandbox, on_event=refuse)


async def test_several_stacks_work_side_by_side() -> None:
    specs = [{**karpool.load(SMALLEST), "name": name} for name in ("one", "two", "three")]
    worlds = [karpool.Sandbox(speed=SPEED, seed=seed) for seed in (1, 2, 3)]
    plans = await asyncio.gather(*(karpool.plan(spec, world=world) for spec, world in zip(specs, worlds)))
    assert [plan.stack for plan in plans] == ["us-east-1/one", "us-east-1/two", "us-east-1/three"]


async def test_the_wrong_account_is_refused_before_anything_is_written(sandbox: karpool.Sandbox) -> None:
    spec = {**karpool.load(SMALLEST), "account": "999999999999"}
    with pytest.raises(karpool.Preflight) as caught:
        await karpool.apply(spec, world=sandbox)
    assert "999999999999" in str(caught.value)
    assert caught.value.hint is not None and "account" in caught.value.hint
    assert written(sandbox) == []


def test_the_blocking_twins_do_the_same_and_let_other_threads_run(sandbox: karpool.Sandbox) -> None:
    ticks: list[float] = []
    events: list[karpool.Event] = []
    done = threading.Event()

    def tick() -> None:
        while not done.wait(0.01):
            ticks.append(time.monotonic())

    beside = threading.Thread(target=tick)
    beside.start()
    try:
        report = karpool.apply_sync(SMALLEST, world=sandbox, on_event=events.append)
    finally:
        done.set()
        beside.join()
    assert report.outcome == "done"
    assert events[-1].type == "finished"
    assert len(ticks) > 20

    pools = karpool.status_sync(SMALLEST, world=sandbox).node_pools
    assert {pool.name: pool.ready.status for pool in pools} == {"graviton": "True", "x86": "True"}
    assert karpool.outputs_sync(SMALLEST, world=sandbox) == report.outputs
    assert karpool.destroy_sync(SMALLEST, world=sandbox, delete_logs=True).outcome == "done"
    assert karpool.plan_destroy_sync(SMALLEST, world=sandbox).changes == []


def test_threads_work_side_by_side_in_one_account(sandbox: karpool.Sandbox) -> None:
    plans: list[karpool.Plan] = []
    threads = [
        threading.Thread(target=lambda: plans.append(karpool.plan_sync(SMALLEST, world=sandbox))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len({plan.digest for plan in plans}) == 1
    assert len(plans) == 4


async def test_the_blocking_twins_work_inside_a_running_loop(sandbox: karpool.Sandbox) -> None:
    assert karpool.plan_sync(SMALLEST, world=sandbox).counts.create > 0


def test_progress_is_printed_unless_it_is_turned_off(sandbox: karpool.Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    run = karpool.apply(SMALLEST, world=sandbox)
    run.cancel()
    with pytest.raises(karpool.Cancelled):
        run.wait()
    assert "cancelling" in capsys.readouterr().err
    run = karpool.apply(SMALLEST, world=sandbox, progress=False)
    run.cancel()
    with pytest.raises(karpool.Cancelled):
        run.wait()
    assert capsys.readouterr().err == ""

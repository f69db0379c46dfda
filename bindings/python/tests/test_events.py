"""Who hears of what happens in a run, and what ends it."""

import asyncio
import gc
import warnings

import karpool
import pytest
from conftest import SMALLEST


async def read(run: "karpool.Run[karpool.Report]") -> list[str]:
    return [event.type async for event in run.events()]


async def test_everyone_hears_of_everything(sandbox: karpool.Sandbox) -> None:
    heard: list[str] = []
    run = karpool.apply(SMALLEST, world=sandbox, on_event=lambda event: heard.append(event.type))
    one, other, _ = await asyncio.gather(read(run), read(run), run)
    assert one == other == heard == await read(run) == [event.type for event in run.events_sync()]
    assert [heard[0], heard[-1]] == ["started", "finished"]


async def test_a_callback_hears_of_a_run_that_nobody_awaits(sandbox: karpool.Sandbox) -> None:
    heard: list[str] = []
    done = asyncio.Event()

    def tell(event: karpool.Event) -> None:
        heard.append(event.type)
        if event.type == "finished":
            done.set()

    run = karpool.apply(SMALLEST, world=sandbox, on_event=tell)
    await asyncio.wait_for(done.wait(), 60)
    assert heard == await read(run)


def test_a_callback_hears_what_is_read_without_a_loop_or_in_a_later_one(sandbox: karpool.Sandbox) -> None:
    for ask in (lambda run: [event.type for event in run.events_sync()], lambda run: asyncio.run(read(run))):
        heard: list[str] = []
        run = karpool.apply(SMALLEST, world=sandbox, on_event=lambda event: heard.append(event.type))
        assert ask(run) == heard
        run.wait()
        assert heard.count("finished") == 1


async def test_progress_and_events_do_not_take_from_each_other(
    sandbox: karpool.Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    run = karpool.apply(SMALLEST, world=sandbox)
    awaited = asyncio.ensure_future(run)
    await asyncio.sleep(0)
    events = await read(run)
    await awaited
    assert [events[0], events[-1]] == ["started", "finished"]
    assert "eks.cluster" in capsys.readouterr().err
    run = karpool.apply(SMALLEST, world=sandbox)
    await read(run)
    await run
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("error", [LookupError("mine"), karpool.Denied("mine")], ids=["any", "karpool"])
async def test_what_a_callback_raises_winds_the_run_down(error: Exception) -> None:
    def refuse(event: karpool.Event) -> None:
        if event.type == "node":
            raise error

    with karpool.Sandbox(speed=200.0) as world:
        run = karpool.apply(SMALLEST, world=world, on_event=refuse)
        for _ in range(2):
            with pytest.raises(type(error), match="mine") as caught:
                await run
            assert isinstance(caught.value.__cause__, karpool.Cancelled)
            assert caught.value.__cause__.report is not None
    with karpool.Sandbox(speed=200.0) as world, pytest.raises(type(error), match="mine") as caught:
        karpool.apply_sync(SMALLEST, world=world, on_event=refuse)
    assert isinstance(caught.value.__cause__, karpool.Cancelled)


async def test_what_would_not_be_awaited_is_no_callback(sandbox: karpool.Sandbox) -> None:
    async def tell(event: karpool.Event) -> None:
        pass

    with pytest.raises(TypeError, match="`on_event` is a function with `async`"):
        karpool.apply(SMALLEST, world=sandbox, on_event=tell)
    with pytest.raises(TypeError, match="`on_event` is no function"):
        karpool.apply(SMALLEST, world=sandbox, on_event="tell")  # type: ignore[arg-type]
    assert sandbox.log() == []
    with pytest.raises(TypeError, match="`on_event` is a function with `async`"):
        await karpool.apply(SMALLEST, world=sandbox, on_event=lambda event: tell(event))


async def test_a_task_that_is_cancelled_in_the_body_of_a_loop_winds_the_run_down() -> None:
    with karpool.Sandbox(speed=200.0) as world:
        run = karpool.apply(SMALLEST, world=world)
        waiting = asyncio.Event()

        async def body() -> None:
            try:
                async for event in run.events():
                    if isinstance(event, karpool.NodeEvent) and event.state == "waiting":
                        waiting.set()
                        await asyncio.sleep(60)
            except asyncio.CancelledError:
                # The run is to end without another word.
                with pytest.raises(karpool.Cancelled) as caught:
                    await run
                assert caught.value.report is not None and caught.value.report.outcome == "cancelled"
                raise

        task = asyncio.create_task(body())
        await asyncio.wait_for(waiting.wait(), 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("leave", ["break", "raise"])
async def test_leaving_a_loop_in_another_way_leaves_the_run(sandbox: karpool.Sandbox, leave: str) -> None:
    run = karpool.apply(SMALLEST, world=sandbox)
    try:
        async for _ in run.events():
            if leave == "break":
                break
            raise LookupError("mine")
    except LookupError:
        pass
    events = run.events_sync()
    types = [next(events).type]
    for event in events:
        types.append(event.type)
        break
    assert [*types, *(event.type for event in events)] == await read(run)
    assert (await run).outcome == "done"


async def test_a_run_is_a_task_like_any_coroutine(sandbox: karpool.Sandbox) -> None:
    task = asyncio.create_task(karpool.plan(SMALLEST, world=sandbox))
    assert (await task).counts.create > 0
    shared = karpool.apply(SMALLEST, world=sandbox, progress=False)
    reports = await asyncio.gather(shared, asyncio.create_task(shared), asyncio.ensure_future(shared))
    assert [report.outcome for report in reports] == ["done"] * 3
    # Before it has begun to wait, too.
    stopped = asyncio.create_task(karpool.apply(SMALLEST, world=karpool.Sandbox(speed=1.0), progress=False))
    stopped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopped


def test_a_run_is_what_asyncio_runs(sandbox: karpool.Sandbox) -> None:
    assert asyncio.run(karpool.plan(SMALLEST, world=sandbox)).counts.create > 0


def test_a_failure_that_nobody_awaits_is_said(sandbox: karpool.Sandbox) -> None:
    run = karpool.apply("name: dev", world=sandbox)
    assert list(run.events_sync()) == []
    with pytest.warns(RuntimeWarning, match="a run failed, and nobody awaited it: InvalidSpec: .*region"):
        del run
        gc.collect()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = karpool.apply("name: dev", world=sandbox)
        with pytest.raises(karpool.InvalidSpec):
            run.wait()
        del run
        gc.collect()


def test_a_run_goes_on_from_one_loop_to_the_next(sandbox: karpool.Sandbox) -> None:
    async def begin() -> "karpool.Run[karpool.Report]":
        run = karpool.apply(SMALLEST, world=sandbox)
        async for _ in run.events():
            break
        return run

    async def end(run: "karpool.Run[karpool.Report]") -> karpool.Report:
        return await run

    assert asyncio.run(end(asyncio.run(begin()))).outcome == "done"


async def test_a_cancel_after_an_interrupt_still_leaves_a_report() -> None:
    with karpool.Sandbox(speed=200.0) as world:
        run = karpool.apply(SMALLEST, world=world, progress=False)

        async def body() -> None:
            async for event in run.events():
                if isinstance(event, karpool.NodeEvent) and event.state == "waiting":
                    raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await body()
        run.cancel()
        with pytest.raises(karpool.Cancelled) as caught:
            await run
        assert caught.value.report is not None

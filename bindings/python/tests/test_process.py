"""Signals, forks, the command, the time of an import."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import textwrap
import time

import karpool
import pytest
from conftest import SMALLEST


def python(program: str) -> "subprocess.Popen[str]":
    text = textwrap.dedent(program).replace("SMALLEST", repr(str(SMALLEST)))
    command = [sys.executable, "-u", "-c", text]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


BLOCKING = """
    import pathlib, signal, time, karpool
    # What a shell runs in the background ignores it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    def tell(event):
        print(event.type, getattr(event, "state", ""), time.time(), flush=True)
    try:
        karpool.apply_sync(pathlib.Path(SMALLEST), world=karpool.Sandbox(speed=200.0), on_event=tell)
    except KeyboardInterrupt as stop:
        print("end", stop.__cause__.report.outcome, flush=True)
"""
AWAITED = """
    import asyncio, pathlib, signal, time, karpool
    signal.signal(signal.SIGINT, signal.default_int_handler)
    def tell(event):
        print(event.type, getattr(event, "state", ""), time.time(), flush=True)
    async def main():
        await karpool.apply(pathlib.Path(SMALLEST), world=karpool.Sandbox(speed=200.0), on_event=tell)
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("end cancelled", flush=True)
"""


@pytest.mark.parametrize("program", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
def test_an_interrupt_is_answered_at_once_and_winds_down(program: str) -> None:
    running = python(program)
    assert running.stdout is not None
    for line in running.stdout:
        if line.startswith("node waiting"):
            break
    pressed = time.time()
    running.send_signal(signal.SIGINT)
    rest, problems = running.communicate(timeout=60)
    told = [line for line in rest.splitlines() if line.startswith("cancelling")]
    assert len(told) == 1, rest + problems
    assert float(told[0].split()[-1]) - pressed < 0.2 * patience()
    assert "end cancelled" in rest, rest + problems


# The call that makes the cluster takes minutes of the machine's clock here, so winding down would too.
STUBBORN = """
    import pathlib, signal, karpool
    signal.signal(signal.SIGINT, signal.default_int_handler)
    def tell(event):
        print(event.type, getattr(event, "id", ""), flush=True)
    world = karpool.Sandbox(speed=200.0, faults=["eks:CreateCluster=delay(40000s)"])
    try:
        karpool.apply_sync(pathlib.Path(SMALLEST), world=world, on_event=tell)
    except KeyboardInterrupt:
        print("dropped", flush=True)
"""


def test_a_second_interrupt_drops_what_is_in_flight() -> None:
    running = python(STUBBORN)
    assert running.stdout is not None
    for awaited in ("node eks.cluster/", "cancelling"):
        assert any(line.startswith(awaited) for line in running.stdout), awaited
        running.send_signal(signal.SIGINT)
    rest, problems = running.communicate(timeout=30)
    assert "dropped" in rest, rest + problems


def patience() -> float:
    """How much slower than an idle machine this one may be now."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1) * 2)


def test_a_forked_process_is_refused_instead_of_hanging() -> None:
    running = python("""
        import os, pathlib, karpool
        world = karpool.Sandbox(speed=2000.0)
        karpool.plan_sync(pathlib.Path(SMALLEST), world=world)
        child = os.fork()
        if child == 0:
            for work in (lambda: karpool.plan_sync(pathlib.Path(SMALLEST), world=world), karpool.Sandbox, world.log):
                try:
                    work()
                except karpool.Preflight as error:
                    print("refused:", error, flush=True)
            os._exit(0)
        os.waitpid(child, 0)
    """)
    said, problems = running.communicate(timeout=60)
    assert said.count("refused: karpool was in use") == 3, said + problems
    assert "spawn" in said


def test_what_was_not_used_may_be_forked() -> None:
    running = python("""
        import os, pathlib, karpool
        child = os.fork()
        if child == 0:
            print(karpool.plan_sync(pathlib.Path(SMALLEST), world=karpool.Sandbox(speed=2000.0)).counts.create, flush=True)
            os._exit(0)
        os.waitpid(child, 0)
    """)
    said, problems = running.communicate(timeout=60)
    assert re.fullmatch(r"\d+\s*", said), said + problems


def test_the_import_brings_nothing_heavy_along() -> None:
    # How long it takes is printed by `make bench`; this is what it depends on.
    program = "import sys, karpool; print(*{'asyncio', 'dataclasses', 'inspect', 'karpool.dicts'} & set(sys.modules))"
    said, problems = python(program).communicate(timeout=60)
    assert said.strip() == "" and problems == ""


def test_the_wheel_brings_the_command(tmp_path: pathlib.Path) -> None:
    command = pathlib.Path(sys.executable).with_name("karpool")
    said = subprocess.run([command, "version", "-o", "json"], capture_output=True, text=True, check=True)
    assert '"kubernetes"' in said.stdout
    wrong = subprocess.run([command, "plan"], capture_output=True, text=True)
    assert wrong.returncode == 2
    spec = [str(SMALLEST), "--sandbox", "--sandbox-folder", str(tmp_path)]
    planned = subprocess.run([command, "plan", *spec, "--detailed-exit-code"], capture_output=True, text=True)
    assert planned.returncode == 3, planned.stderr
    as_module = subprocess.run([sys.executable, "-m", "karpool", "schema"], capture_output=True, text=True, check=True)
    assert "nodePools" in as_module.stdout


FORKED = """
    import os, pathlib, sys, karpool
    world = karpool.Sandbox(speed=100.0)
    run = karpool.apply(pathlib.Path(SMALLEST), world=world, progress=False)
    child = os.fork()
    if child == 0:
        for ask in (run.wait, run.cancel, lambda: list(run.events_sync()), world.log, world.close):
            try:
                ask()
            except karpool.Preflight as refusal:
                print("refused", "forked" in str(refusal), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
    run.cancel()
    run.cancel()
    try:
        run.wait()
    except karpool.Cancelled:
        print("the parent goes on", flush=True)
"""


def test_what_was_made_before_a_fork_is_refused_in_the_child() -> None:
    running = python(FORKED)
    said, problems = running.communicate(timeout=120)
    assert said.splitlines() == ["refused True"] * 5 + ["the parent goes on"], said + problems


QUIET = """
    import asyncio, pathlib, karpool
    world = karpool.Sandbox(speed=200.0)
    async def main():
        task = asyncio.create_task(forever())
        while not any(call.operation == "CreateCluster" for call in world.log()):
            await asyncio.sleep(0.05)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as stop:
            # Python 3.10 raises another one, in the context of the first.
            end = stop
            while end is not None and not isinstance(end, karpool.KarpoolError):
                end = end.__cause__ or end.__context__
            print("end", end and end.report.outcome, flush=True)
    async def forever():
        return await karpool.apply(pathlib.Path(SMALLEST), world=world, progress=False)
    asyncio.run(main())
"""


def test_one_cancel_winds_down_a_run_that_nobody_listens_to() -> None:
    said, problems = python(QUIET).communicate(timeout=120)
    assert said == "end cancelled\n", said + problems


@pytest.mark.parametrize("kind", ["dict", "list"])
def test_data_that_holds_itself_is_refused(kind: str) -> None:
    program = f"""
        import karpool
        spec = {{"name": "dev"}}
        held = spec if {kind!r} == "dict" else []
        if held is not spec: held.append(held)
        spec["tags"] = held
        try:
            karpool.check(spec)
        except ValueError as refusal:
            print(refusal)
    """
    said, problems = python(program).communicate(timeout=60)
    assert "nested deeper than 128" in said, said + problems


ITERATED = """
    import asyncio, pathlib, signal, karpool
    signal.signal(signal.SIGINT, signal.default_int_handler)
    async def main():
        run = karpool.apply(pathlib.Path(SMALLEST), world=karpool.Sandbox(speed=200.0))
        try:
            async for event in run.events():
                print(event.type, getattr(event, "state", ""), flush=True)
        except (asyncio.CancelledError, KeyboardInterrupt) as stop:
            end = stop.__cause__
            # Before Python 3.11 it may come while the loop itself is at work, as below.
            if end is None:
                run.cancel()
                try:
                    await run
                except karpool.Cancelled as cancelled:
                    end = cancelled
            print("end", end.report.outcome == "cancelled", flush=True)
            raise
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
"""
ITERATED_BLOCKING = """
    import pathlib, signal, karpool
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run = karpool.apply(pathlib.Path(SMALLEST), world=karpool.Sandbox(speed=200.0))
    try:
        for event in run.events_sync():
            print(event.type, getattr(event, "state", ""), flush=True)
    except KeyboardInterrupt as stop:
        end = stop.__cause__
        # It came while the loop itself was at work, which a generator does not hear of.
        if end is None:
            run.cancel()
            try:
                run.wait()
            except karpool.Cancelled as cancelled:
                end = cancelled
        print("end", end.report.outcome == "cancelled", flush=True)
"""


@pytest.mark.parametrize("program", [ITERATED, ITERATED_BLOCKING], ids=["awaited", "blocking"])
def test_an_interrupt_while_events_are_read_cancels_the_run(program: str) -> None:
    running = python(program)
    assert running.stdout is not None
    for line in running.stdout:
        if line.startswith("node waiting"):
            break
    running.send_signal(signal.SIGINT)
    rest, problems = running.communicate(timeout=60)
    assert rest.splitlines()[-1:] == ["end True"], rest + problems


def test_secrets_are_not_shown() -> None:
    keys = karpool.Keys(access_key_id="AKIDEXAMPLE", secret_access_key="hidden", session_token="hidden")
    role = karpool.Role(arn="arn:aws:iam::111122223333:role/a", mfa_code="hidden")
    shown = repr(karpool.WorldOptions(credentials=keys, assume_role=role))
    assert "AKIDEXAMPLE" in shown and "hidden" not in shown


def test_simulated_time_stands_still_when_nobody_works() -> None:
    # A second is 2,000 simulated ones here, and each of them would have to be simulated by the next verb.
    with karpool.Sandbox(speed=2000.0) as world:
        karpool.plan_sync(SMALLEST, world=world)
        before = world.log()[-1].time
        time.sleep(1.5)
        after = len(world.log())
        karpool.plan_sync(SMALLEST, world=world)
        assert world.log()[after].time - before < 1_000_000


def test_an_endpoint_of_a_service_that_is_not_called_is_refused() -> None:
    world = karpool.WorldOptions(endpoints={"esk": "http://127.0.0.1:9"})
    with pytest.raises(karpool.InvalidSpec, match="`esk` is not called; the services are"):
        karpool.plan_sync(SMALLEST, world=world)


ENDS = """
    import asyncio, pathlib, karpool
    async def main():
        with karpool.Sandbox(speed=3000.0) as world:
            spec = karpool.load(pathlib.Path(SMALLEST))
            await asyncio.gather(*(karpool.plan({**spec, "name": name}, world=world) for name in "abcd"))
            task = asyncio.ensure_future(karpool.apply(spec, world=world, on_event=str))
            await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            # Questions that are open when the program ends.
            karpool.plan(spec, world=world).cancel()
    asyncio.run(main())
"""


def test_a_program_that_has_done_its_work_ends_well() -> None:
    running = [python(ENDS) for _ in range(4)]
    ends = []
    for _ in range(32):
        said, problems = running[0].communicate(timeout=120)
        ends.append((running.pop(0).returncode, said + problems))
        running.append(python(ENDS))
    for last in running:
        last.kill()
        last.communicate()
    assert set(ends) == {(0, "")}


BODY = """
    import asyncio, pathlib, signal, time, karpool
    signal.signal(signal.SIGINT, signal.default_int_handler)
    world = karpool.Sandbox(speed=200.0)
    run = karpool.apply(pathlib.Path(SMALLEST), world=world)
    try:
        for event in run.events_sync():
            if getattr(event, "state", "") == "waiting":
                print("waiting", flush=True)
                time.sleep(60)
    except KeyboardInterrupt as stop:
        print("end", stop.__cause__.report.outcome, flush=True)
"""
ASYNC_BODY = """
    import asyncio, pathlib, signal, karpool
    signal.signal(signal.SIGINT, signal.default_int_handler)
    world = karpool.Sandbox(speed=200.0)
    async def main():
        global run
        run = karpool.apply(pathlib.Path(SMALLEST), world=world)
        async for event in run.events():
            if getattr(event, "state", "") == "waiting":
                print("waiting", flush=True)
                await asyncio.sleep(60)
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        # It has ended already: the loop was not left before.
        kind, _ = run._native.failure()
        try:
            run.wait()
        except karpool.Cancelled as end:
            print("end", end.report.outcome, flush=True)
"""


KEPT = BODY.replace("for event in run.events_sync():", "events = run.events_sync()\n        for event in events:")


@pytest.mark.parametrize("program", [BODY, KEPT, ASYNC_BODY], ids=["blocking", "kept", "awaited"])
def test_an_interrupt_in_the_body_of_a_loop_winds_the_run_down(program: str) -> None:
    running = python(program)
    assert running.stdout is not None
    assert running.stdout.readline() == "waiting\n"
    running.send_signal(signal.SIGINT)
    rest, problems = running.communicate(timeout=60)
    assert rest == "end cancelled\n", rest + problems


DAEMON = """
    import pathlib, threading, time, karpool
    world = karpool.Sandbox(speed=1.0)
    work = lambda: karpool.apply_sync(pathlib.Path(SMALLEST), world=world, progress=False)
    threading.Thread(target=work, daemon=True).start()
    time.sleep(0.2)
"""


def test_a_thread_that_waits_does_not_take_the_process_along() -> None:
    running = [python(DAEMON) for _ in range(4)]
    for one in running:
        said, problems = one.communicate(timeout=60)
        assert (one.returncode, said, problems) == (0, "", "")

"""The main job from Python, in a sandbox: runs with `python -m unittest`, without anything installed."""

import asyncio
import pathlib
import re
import threading
import time
import unittest

import karpool

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
SMALLEST = REPOSITORY / "examples" / "01_smallest.yaml"
SPEED = 400.0


def written(sandbox):
    """The calls so far that asked for a change and were done; EKS and Karpenter work under names of their own."""
    users = re.compile(r"arn:aws:iam::\d+:user/")
    return [entry for entry in sandbox.log() if entry["write"] and users.match(entry["caller"])]


class Specs(unittest.TestCase):
    def test_a_spec_is_a_path_a_text_or_a_dict(self):
        fields = karpool.load(SMALLEST)
        self.assertEqual(fields["name"], "dev")
        self.assertEqual(karpool.load(SMALLEST.read_text()), fields)
        for spec in (SMALLEST, SMALLEST.read_text(), fields):
            self.assertEqual([p for p in karpool.check(spec) if p["severity"] == "error"], [])

    def test_check_gives_all_problems_with_their_paths(self):
        broken = {"name": "dev", "region": "us-east-1", "network": {"vpcID": "vpc-1"}}
        broken["nodePools"] = {"a": {"weight": 900}}
        paths = [problem["path"] for problem in karpool.check(broken) if problem["severity"] == "error"]
        self.assertTrue(any("vpcID" in path for path in paths), paths)
        self.assertTrue(any(path.startswith("nodePools.a.weight") for path in paths), paths)

    def test_a_broken_spec_raises_with_its_problems(self):
        with self.assertRaises(karpool.InvalidSpec) as caught:
            karpool.plan_sync("name: dev\nregoin: us-east-1\n", world=karpool.Sandbox())
        self.assertEqual(caught.exception.kind, "InvalidSpec")
        places = [problem["place"]["line"] for problem in caught.exception.problems if "regoin" in problem["path"]]
        self.assertEqual(places, [2])

    def test_every_kind_has_an_exception_and_the_stub_names_it(self):
        stub = pathlib.Path(karpool.__file__).with_suffix(".pyi").read_text()
        for kind in karpool.KINDS:
            self.assertTrue(issubclass(getattr(karpool, kind), karpool.KarpoolError), kind)
            self.assertIn(f"class {kind}(KarpoolError)", stub)

    def test_an_unknown_option_is_refused(self):
        with self.assertRaisesRegex(karpool.InvalidSpec, "purge"):
            karpool.apply_sync(SMALLEST, world=karpool.Sandbox(), purge=True)


class Runs(unittest.IsolatedAsyncioTestCase):
    async def test_an_empty_account_becomes_ready_and_stays_so(self):
        sandbox = karpool.Sandbox(speed=SPEED)
        plan = await karpool.plan(SMALLEST, world=sandbox)
        self.assertIn("eks.cluster", {change["kind"] for change in plan["changes"] if change["action"] == "create"})
        self.assertTrue(plan["simulated"])
        self.assertEqual(written(sandbox), [])

        run = karpool.apply(SMALLEST, world=sandbox, approve=plan["digest"])
        events = [event async for event in run.events()]
        report = await run
        self.assertEqual(report["outcome"], "done")
        self.assertEqual([events[0]["type"], events[-1]["type"]], ["started", "finished"])
        ready = {event["id"] for event in events if event["type"] == "node" and event["state"] == "ready"}
        pools = {change["id"] for change in plan["changes"] if change["kind"] == "karpenter.node_pool"}
        self.assertEqual(len(pools), 2)
        self.assertLessEqual(pools, ready)

        before = len(written(sandbox))
        self.assertGreater(before, 0)
        second = await karpool.plan(SMALLEST, world=sandbox)
        self.assertEqual([change for change in second["changes"] if change["action"] != "keep"], [])
        self.assertEqual((await karpool.apply(SMALLEST, world=sandbox))["outcome"], "idle")
        self.assertEqual(len(written(sandbox)), before)

    async def test_a_cancelled_task_leaves_a_report_and_the_next_apply_goes_on(self):
        sandbox = karpool.Sandbox(speed=SPEED)
        begun = asyncio.Event()

        def notice(event):
            if event["type"] == "node" and event["id"].startswith("eks.cluster") and event["state"] == "waiting":
                begun.set()

        async def work():
            return await karpool.apply(SMALLEST, world=sandbox, on_event=notice)

        task = asyncio.create_task(work())
        await asyncio.wait_for(begun.wait(), 60)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError) as caught:
            await task
        end = caught.exception.__cause__
        while end is not None and not isinstance(end, karpool.KarpoolError):
            end = end.__cause__
        self.assertIsInstance(end, karpool.Cancelled)
        self.assertEqual(end.report["outcome"], "cancelled")

        # Nothing of the run is left that would write.
        before = len(written(sandbox))
        await asyncio.sleep(0.5)
        self.assertEqual(len(written(sandbox)), before)
        self.assertEqual((await karpool.apply(SMALLEST, world=sandbox))["outcome"], "done")

    async def test_a_cancelled_plan_ends_at_once(self):
        # Time is so slow here that no answer would come before the timeout.
        run = karpool.plan(SMALLEST, world=karpool.Sandbox(speed=0.1))
        with self.assertRaises(TimeoutError) as caught:
            async with asyncio.timeout(0.2):
                await run
        self.assertIsInstance(caught.exception.__cause__.__cause__, karpool.Cancelled)

    async def test_the_wrong_account_is_refused_before_anything_is_written(self):
        sandbox = karpool.Sandbox(speed=SPEED)
        spec = {**karpool.load(SMALLEST), "account": "999999999999"}
        with self.assertRaises(karpool.Preflight) as caught:
            await karpool.apply(spec, world=sandbox)
        self.assertIn("999999999999", str(caught.exception))
        self.assertIn("account", caught.exception.hint)
        self.assertEqual(written(sandbox), [])


class Blocking(unittest.TestCase):
    def test_the_blocking_twins_do_the_same_and_let_other_threads_run(self):
        sandbox = karpool.Sandbox(speed=SPEED)
        ticks, events, done = [], [], threading.Event()

        def tick():
            while not done.wait(0.01):
                ticks.append(time.monotonic())

        beside = threading.Thread(target=tick)
        beside.start()
        try:
            report = karpool.apply_sync(SMALLEST, world=sandbox, on_event=events.append)
        finally:
            done.set()
            beside.join()
        self.assertEqual(report["outcome"], "done")
        self.assertEqual(events[-1]["type"], "finished")
        self.assertGreater(len(ticks), 20)

        pools = karpool.status_sync(SMALLEST, world=sandbox)["nodePools"]
        ready = {pool["name"]: pool["ready"]["status"] for pool in pools}
        self.assertEqual(ready, {"graviton": "True", "x86": "True"})
        self.assertEqual(karpool.outputs_sync(SMALLEST, world=sandbox), report["outputs"])
        self.assertEqual(karpool.destroy_sync(SMALLEST, world=sandbox, delete_logs=True)["outcome"], "done")
        self.assertEqual(karpool.plan_destroy_sync(SMALLEST, world=sandbox)["changes"], [])

    def test_a_cancelled_run_raises_with_its_report(self):
        run = karpool.apply(SMALLEST, world=karpool.Sandbox(speed=SPEED))
        for event in run.events_sync():
            if event["type"] == "node" and event["state"] == "waiting":
                run.cancel()
        with self.assertRaises(karpool.Cancelled) as caught:
            run.wait()
        self.assertEqual(caught.exception.report["outcome"], "cancelled")


if __name__ == "__main__":
    unittest.main()

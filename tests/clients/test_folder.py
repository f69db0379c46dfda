"""`--sandbox`: a folder that outlives processes, whichever way they end."""

import json
import os
import pathlib
import signal
import subprocess
import time

import pytest

from sandbox import KARPOOL, Sandbox

SMALLEST = pathlib.Path(__file__).parents[2] / "examples" / "01_smallest.yaml"


@pytest.fixture
def karpool(tmp_path):
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}

    def start(*words):
        return subprocess.Popen([KARPOOL, *words], cwd=tmp_path, env=environment, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run(*words, code=0):
        process = start(*words, *(("-o", "json") if words[0] == "plan" else ()))
        out, err = process.communicate(timeout=300)
        assert process.returncode == code, out[-2000:] + err[-2000:]
        return out
    run.start, run.folder = start, tmp_path
    return run


def test_processes_follow_each_other_also_after_a_kill(karpool):
    planned = json.loads(karpool("plan", str(SMALLEST), "--sandbox"))
    assert planned["changes"]
    assert (karpool.folder / ".karpool" / "sandbox").is_dir()
    process = karpool.start("apply", str(SMALLEST), "--sandbox", "--yes")
    time.sleep(2.5)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    karpool("apply", str(SMALLEST), "--sandbox", "--yes")
    assert "Cluster dev  ACTIVE" in karpool("status", str(SMALLEST), "--sandbox")
    again = json.loads(karpool("plan", str(SMALLEST), "--sandbox"))
    assert [c for c in again["changes"] if c["action"] != "keep"] == []
    karpool("destroy", str(SMALLEST), "--sandbox", "--yes", "--delete-logs")
    assert "nothing but what a fresh account holds" in karpool("sandbox", "list")
    karpool("sandbox", "reset")
    assert not (karpool.folder / ".karpool" / "sandbox" / "manifest.json").exists()


def test_a_served_world_outlives_its_server(tmp_path):
    first = Sandbox(100, folder=tmp_path)
    first.client("sqs").create_queue(QueueName="kept")
    first.stop(hard=True)
    second = Sandbox(100, folder=tmp_path)
    try:
        assert second.keys() == first.keys()
        assert second.client("sqs").get_queue_url(QueueName="kept")["QueueUrl"]
    finally:
        second.stop()

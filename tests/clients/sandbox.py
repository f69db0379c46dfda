"""The sandbox as its users start it: `karpool sandbox serve`, read through the lines that it prints."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import boto3
from botocore.config import Config

import model

ACCOUNT = "111122223333"
REGION = "us-east-1"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or pathlib.Path(__file__).parents[2] / "target").resolve()
KARPOOL = TARGET / "debug" / "karpool"

# Operations that were answered with success, by service: what the suite has covered.
ANSWERED = {}


class Sandbox:
    """A served sandbox in a folder of its own."""

    def __init__(self, speed, folder=None, user=None, faults=()):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="karpool-clients-"))
        self.kept = folder is not None
        command = [KARPOOL, "sandbox", "serve", "--listen", "127.0.0.1:0", "--sandbox-folder", self.folder / "world",
                   "--sandbox-speed", str(speed)]
        command += ["--sandbox-user", user] if user else []
        for fault in faults:
            command += ["--sandbox-fault", fault]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        self.errors = open(self.folder / "stderr", "w+")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors, env=environment, text=True)
        self.environment = {}
        for line in self.process.stdout:
            found = re.fullmatch(r"export (\w+)=(.*)\n", line)
            assert found, f"no line that a shell takes: {line!r}"
            self.environment[found.group(1)] = found.group(2).strip("'\"")
            if found.group(1) == "AWS_SECRET_ACCESS_KEY":
                break
        assert "AWS_ENDPOINT_URL" in self.environment, pathlib.Path(self.errors.name).read_text()
        self.endpoint = self.environment["AWS_ENDPOINT_URL"]

    def keys(self):
        return {"aws_access_key_id": self.environment["AWS_ACCESS_KEY_ID"],
                "aws_secret_access_key": self.environment["AWS_SECRET_ACCESS_KEY"]}

    def client(self, service, region=REGION, keys=None, checked=True, **config):
        """A client of boto3 whose answers are held against the model. It never repeats a call by itself."""
        config = Config(retries={"total_max_attempts": 1}, parameter_validation=config.pop("validate", True),
                        read_timeout=60, **config)
        keys = self.keys() if keys is None else keys
        client = boto3.session.Session().client(
            service, region_name=region, endpoint_url=self.endpoint, config=config, **keys)
        models = client.meta.service_model

        def judge(response_dict, event_name, **_):
            operation = event_name.split(".")[-1]
            if checked:
                model.check(service, models.operation_model(operation), response_dict)
            if response_dict["status_code"] < 300:
                ANSWERED.setdefault(service, set()).add(operation)

        client.meta.events.register("response-received", judge)
        return client

    def stop(self, hard=False):
        """Ends the server, as Ctrl-C or as `kill -9` does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL if hard else signal.SIGINT)
            self.process.wait(20)
        self.process.stdout.close()
        self.errors.close()
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)


def eventually(ask, patience=20.0, every=0.05):
    """Asks until the answer is true; for what AWS lets settle."""
    end = time.monotonic() + patience
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(every)

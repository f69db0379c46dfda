"""Emulators and karpool as processes of their own."""

import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

import botocore.session
from botocore.config import Config

ACCOUNT, REGION = "123456789012", "us-east-1"
TARGET = pathlib.Path(os.environ["CARGO_TARGET_DIR"])
KARPOOL = TARGET / "debug" / "karpool"
PATIENCE = 60


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Process:
    """A server on loopback that ends with the tests."""

    def __init__(self, arguments, environment, url):
        self.url = url
        self.log = open(TARGET / "emulator" / f"{pathlib.Path(str(arguments[0])).name}.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(arguments, env=os.environ | environment, stdout=self.log, stderr=self.log)
        self.wait()

    def wait(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.url, timeout=2).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        self.stop()
        self.log.seek(0)
        raise RuntimeError(f"{self.process.args} does not answer at {self.url}:\n{self.log.read()}")

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def program(name):
    return str(pathlib.Path(sys.executable).parent / name)


def ministack():
    port = free_port()
    environment = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "LOG_LEVEL": "WARNING"}
    return Process([program("ministack")], environment, f"http://127.0.0.1:{port}/"), port


def moto():
    port = free_port()
    arguments = [program("moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    return Process(arguments, {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}, f"http://127.0.0.1:{port}/moto-api/")


def client(service, url, key=ACCOUNT, secret="secret", **options):
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False, **options)
    return botocore.session.Session().create_client(
        service, REGION, endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=secret, config=config)


def karpool(url, *arguments):
    """Runs karpool against an endpoint; its exit status and what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "KARPOOL_"))}
    environment |= {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "secret",
                    "AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true", "RUST_BACKTRACE": "0"}
    ended = subprocess.run([KARPOOL, *arguments], env=environment, text=True, capture_output=True, timeout=300)
    return ended.returncode, ended.stdout + ended.stderr

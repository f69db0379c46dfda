"""What the tests share."""

import os
import pathlib
import re
from collections.abc import Iterator

import karpool
import pytest

REPOSITORY = pathlib.Path(os.environ["REPOSITORY_OF_KARPOOL"])
SMALLEST = REPOSITORY / "examples" / "01_smallest.yaml"
SPEED = 2000.0


def written(sandbox: karpool.Sandbox) -> list[karpool.Call]:
    """The calls so far that users made and that asked for a change; EKS and Karpenter have names of their own."""
    users = re.compile(r"arn:aws:iam::\d+:user/")
    return [call for call in sandbox.log() if call.write and users.match(call.caller)]


@pytest.fixture
def sandbox() -> Iterator[karpool.Sandbox]:
    with karpool.Sandbox(speed=SPEED) as opened:
        yield opened


@pytest.fixture(scope="module")
def applied() -> Iterator[tuple[karpool.Sandbox, karpool.Report, list[karpool.Event]]]:
    """An account in which the smallest spec was applied; tests only read it."""
    events: list[karpool.Event] = []
    with karpool.Sandbox(speed=SPEED) as opened:
        report = karpool.apply_sync(SMALLEST, world=opened, on_event=events.append)
        yield opened, report, events

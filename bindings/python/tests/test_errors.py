"""Every kind of error is an exception of its own."""

import pathlib
import pickle

import karpool
import pytest
from conftest import SMALLEST
from karpool import _karpool, errors


def test_every_kind_has_an_exception() -> None:
    assert list(karpool.KINDS) == _karpool.kinds()
    for kind in _karpool.kinds():
        error = errors.of_failure({"kind": kind, "message": "it", "hint": "do", "requestId": "1", "causes": ["why"]})
        assert type(error) is getattr(karpool, kind)
        assert isinstance(error, karpool.KarpoolError)
        assert (error.kind, error.hint, error.request_id, error.causes) == (kind, "do", "1", ["why"])
        assert str(error) == "it\nhint: do"


def test_a_file_that_is_not_there_is_not_found() -> None:
    with pytest.raises(karpool.NotFound, match="nowhere.yaml"):
        karpool.check(pathlib.Path("nowhere.yaml"))


def test_a_refused_call_says_where_and_which_request() -> None:
    faults = ["sqs:CreateQueue#1=error(AccessDenied,403)*9"]
    with karpool.Sandbox(speed=2000, faults=faults) as world, pytest.raises(karpool.Denied) as caught:
        karpool.apply_sync(SMALLEST, world=world, progress=False)
    error = caught.value
    assert error.node is not None and error.node.startswith("sqs.queue/")
    assert error.doing == "sqs:CreateQueue"
    assert error.request_id
    assert error.report is not None and error.report.outcome == "failed"
    assert error.errors[0].kind == "Denied"


def test_a_wrong_fault_or_speed_is_refused() -> None:
    with pytest.raises(karpool.InvalidSpec):
        karpool.Sandbox(faults=["nothing"])
    with pytest.raises(karpool.InvalidSpec):
        karpool.Sandbox(speed=0)


def test_an_error_that_is_made_by_hand_has_the_fields_of_any() -> None:
    class Own(karpool.Denied):
        pass

    for error in (karpool.Denied("mine"), Own("mine"), pickle.loads(pickle.dumps(karpool.Denied("mine")))):
        assert (error.kind, error.message, str(error)) == ("Denied", "mine", "mine")
        assert (error.report, error.hint, error.causes, error.errors, error.problems) == (None, None, [], [], [])


def test_a_hint_is_said_once() -> None:
    with pytest.raises(karpool.InvalidSpec) as caught:
        karpool.plan_sync({"name": "dev", "region": "us-east-1"}, world=karpool.Sandbox())
    assert caught.value.hint is not None
    assert str(caught.value).count(caught.value.hint) == 1

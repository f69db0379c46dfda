"""Specs in all their forms, and what is wrong with them."""

import inspect
import io
import json
import pathlib
import pydoc

import karpool
import pytest
from conftest import REPOSITORY, SMALLEST

TYPED = karpool.Stack(
    name="dev",
    region="us-east-1",
    network=karpool.Network(vpc_id="vpc-0a1b2c3d4e5f60718", subnets=karpool.Tagged(tags={"tier": "private"})),
)


def test_a_spec_is_a_path_a_text_a_dict_or_a_stack() -> None:
    fields = karpool.load(SMALLEST)
    assert fields["name"] == "dev"
    assert karpool.load(SMALLEST.read_text()) == fields
    for spec in (SMALLEST, SMALLEST.read_text(), fields, TYPED):
        assert [p for p in karpool.check(spec) if p.severity == "error"] == []
    assert {**fields, "apiVersion": None} == {**karpool.load(TYPED), "apiVersion": None}


def test_a_files_name_and_a_text_are_not_mistaken_for_each_other(sandbox: karpool.Sandbox) -> None:
    with pytest.raises(karpool.InvalidSpec) as caught:
        karpool.plan_sync("dev.yaml", world=sandbox)
    assert "`dev.yaml` was taken for the text of a spec, but it looks like the name of a file" in caught.value.message
    assert caught.value.hint is not None and 'pathlib.Path("dev.yaml") in Python' in caught.value.hint.replace("`", "")
    with pytest.raises(karpool.NotFound) as lost:
        karpool.plan_sync(pathlib.Path(SMALLEST.read_text()), world=sandbox)
    assert "was taken for the path of a file" in lost.value.message
    assert lost.value.hint == "a path is where a file is; a string is the text of a spec itself"


def test_what_is_no_spec_is_refused() -> None:
    with pytest.raises(TypeError, match=r"NodePool is a part of a stack: .*`NodePool\(\.\.\.\)\.alone\(\.\.\.\)`"):
        karpool.check(karpool.NodePool())  # type: ignore[arg-type]
    for wrong in (1, None, b"name: dev", io.StringIO("name: dev"), [TYPED]):
        with pytest.raises(TypeError, match=f"a spec is a `Stack`.*, not {type(wrong).__name__}"):
            karpool.check(wrong)  # type: ignore[arg-type]


def test_every_part_that_can_stand_alone_has_a_builder() -> None:
    protocol = json.loads((REPOSITORY / "schema" / "karpool.bindings.schema.json").read_text())
    words = [piece["properties"]["piece"]["const"] for piece in protocol["requests"]["$defs"]["Piece"]["oneOf"]]
    assert len(words) >= 12
    for word in words:
        name = word[0].upper() + word[1:]
        alone = inspect.signature(getattr(karpool, name).alone)
        assert alone.return_annotation == f"{name}Piece"
        assert {"cluster_name", "region"} <= set(alone.parameters)


def test_check_gives_all_problems_with_their_paths() -> None:
    broken = {"name": "dev", "region": "us-east-1", "network": {"vpcID": "vpc-1"}, "nodePools": {"a": {"weight": 900}}}
    paths = [problem.path for problem in karpool.check(broken) if problem.severity == "error"]
    assert any("vpcID" in path for path in paths)
    assert any(path.startswith("nodePools.a.weight") for path in paths)


def test_a_typed_stack_is_checked_like_a_file() -> None:
    pool = karpool.NodePool(weight=900)
    problems = karpool.check(karpool.Stack(name="dev", region="us-east-1", node_pools={"a": pool}))
    assert any(problem.path.startswith("nodePools.a.weight") for problem in problems)


def test_a_broken_spec_raises_with_its_problems(sandbox: karpool.Sandbox) -> None:
    with pytest.raises(karpool.InvalidSpec) as caught:
        karpool.plan_sync("name: dev\nregoin: us-east-1\n", world=sandbox)
    assert caught.value.kind == "InvalidSpec"
    places = [problem.place for problem in caught.value.problems if "regoin" in problem.path]
    assert [place.line for place in places if place is not None] == [2]


def test_an_unknown_option_is_refused(sandbox: karpool.Sandbox) -> None:
    with pytest.raises(TypeError, match="'purge' is no option; the options are approve"):
        karpool.apply_sync(SMALLEST, world=sandbox, purge=True)
    assert sandbox.log() == []


def test_an_unknown_field_is_no_argument() -> None:
    with pytest.raises(TypeError, match="wieght"):
        karpool.NodePool(wieght=1)  # type: ignore[call-arg]


def test_fields_have_their_documentation() -> None:
    source = pathlib.Path(karpool.NodePool.__init__.__code__.co_filename).read_text()
    assert "requirement `kubernetes.io/arch`" in source
    told = pydoc.plain(pydoc.render_doc(karpool.NodePool))
    for field in karpool.NodePool._fields:
        assert f" {field} (" in told
    assert "requirement `kubernetes.io/arch`" in told
    assert "Default: `720h`" in told


def test_a_field_that_there_is_not_is_not_set() -> None:
    class Own(karpool.NodePool):
        pass

    pool = karpool.NodePool()
    with pytest.raises(AttributeError, match="NodePool has no field `wieght`; did you mean `weight`"):
        pool.wieght = 1  # type: ignore[attr-defined]
    pool.weight = 1
    own = Own(weight=1)
    own.team = "a"  # type: ignore[attr-defined]
    assert own.to_data() == pool.to_data() == {"weight": 1}


def test_typed_dicts_have_the_names_of_the_file() -> None:
    # Only type checkers read them otherwise.
    from karpool.generated import dicts

    assert "class" in dicts.LogsDict.__annotations__
    assert {"name", "region", "nodePools"} <= set(dicts.StackDict.__annotations__)


def test_records_are_compared_and_shown_by_what_they_hold() -> None:
    assert karpool.NodePool(weight=1) == karpool.NodePool(weight=1)
    assert karpool.NodePool(weight=1) != karpool.NodePool(weight=2)
    assert repr(karpool.NodePool(weight=1)) == "NodePool(weight=1)"


def test_version_and_schema_say_what_this_is() -> None:
    version = karpool.version()
    assert version.version == karpool.__version__
    assert version.kubernetes and version.karpenter
    assert "nodePools" in karpool.schema()["properties"]

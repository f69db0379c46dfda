"""Specs in all their forms, and what is wrong with them."""

import collections
import datetime
import inspect
import io
import json
import pathlib
import pydoc
import types

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
    with pytest.raises(TypeError, match="NodePool has no field `wieght`; did you mean `weight`"):
        karpool.NodePool(wieght=1)  # type: ignore[call-arg]


def test_fields_have_their_documentation() -> None:
    source = pathlib.Path(inspect.getfile(karpool.NodePool)).read_text()
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


NETWORK = {"vpcId": {"tags": {"team": "a"}}, "subnets": {"tags": {"tier": "private"}}, "endpoint": {"public": {"cidrs": ["10.0.0.0/8"]}}}


def test_data_becomes_the_classes_of_its_unions() -> None:
    stack = karpool.Stack.from_data({
        "name": "dev",
        "region": "us-east-1",
        "network": NETWORK,
        "nodeRole": {"name": "nodes"},
        "karpenter": "off",
        "addons": {"coredns": "off", "kube-proxy": {}},
        "access": {"entries": [{"principal": {"user": "bob"}}]},
        "nodePools": {"a": {"taints": [{"key": "a", "effect": "NoSchedule"}]}, "b": None},
    })
    assert stack.network is not None and isinstance(stack.network.vpc_id, karpool.Tagged)
    assert isinstance(stack.network.subnets, karpool.Tagged)
    assert isinstance(stack.node_role, karpool.NodeRole)
    assert stack.karpenter == "off"
    assert stack.addons is not None and stack.addons["coredns"] == "off" and isinstance(stack.addons["kube-proxy"], karpool.Addon)
    assert stack.access is not None and stack.access.entries is not None
    assert isinstance(stack.access.entries[0].principal, karpool.UserName)
    for example in sorted((REPOSITORY / "examples").glob("*.yaml")):
        data = karpool.load(example)
        kind = karpool.Stack if "piece" not in data else getattr(karpool, data["piece"][0].upper() + data["piece"][1:] + "Piece")
        assert kind.from_data(data).to_data() == data, example


def test_data_with_a_field_that_there_is_not_is_refused() -> None:
    for wrong, told in [
        ({"nodePool": {}}, "Stack has no field `nodePool`; did you mean `nodePools`"),
        ({"nodePools": {"a": {"wieght": 1}}}, "NodePool has no field `wieght`; did you mean `weight`"),
        ({"network": {"subnets": {"tag": {}}}}, "Tagged has no field `tag`; did you mean `tags`"),
    ]:
        with pytest.raises(ValueError, match=told):
            karpool.Stack.from_data({"name": "dev", "region": "us-east-1", **wrong})


def test_what_is_no_data_is_refused_with_its_path() -> None:
    pool = lambda value: {"name": "dev", "nodePools": {"a": value}}
    lone = "\ud800"
    for spec, kind, told in [
        (pool({"weight": 10**30}), ValueError, "spec.nodePools.a.weight: 10+ is too large a number"),
        (pool({"weight": float("nan")}), ValueError, "spec.nodePools.a.weight: nan is no number of a spec"),
        (pool({"arch": {"amd64"}}), TypeError, "spec.nodePools.a.arch: a set is no data: give a dict, a list"),
        (pool({"arch": ["amd64", datetime.date(2026, 1, 1)]}), TypeError, r"spec.nodePools.a.arch\[1\]: a date is no data"),
        (pool(karpool.NodePool), TypeError, "spec.nodePools.a: a type is no data"),
        (pool({"labels": {1: "a"}}), TypeError, "spec.nodePools.a.labels: 1 is no name of a field: names are texts"),
        (pool({"labels": {"a": lone}}), ValueError, "spec.nodePools.a.labels.a: a text with half a character"),
        (pool({"labels": {lone: "a"}}), ValueError, "spec.nodePools.a.labels: a text with half a character"),
    ]:
        with pytest.raises(kind, match=told):
            karpool.check(spec)
    for builder, kind, told in [
        (karpool.NodePool(weight=2**70), ValueError, "spec.nodePools.a.weight: [0-9]+ is too large"),
        (karpool.NodePool(arch={"amd64"}), TypeError, "spec.nodePools.a.arch: a set is no data"),  # type: ignore[arg-type]
        (karpool.NodePool(labels={None: "a"}), TypeError, "spec.nodePools.a.labels: None is no name"),  # type: ignore[dict-item]
    ]:
        with pytest.raises(kind, match=told):
            karpool.check(karpool.Stack(name="dev", region="us-east-1", node_pools={"a": builder}))
    with pytest.raises(TypeError, match="world.profile: a set is no data"):
        karpool.check("name: dev", world={"profile": {"a"}})  # type: ignore[typeddict-item]
    with pytest.raises(TypeError, match="options.approve: a set is no data"):
        karpool.plan("name: dev", approve={"a"})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="sandbox.faults: a set is no data"):
        karpool.Sandbox(faults={"a"})  # type: ignore[arg-type]


def test_every_mapping_is_a_dict() -> None:
    labels = types.MappingProxyType({"team": "a"})
    for pool in ({"labels": labels}, collections.UserDict({"labels": labels}), karpool.NodePool(labels=labels)):
        for spec in ({"name": "dev", "nodePools": {"a": pool}}, types.MappingProxyType({"name": "dev", "nodePools": {"a": pool}})):
            assert karpool.load(spec)["nodePools"] == {"a": {"labels": {"team": "a"}}}


def test_what_is_there_is_exported() -> None:
    names = set(karpool.__all__)
    assert {"__version__", "KINDS", "Stack", "Denied", "Plan", "apply", "Run", "KarpoolError"} <= names
    assert all(hasattr(karpool, name) for name in names)

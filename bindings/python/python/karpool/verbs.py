"""The verbs: each gives a `Run`; those with `_sync` behind their names block instead and need no event loop."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from . import _karpool
from .generated.answers import Event, Plan, Problem, Report, Status, Token, Version
from .generated.spec import Options, Stack, WorldOptions
from .listening import check_callback
from .record import Record, plain
from .run import Run
from .sandbox import Sandbox

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .generated.dicts import OptionsKeywords, WorldOptionsDict
    from .generated.spec import Piece

T = TypeVar("T")

Spec: TypeAlias = "Stack | Piece | Mapping[str, Any] | str | os.PathLike[str]"
"""A stack, one part of it alone, a dict, a text (YAML or JSON), or the path of a file."""
World: TypeAlias = "Sandbox | WorldOptions | WorldOptionsDict | None"
"""A simulated account, or how AWS is reached, also as a dict: `{"profile": "dev"}`; None takes all from the environment."""


def _source(spec: Spec) -> dict[str, Any]:
    if isinstance(spec, Stack) or (isinstance(spec, Record) and spec._tag is not None and spec._tag[0] == "piece"):
        return {"value": spec.to_data()}
    if isinstance(spec, Mapping):
        return {"value": spec}
    if isinstance(spec, str):
        return {"text": spec}
    if isinstance(spec, os.PathLike) and isinstance(path := os.fspath(spec), str):
        return {"file": path}
    name = type(spec).__name__
    if hasattr(spec, "alone"):
        raise TypeError(f"{name} is a part of a stack: put it into a `Stack`, or give `{name}(...).alone(...)`")
    raise TypeError(f"a spec is a `Stack`, a part of one alone, a dict, a text or a `pathlib.Path`, not {name}")


def _place(world: World) -> Any:
    if world is None:
        return None
    if isinstance(world, Sandbox):
        return world._native
    if isinstance(world, (WorldOptions, Mapping)):
        return plain(world)
    raise TypeError(f"a world is a `Sandbox`, `WorldOptions`, a dict of the same fields or None, not {world!r}")


def _begin(
    verb: Any,
    spec: Spec | None,
    world: World,
    options: Mapping[str, Any],
    read: Callable[[Any], T],
    on_event: Callable[[Event], object] | None = None,
    progress: bool = False,
) -> Run[T]:
    check_callback(on_event)
    wires = Options._fields
    for name in options:
        if name not in wires:
            raise TypeError(f"{name!r} is no option; the options are {', '.join(wires)}")
    given = {wires[name]: value for name, value in options.items() if value is not None}
    native = _karpool.Run(verb, None if spec is None else _source(spec), given, _place(world))
    return Run(native, read, on_event, progress)


def _as_is(answer: Any) -> Any:
    return answer


def load(spec: Spec) -> dict[str, Any]:
    """The fields of a spec as a dict, as they were written; not yet checked."""
    return _karpool.load(_source(spec))


def check(spec: Spec, *, world: World = None) -> list[Problem]:
    """All problems of a spec, found without any call: errors first, then warnings.

    Of a `world` only its region counts, which is that of a spec that names none.
    """
    return [Problem.from_data(problem) for problem in _karpool.check(_source(spec), _place(world))]


def schema() -> dict[str, Any]:
    """The JSON Schema of the spec."""
    return _karpool.schema()


def version() -> Version:
    """The version, and what is installed when a spec says nothing."""
    return Version.from_data(_karpool.version())


def html(answer: Plan | Report) -> str:
    """A plan as a table; a report as a table under its timeline, as notebooks show them."""
    return _karpool.html(answer.to_data())


def plan(
    spec: Spec,
    *,
    world: World = None,
    **options: Unpack[OptionsKeywords],
) -> Run[Plan]:
    """What `apply` would do. Nothing is written. The `options` are the fields of `karpool.Options`."""
    return _begin("plan", spec, world, options, Plan.from_data)


def plan_sync(
    spec: Spec,
    *,
    world: World = None,
    **options: Unpack[OptionsKeywords],
) -> Plan:
    """As `plan`, blocking."""
    return plan(spec, world=world, **options).wait()


def plan_destroy(
    spec: Spec,
    *,
    world: World = None,
    **options: Unpack[OptionsKeywords],
) -> Run[Plan]:
    """What `destroy` would do. Nothing is written. The `options` are the fields of `karpool.Options`."""
    return _begin("planDestroy", spec, world, options, Plan.from_data)


def plan_destroy_sync(
    spec: Spec,
    *,
    world: World = None,
    **options: Unpack[OptionsKeywords],
) -> Plan:
    """As `plan_destroy`, blocking."""
    return plan_destroy(spec, world=world, **options).wait()


def apply(
    spec: Spec,
    *,
    world: World = None,
    on_event: Callable[[Event], object] | None = None,
    progress: bool = True,
    **options: Unpack[OptionsKeywords],
) -> Run[Report]:
    """Makes the world as the spec says; applying again changes nothing.

    Progress is printed to the standard error, unless there is an `on_event`, the events are read, or `progress` is
    false. The `options` are the fields of `karpool.Options`.
    """
    return _begin("apply", spec, world, options, Report.from_data, on_event, progress)


def apply_sync(
    spec: Spec,
    *,
    world: World = None,
    on_event: Callable[[Event], object] | None = None,
    progress: bool = True,
    **options: Unpack[OptionsKeywords],
) -> Report:
    """As `apply`, blocking."""
    return apply(spec, world=world, on_event=on_event, progress=progress, **options).wait()


def destroy(
    spec: Spec,
    *,
    world: World = None,
    on_event: Callable[[Event], object] | None = None,
    progress: bool = True,
    **options: Unpack[OptionsKeywords],
) -> Run[Report]:
    """Deletes everything that the stack owns. The `options` are the fields of `karpool.Options`."""
    return _begin("destroy", spec, world, options, Report.from_data, on_event, progress)


def destroy_sync(
    spec: Spec,
    *,
    world: World = None,
    on_event: Callable[[Event], object] | None = None,
    progress: bool = True,
    **options: Unpack[OptionsKeywords],
) -> Report:
    """As `destroy`, blocking."""
    return destroy(spec, world=world, on_event=on_event, progress=progress, **options).wait()


def status(
    spec: Spec,
    *,
    world: World = None,
) -> Run[Status]:
    """What lives of the stack now: cluster, groups, addons, controller, classes, pools, claims, nodes."""
    return _begin("status", spec, world, {}, Status.from_data)


def status_sync(
    spec: Spec,
    *,
    world: World = None,
) -> Status:
    """As `status`, blocking."""
    return status(spec, world=world).wait()


def outputs(
    spec: Spec,
    *,
    world: World = None,
) -> Run[dict[str, Any]]:
    """The outputs as they are now, by name: `cluster.endpoint`, `karpenter.queueName`."""
    return _begin("outputs", spec, world, {}, _as_is)


def outputs_sync(
    spec: Spec,
    *,
    world: World = None,
) -> dict[str, Any]:
    """As `outputs`, blocking."""
    return outputs(spec, world=world).wait()


def render(
    spec: Spec,
    *,
    world: World = None,
) -> Run[list[dict[str, Any]]]:
    """The Kubernetes objects of the chart as `apply` would send them."""
    return _begin("render", spec, world, {}, _as_is)


def render_sync(
    spec: Spec,
    *,
    world: World = None,
) -> list[dict[str, Any]]:
    """As `render`, blocking."""
    return render(spec, world=world).wait()


def kubeconfig(
    spec: Spec,
    *,
    path: str | os.PathLike[str] | None = None,
    context: str | None = None,
    world: World = None,
) -> Run[dict[str, Any]]:
    """A kubeconfig whose context signs in through `karpool token`; with a `path` it is put into that file as well."""
    return _begin({"kubeconfig": {"path": None if path is None else os.fspath(path), "context": context}}, spec, world, {}, _as_is)


def kubeconfig_sync(
    spec: Spec,
    *,
    path: str | os.PathLike[str] | None = None,
    context: str | None = None,
    world: World = None,
) -> dict[str, Any]:
    """As `kubeconfig`, blocking."""
    return kubeconfig(spec, path=path, context=context, world=world).wait()


def token(
    *,
    cluster: str,
    region: str | None = None,
    world: World = None,
) -> Run[Token]:
    """A token for a cluster's Kubernetes API, as kubectl asks for it. Without a `region` it is the world's."""
    return _begin({"token": {"cluster": cluster, "region": region}}, None, world, {}, Token.from_data)


def token_sync(
    *,
    cluster: str,
    region: str | None = None,
    world: World = None,
) -> Token:
    """As `token`, blocking."""
    return token(cluster=cluster, region=region, world=world).wait()

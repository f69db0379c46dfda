"""One typed spec and one idempotent apply that gives a production EKS cluster with Karpenter.

A spec is a dict, a text (YAML or JSON), or a path. Every verb gives a `Run`: await it for its answer, iterate over its
events, cancel it. The verbs with `_sync` behind their names block instead and need no event loop.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from . import _karpool
from ._karpool import KarpoolError
from ._karpool import VERSION as __version__

KINDS = tuple(_karpool.KINDS)
for _kind in KINDS:
    globals()[_kind] = getattr(_karpool, _kind)

_VERBS = ["plan", "plan_destroy", "apply", "destroy", "status", "outputs", "render"]
__all__ = ["KINDS", "KarpoolError", "Run", "Sandbox", "check", "load", "schema", *KINDS]
__all__ += [*_VERBS, *(f"{verb}_sync" for verb in _VERBS)]


class Sandbox:
    """A simulated AWS account. `speed` is simulated seconds per second; a folder keeps the world between processes."""

    def __init__(self, folder=None, *, speed=300.0, seed=1, caller="deployer", region="us-east-1"):
        folder = None if folder is None else os.fspath(folder)
        settings = {"folder": folder, "speed": float(speed), "seed": seed, "caller": caller, "region": region}
        self._native = _karpool.Sandbox(settings)

    def log(self):
        """Every call so far: service, operation, caller, resource, write, status, outcome."""
        return self._native.log()

    def close(self):
        """Writes the world down and stops what runs beside it."""
        self._native.close()


class Run:
    """A verb that is being done. Cancelling the task that awaits it, or dropping it, cancels the run:
    calls in flight end, and nothing new is started."""

    def __init__(self, verb, spec, world, on_event, options):
        request = {"verb": verb, "spec": _source(spec), "options": options}
        self._native = _karpool.Run(request, None if world is None else world._native)
        self._on_event = on_event

    def __await__(self):
        return self._finish().__await__()

    async def events(self):
        """The events, until the run ends; each is given once."""
        while (event := await self._native.next_event()) is not None:
            yield event

    def events_sync(self):
        """As `events`, blocking."""
        while (event := self._native.next_event_sync()) is not None:
            yield event

    def cancel(self):
        """Cancels: awaiting the run then raises `Cancelled` with the report of what was done."""
        self._native.cancel()

    async def _finish(self):
        try:
            if self._on_event is not None:
                async for event in self.events():
                    self._on_event(event)
            return await self._native.finish()
        except KarpoolError:
            raise
        except BaseException as stop:
            # A cancelled task, or a callback that raised: the run winds down first, and its end is the cause.
            self.cancel()
            try:
                await self._native.finish()
            except KarpoolError as end:
                raise stop from end
            raise

    def wait(self):
        """Blocks until the end and gives the answer. Ctrl-C cancels the run."""
        try:
            if self._on_event is not None:
                for event in self.events_sync():
                    self._on_event(event)
            return self._native.finish_sync()
        except KarpoolError:
            raise
        except BaseException as stop:
            self.cancel()
            try:
                self._native.finish_sync()
            except KarpoolError as end:
                raise stop from end
            raise


def _source(spec):
    if isinstance(spec, Mapping):
        return {"value": dict(spec)}
    if isinstance(spec, str):
        return {"text": spec}
    return {"file": os.fspath(spec)}


def load(spec):
    """The fields of a spec as a dict, as they were written; not yet checked."""
    return _karpool.load(_source(spec))


def check(spec):
    """All problems of a spec, found without any call: severity, path, message, hint, place."""
    return _karpool.check(_source(spec))


def schema():
    """The JSON Schema of the spec."""
    return _karpool.schema()


def plan(spec, *, world=None, **options):
    """What `apply` would do. Nothing is written. `world` is a `Sandbox`, or None for AWS."""
    return Run("plan", spec, world, None, options)


def plan_destroy(spec, *, world=None, **options):
    """What `destroy` would do. Nothing is written."""
    return Run("planDestroy", spec, world, None, options)


def apply(spec, *, world=None, on_event=None, **options):
    """Makes the world as the spec says; applying again changes nothing."""
    return Run("apply", spec, world, on_event, options)


def destroy(spec, *, world=None, on_event=None, **options):
    """Deletes everything that the stack owns."""
    return Run("destroy", spec, world, on_event, options)


def status(spec, *, world=None):
    """What lives of the stack now: cluster, groups, addons, controller, classes, pools, claims, nodes."""
    return Run("status", spec, world, None, {})


def outputs(spec, *, world=None):
    """The outputs as they are now."""
    return Run("outputs", spec, world, None, {})


def render(spec, *, world=None):
    """The Kubernetes objects of the chart as `apply` would send them."""
    return Run("render", spec, world, None, {})


def _blocking(verb):
    def blocking(spec, **arguments):
        return verb(spec, **arguments).wait()

    blocking.__name__ = blocking.__qualname__ = f"{verb.__name__}_sync"
    blocking.__doc__ = f"As `{verb.__name__}`, blocking."
    return blocking


for _verb in _VERBS:
    globals()[f"{_verb}_sync"] = _blocking(globals()[_verb])

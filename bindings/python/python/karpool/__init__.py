"""One typed spec and one idempotent apply that gives a production EKS cluster with Karpenter.

A spec is a `Stack`, one part of it alone, a dict, a text (YAML or JSON), or a path. Every verb gives a `Run`: await it
for its answer, iterate over its events, cancel it. The verbs with `_sync` behind their names block instead and need no
event loop.

    >>> import karpool
    >>> subnets = karpool.Tagged(tags={"tier": "private"})
    >>> network = karpool.Network(vpc_id="vpc-0a1b2c3d4e5f60718", subnets=subnets)
    >>> karpool.check(karpool.Stack(name="dev", region="us-east-1", network=network))
    []
"""

import atexit as _atexit

from . import _karpool
from .errors import KarpoolError
from .generated import answers as _answers, errors as _errors, spec as _spec
from .generated.answers import *
from .generated.errors import *
from .generated.spec import *
from .run import Run
from .sandbox import Sandbox
from .verbs import (
    Spec,
    World,
    apply,
    apply_sync,
    check,
    destroy,
    destroy_sync,
    html,
    kubeconfig,
    kubeconfig_sync,
    load,
    outputs,
    outputs_sync,
    plan,
    plan_destroy,
    plan_destroy_sync,
    plan_sync,
    render,
    render_sync,
    schema,
    status,
    status_sync,
    token,
    token_sync,
    version,
)

__version__: str = _karpool.VERSION
"""The version of the library."""

KINDS: tuple[str, ...] = tuple(_errors.__all__)
"""The names of the kinds of errors, in their documented order; each is an exception."""

__all__ = [
    "KINDS",
    "KarpoolError",
    "Run",
    "Sandbox",
    "__version__",
    "Spec",
    "World",
    "apply",
    "apply_sync",
    "check",
    "destroy",
    "destroy_sync",
    "html",
    "kubeconfig",
    "kubeconfig_sync",
    "load",
    "outputs",
    "outputs_sync",
    "plan",
    "plan_destroy",
    "plan_destroy_sync",
    "plan_sync",
    "render",
    "render_sync",
    "schema",
    "status",
    "status_sync",
    "token",
    "token_sync",
    "version",
]
__all__ += _answers.__all__
__all__ += _errors.__all__
__all__ += _spec.__all__

# A thread that brings an answer while the interpreter ends would take the process along.
_atexit.register(_karpool.shut)

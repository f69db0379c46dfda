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
from ._karpool import VERSION as __version__
from .errors import KarpoolError as KarpoolError
from .generated.answers import *
from .generated.errors import *
from .generated.errors import __all__ as KINDS
from .generated.spec import *
from .run import Run as Run
from .sandbox import Sandbox as Sandbox
from .verbs import (
    Spec as Spec,
    World as World,
    apply as apply,
    apply_sync as apply_sync,
    check as check,
    destroy as destroy,
    destroy_sync as destroy_sync,
    html as html,
    kubeconfig as kubeconfig,
    kubeconfig_sync as kubeconfig_sync,
    load as load,
    outputs as outputs,
    outputs_sync as outputs_sync,
    plan as plan,
    plan_destroy as plan_destroy,
    plan_destroy_sync as plan_destroy_sync,
    plan_sync as plan_sync,
    render as render,
    render_sync as render_sync,
    schema as schema,
    status as status,
    status_sync as status_sync,
    token as token,
    token_sync as token_sync,
    version as version,
)

# A thread that brings an answer while the interpreter ends would take the process along.
_atexit.register(_karpool.shut)

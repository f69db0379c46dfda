"""What a program gets."""
# Generated from the schema by `make schema`; a test compares it with the code.
from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from ..record import Record, Shown

Action: TypeAlias = 'Literal["create", "update", "keep", "await", "delete"]'
"""What a plan has decided for a node."""
Event: TypeAlias = 'StartedEvent | NodeEvent | NoticeEvent | CancellingEvent | FinishedEvent'
"""One thing that happened. Times are the world's: simulated in the sandbox."""
Kind: TypeAlias = 'Literal["InvalidSpec", "Preflight", "Credentials", "Denied", "NotOurs", "Immutable", "Quota", "Timeout", "Broken", "Unreachable", "Changed", "Cancelled", "NotFound", "Bug"]'
"""What went wrong, as far as a program may want to decide on it."""
Outcome: TypeAlias = 'Literal["done", "failed", "cancelled", "idle"]'
"""How a run ended."""
Severity: TypeAlias = 'Literal["error", "warning"]'
"""How bad a problem is."""
State: TypeAlias = 'Literal["creating", "updating", "deleting", "ready", "gone", "failed", "waiting", "retrying", "skipped"]'
"""Where a node stands in a run."""
Verb: TypeAlias = 'Literal["plan", "apply", "destroy"]'
"""What a run does."""


class AddonStatus(Record):
    """An addon as EKS describes it.

    Attributes:
        name (str): Its name.
        status (str): EKS's word: `ACTIVE`.
        version (str | None): Its version.
        issues (Sequence[str]): What EKS says is wrong with it.
    """

    _fields = {"name": "name", "status": "status", "version": "version", "issues": "issues"}
    name: str
    """Its name."""
    status: str
    """EKS's word: `ACTIVE`."""
    version: str | None
    """Its version."""
    issues: Sequence[str]
    """What EKS says is wrong with it."""

    def __init__(
        self,
        *,
        name: str,
        status: str,
        version: str | None,
        issues: Sequence[str],
    ) -> None:
        self.name = name
        self.status = status
        self.version = version
        self.issues = issues


class Call(Record):
    """A call that reached a sandbox.

    Attributes:
        number (int): Counts from 1.
        time (int): Simulated milliseconds since the Unix epoch.
        service (str): `eks`, `iam` and so on, or `kubernetes`.
        operation (str): `CreateCluster`, or `PATCH nodepools/x86`.
        region (str): The region that was called.
        caller (str): ARN of the caller, or the name of the Kubernetes user; empty when not known.
        resource (str): What the call is about, as far as its parameters say: `dev/system`.
        write (bool): Whether it asked for a change.
        status (int): The HTTP status.
        outcome (str): `done`, an error code, or what a fault did to it.
    """

    _fields = {"number": "number", "time": "time", "service": "service", "operation": "operation", "region": "region", "caller": "caller", "resource": "resource", "write": "write", "status": "status", "outcome": "outcome"}
    number: int
    """Counts from 1."""
    time: int
    """Simulated milliseconds since the Unix epoch."""
    service: str
    """`eks`, `iam` and so on, or `kubernetes`."""
    operation: str
    """`CreateCluster`, or `PATCH nodepools/x86`."""
    region: str
    """The region that was called."""
    caller: str
    """ARN of the caller, or the name of the Kubernetes user; empty when not known."""
    resource: str
    """What the call is about, as far as its parameters say: `dev/system`."""
    write: bool
    """Whether it asked for a change."""
    status: int
    """The HTTP status."""
    outcome: str
    """`done`, an error code, or what a fault did to it."""

    def __init__(
        self,
        *,
        number: int,
        time: int,
        service: str,
        operation: str,
        region: str,
        caller: str,
        resource: str,
        write: bool,
        status: int,
        outcome: str,
    ) -> None:
        self.number = number
        self.time = time
        self.service = service
        self.operation = operation
        self.region = region
        self.caller = caller
        self.resource = resource
        self.write = write
        self.status = status
        self.outcome = outcome


class CancellingEvent(Record):
    """A cancel was asked for: nothing new is started.

    Attributes:
        at (str): When it happened.
    """

    _fields = {"at": "at"}
    _tag = ("type", "cancelling")
    type: Literal["cancelling"]
    at: str
    """When it happened."""

    def __init__(
        self,
        *,
        at: str,
    ) -> None:
        self.type = "cancelling"
        self.at = at


class Change(Record):
    """One node's part of a plan.

    Attributes:
        id (str): The node: `eks.node_group/system`.
        kind (str): The kind of the thing: `eks.node_group`.
        key (str): The name in the service.
        action (Action): What would be done to it.
        fields (Sequence[Field]): What differs; when it is created, what it would be given.
        why (str): Why the node is there at all, in one line.
        security (bool | None): Grants or opens something: shown in a table of its own.
        unapproved (bool | None): A deletion that apply leaves: nobody has asked for it yet (`prune` does), or something still uses the thing, and
            then `note` says what.
        note (str | None): A remark: what it waits for, who else sets a field.
    """

    _fields = {"id": "id", "kind": "kind", "key": "key", "action": "action", "fields": "fields", "why": "why", "security": "security", "unapproved": "unapproved", "note": "note"}
    _nested = {"fields": ("list", "Field")}
    id: str
    """The node: `eks.node_group/system`."""
    kind: str
    """The kind of the thing: `eks.node_group`."""
    key: str
    """The name in the service."""
    action: Action
    """What would be done to it."""
    fields: Sequence[Field]
    """What differs; when it is created, what it would be given."""
    why: str
    """Why the node is there at all, in one line."""
    security: bool | None
    """Grants or opens something: shown in a table of its own."""
    unapproved: bool | None
    """A deletion that apply leaves: nobody has asked for it yet (`prune` does), or something still uses the thing, and
    then `note` says what.
    """
    note: str | None
    """A remark: what it waits for, who else sets a field."""

    def __init__(
        self,
        *,
        id: str,
        kind: str,
        key: str,
        action: Action,
        fields: Sequence[Field],
        why: str,
        security: bool | None = None,
        unapproved: bool | None = None,
        note: str | None = None,
    ) -> None:
        self.id = id
        self.kind = kind
        self.key = key
        self.action = action
        self.fields = fields
        self.why = why
        self.security = security
        self.unapproved = unapproved
        self.note = note


class ClusterStatus(Record):
    """The control plane as EKS describes it.

    Attributes:
        name (str): Its name.
        arn (str): Its ARN.
        status (str): EKS's word: `ACTIVE`.
        version (str): The version of Kubernetes.
        issues (Sequence[str]): What EKS says is wrong with it.
        platform_version (str | None): EKS's own version of the control plane.
        endpoint (str | None): The address of its API.
        certificate_authority (str | None): Base64 of PEM.
    """

    _fields = {"name": "name", "arn": "arn", "status": "status", "version": "version", "issues": "issues", "platform_version": "platformVersion", "endpoint": "endpoint", "certificate_authority": "certificateAuthority"}
    name: str
    """Its name."""
    arn: str
    """Its ARN."""
    status: str
    """EKS's word: `ACTIVE`."""
    version: str
    """The version of Kubernetes."""
    issues: Sequence[str]
    """What EKS says is wrong with it."""
    platform_version: str | None
    """EKS's own version of the control plane."""
    endpoint: str | None
    """The address of its API."""
    certificate_authority: str | None
    """Base64 of PEM."""

    def __init__(
        self,
        *,
        name: str,
        arn: str,
        status: str,
        version: str,
        issues: Sequence[str],
        platform_version: str | None = None,
        endpoint: str | None = None,
        certificate_authority: str | None = None,
    ) -> None:
        self.name = name
        self.arn = arn
        self.status = status
        self.version = version
        self.issues = issues
        self.platform_version = platform_version
        self.endpoint = endpoint
        self.certificate_authority = certificate_authority


class Condition(Record):
    """A condition such as `Ready`, as a controller has set it.

    Attributes:
        status (str): `True`, `False` or `Unknown`.
        reason (str | None): The controller's word for why.
        message (str | None): The controller's sentence.
    """

    _fields = {"status": "status", "reason": "reason", "message": "message"}
    status: str
    """`True`, `False` or `Unknown`."""
    reason: str | None
    """The controller's word for why."""
    message: str | None
    """The controller's sentence."""

    def __init__(
        self,
        *,
        status: str,
        reason: str | None = None,
        message: str | None = None,
    ) -> None:
        self.status = status
        self.reason = reason
        self.message = message


class ControllerStatus(Record):
    """A Deployment of Karpenter's controller.

    Attributes:
        namespace (str): Its namespace.
        name (str): Its name.
        wanted (int): How many pods it is to have.
        ready (int): How many of them are ready.
        image (str): The image that they run.
    """

    _fields = {"namespace": "namespace", "name": "name", "wanted": "wanted", "ready": "ready", "image": "image"}
    namespace: str
    """Its namespace."""
    name: str
    """Its name."""
    wanted: int
    """How many pods it is to have."""
    ready: int
    """How many of them are ready."""
    image: str
    """The image that they run."""

    def __init__(
        self,
        *,
        namespace: str,
        name: str,
        wanted: int,
        ready: int,
        image: str,
    ) -> None:
        self.namespace = namespace
        self.name = name
        self.wanted = wanted
        self.ready = ready
        self.image = image


class Counts(Record):
    """How many changes of each kind a plan has.

    Attributes:
        create (int): What would be made.
        update (int): What would be changed in place.
        delete (int): What would be deleted.
        wait (int): What is being changed already, and is waited for.
        keep (int): What stays as it is.
        unapproved (int): Deletions that apply leaves.
    """

    _fields = {"create": "create", "update": "update", "delete": "delete", "wait": "wait", "keep": "keep", "unapproved": "unapproved"}
    create: int
    """What would be made."""
    update: int
    """What would be changed in place."""
    delete: int
    """What would be deleted."""
    wait: int
    """What is being changed already, and is waited for."""
    keep: int
    """What stays as it is."""
    unapproved: int
    """Deletions that apply leaves."""

    def __init__(
        self,
        *,
        create: int,
        update: int,
        delete: int,
        wait: int,
        keep: int,
        unapproved: int,
    ) -> None:
        self.create = create
        self.update = update
        self.delete = delete
        self.wait = wait
        self.keep = keep
        self.unapproved = unapproved


class Defaulted(Record):
    """A field that the user did not give.

    Attributes:
        path (str): Where it stands in the spec: `nodePools.x86.weight`.
        value (Any): What it was filled in with.
        origin (str): Where that comes from: `default`, `preset graviton`, `environment production`.
    """

    _fields = {"path": "path", "value": "value", "origin": "origin"}
    path: str
    """Where it stands in the spec: `nodePools.x86.weight`."""
    value: Any
    """What it was filled in with."""
    origin: str
    """Where that comes from: `default`, `preset graviton`, `environment production`."""

    def __init__(
        self,
        *,
        path: str,
        value: Any,
        origin: str,
    ) -> None:
        self.path = path
        self.value = value
        self.origin = origin


class ErrorRecord(Record):
    """An error as plain data.

    Attributes:
        kind (Kind): What went wrong, as far as a program may want to decide on it.
        message (str): What failed, with the value.
        node (str | None): The node of the graph: `karpenter.node_pool/x86`.
        doing (str | None): The call or step: `eks:CreateCluster`.
        hint (str | None): What to do about it.
        code (str | None): The service's own error code.
        request_id (str | None): The service's id of the request.
    """

    _fields = {"kind": "kind", "message": "message", "node": "node", "doing": "doing", "hint": "hint", "code": "code", "request_id": "requestId"}
    kind: Kind
    """What went wrong, as far as a program may want to decide on it."""
    message: str
    """What failed, with the value."""
    node: str | None
    """The node of the graph: `karpenter.node_pool/x86`."""
    doing: str | None
    """The call or step: `eks:CreateCluster`."""
    hint: str | None
    """What to do about it."""
    code: str | None
    """The service's own error code."""
    request_id: str | None
    """The service's id of the request."""

    def __init__(
        self,
        *,
        kind: Kind,
        message: str,
        node: str | None = None,
        doing: str | None = None,
        hint: str | None = None,
        code: str | None = None,
        request_id: str | None = None,
    ) -> None:
        self.kind = kind
        self.message = message
        self.node = node
        self.doing = doing
        self.hint = hint
        self.code = code
        self.request_id = request_id


class Failure(Record):
    """Why a verb did not do all that it should.

    Attributes:
        message (str): Everything that failed, as one text.
        kind (Kind): What went wrong, as far as a program may want to decide on it.
        node (str | None): The node of the graph: `karpenter.node_pool/x86`.
        doing (str | None): The call or step: `eks:CreateCluster`.
        hint (str | None): What to do about it.
        code (str | None): The service's own error code.
        request_id (str | None): The service's id of the request.
        causes (Sequence[str]): What caused the error, outermost first.
        errors (Sequence[ErrorRecord]): Every error.
        problems (Sequence[Problem]): What is wrong with the spec, with places.
        report (Report | None): What was done before it failed.
    """

    _fields = {"message": "message", "kind": "kind", "node": "node", "doing": "doing", "hint": "hint", "code": "code", "request_id": "requestId", "causes": "causes", "errors": "errors", "problems": "problems", "report": "report"}
    _nested = {"errors": ("list", "ErrorRecord"), "problems": ("list", "Problem"), "report": ("one", "Report")}
    message: str
    """Everything that failed, as one text."""
    kind: Kind
    """What went wrong, as far as a program may want to decide on it."""
    node: str | None
    """The node of the graph: `karpenter.node_pool/x86`."""
    doing: str | None
    """The call or step: `eks:CreateCluster`."""
    hint: str | None
    """What to do about it."""
    code: str | None
    """The service's own error code."""
    request_id: str | None
    """The service's id of the request."""
    causes: Sequence[str]
    """What caused the error, outermost first."""
    errors: Sequence[ErrorRecord]
    """Every error."""
    problems: Sequence[Problem]
    """What is wrong with the spec, with places."""
    report: Report | None
    """What was done before it failed."""

    def __init__(
        self,
        *,
        message: str,
        kind: Kind,
        node: str | None,
        doing: str | None,
        hint: str | None,
        code: str | None,
        request_id: str | None,
        causes: Sequence[str],
        errors: Sequence[ErrorRecord],
        problems: Sequence[Problem],
        report: Report | None,
    ) -> None:
        self.message = message
        self.kind = kind
        self.node = node
        self.doing = doing
        self.hint = hint
        self.code = code
        self.request_id = request_id
        self.causes = causes
        self.errors = errors
        self.problems = problems
        self.report = report


class Field(Record):
    """One field that differs.

    Attributes:
        path (str): Path in the API's own names: `spec.limits.cpu`, `tags.team`.
        from_ (Any): What it is now; null when there is nothing.
        to (Any): What it will be; null when it goes.
        fixed (str | None): Set when the service can never change it: what to do instead.
        rolls (Rolls | None): How many nodes the change replaces, if any.
    """

    _fields = {"path": "path", "from_": "from", "to": "to", "fixed": "fixed", "rolls": "rolls"}
    _nested = {"rolls": ("one", "Rolls")}
    path: str
    """Path in the API's own names: `spec.limits.cpu`, `tags.team`."""
    from_: Any
    """What it is now; null when there is nothing."""
    to: Any
    """What it will be; null when it goes."""
    fixed: str | None
    """Set when the service can never change it: what to do instead."""
    rolls: Rolls | None
    """How many nodes the change replaces, if any."""

    def __init__(
        self,
        *,
        path: str,
        from_: Any,
        to: Any,
        fixed: str | None = None,
        rolls: Rolls | None = None,
    ) -> None:
        self.path = path
        self.from_ = from_
        self.to = to
        self.fixed = fixed
        self.rolls = rolls


class FinishedEvent(Record):
    """The run has ended.

    Attributes:
        at (str): When it happened.
        ok (bool): Whether all was done.
    """

    _fields = {"at": "at", "ok": "ok"}
    _tag = ("type", "finished")
    type: Literal["finished"]
    at: str
    """When it happened."""
    ok: bool
    """Whether all was done."""

    def __init__(
        self,
        *,
        at: str,
        ok: bool,
    ) -> None:
        self.type = "finished"
        self.at = at
        self.ok = ok


class NodeEvent(Record):
    """A node has come into another state.

    Attributes:
        at (str): When it happened.
        id (str): The node: `eks.node_group/system`.
        state (State): Where it stands now.
        detail (str | None): Why it waits, what is updated, which error.
        error (ErrorRecord | None): Why it failed, or why it is tried again.
    """

    _fields = {"at": "at", "id": "id", "state": "state", "detail": "detail", "error": "error"}
    _tag = ("type", "node")
    type: Literal["node"]
    _nested = {"error": ("one", "ErrorRecord")}
    at: str
    """When it happened."""
    id: str
    """The node: `eks.node_group/system`."""
    state: State
    """Where it stands now."""
    detail: str | None
    """Why it waits, what is updated, which error."""
    error: ErrorRecord | None
    """Why it failed, or why it is tried again."""

    def __init__(
        self,
        *,
        at: str,
        id: str,
        state: State,
        detail: str | None = None,
        error: ErrorRecord | None = None,
    ) -> None:
        self.type = "node"
        self.at = at
        self.id = id
        self.state = state
        self.detail = detail
        self.error = error


class NodeGroupStatus(Record):
    """A managed node group as EKS describes it.

    Attributes:
        name (str): Its name.
        status (str): EKS's word: `ACTIVE`.
        version (str | None): The version of Kubernetes of its nodes.
        release (str): The release of its image.
        desired (int | None): How many nodes it is to have now.
        instance_types (Sequence[str]): Its instance types.
        issues (Sequence[str]): What EKS says is wrong with it.
    """

    _fields = {"name": "name", "status": "status", "version": "version", "release": "release", "desired": "desired", "instance_types": "instanceTypes", "issues": "issues"}
    name: str
    """Its name."""
    status: str
    """EKS's word: `ACTIVE`."""
    version: str | None
    """The version of Kubernetes of its nodes."""
    release: str
    """The release of its image."""
    desired: int | None
    """How many nodes it is to have now."""
    instance_types: Sequence[str]
    """Its instance types."""
    issues: Sequence[str]
    """What EKS says is wrong with it."""

    def __init__(
        self,
        *,
        name: str,
        status: str,
        version: str | None,
        release: str,
        desired: int | None,
        instance_types: Sequence[str],
        issues: Sequence[str],
    ) -> None:
        self.name = name
        self.status = status
        self.version = version
        self.release = release
        self.desired = desired
        self.instance_types = instance_types
        self.issues = issues


class NodePoolStatus(Record):
    """A NodePool of Karpenter.

    Attributes:
        name (str): Its name.
        node_class (str): The EC2NodeClass of its nodes.
        nodes (int): How many nodes it has.
        cpu (str | None): CPU in use of the limit, as the API writes it.
        cpu_limit (str | None): The limit of CPU, as the API writes it.
        ready (Condition): Whether Karpenter finds it ready.
    """

    _fields = {"name": "name", "node_class": "nodeClass", "nodes": "nodes", "cpu": "cpu", "cpu_limit": "cpuLimit", "ready": "ready"}
    _nested = {"ready": ("one", "Condition")}
    name: str
    """Its name."""
    node_class: str
    """The EC2NodeClass of its nodes."""
    nodes: int
    """How many nodes it has."""
    cpu: str | None
    """CPU in use of the limit, as the API writes it."""
    cpu_limit: str | None
    """The limit of CPU, as the API writes it."""
    ready: Condition
    """Whether Karpenter finds it ready."""

    def __init__(
        self,
        *,
        name: str,
        node_class: str,
        nodes: int,
        cpu: str | None,
        cpu_limit: str | None,
        ready: Condition,
    ) -> None:
        self.name = name
        self.node_class = node_class
        self.nodes = nodes
        self.cpu = cpu
        self.cpu_limit = cpu_limit
        self.ready = ready


class NodeReport(Record):
    """One node's part of a run. Times are seconds since the run started.

    Attributes:
        id (str): The node: `eks.node_group/system`.
        action (Action): What the plan had decided for it.
        state (State): Where it ended.
        started (float): When work on it began.
        ended (float): When it was done with.
        stands_for (Sequence[str] | None): The ids of what it deletes, where that has names of its own: what left the spec, what Karpenter made.
        after (str | None): What it waited for last before it could start.
        detail (str | None): What was done, or why not.
        error (ErrorRecord | None): Why it failed.
    """

    _fields = {"id": "id", "action": "action", "state": "state", "started": "started", "ended": "ended", "stands_for": "standsFor", "after": "after", "detail": "detail", "error": "error"}
    _nested = {"error": ("one", "ErrorRecord")}
    id: str
    """The node: `eks.node_group/system`."""
    action: Action
    """What the plan had decided for it."""
    state: State
    """Where it ended."""
    started: float
    """When work on it began."""
    ended: float
    """When it was done with."""
    stands_for: Sequence[str] | None
    """The ids of what it deletes, where that has names of its own: what left the spec, what Karpenter made."""
    after: str | None
    """What it waited for last before it could start."""
    detail: str | None
    """What was done, or why not."""
    error: ErrorRecord | None
    """Why it failed."""

    def __init__(
        self,
        *,
        id: str,
        action: Action,
        state: State,
        started: float,
        ended: float,
        stands_for: Sequence[str] | None = None,
        after: str | None = None,
        detail: str | None = None,
        error: ErrorRecord | None = None,
    ) -> None:
        self.id = id
        self.action = action
        self.state = state
        self.started = started
        self.ended = ended
        self.stands_for = stands_for
        self.after = after
        self.detail = detail
        self.error = error


class NodeStatus(Record):
    """A NodeClaim or a Node.

    Attributes:
        name (str): Its name.
        owner (str | None): The NodePool, or the node group.
        instance_type (str | None): Its instance type.
        capacity_type (str | None): How it was bought: `on-demand`, `spot`.
        architecture (str | None): The architecture of its processor: `arm64`.
        zone (str | None): Its availability zone.
        ready (Condition): Whether it is ready.
        node (str | None): The Node of a claim.
    """

    _fields = {"name": "name", "owner": "owner", "instance_type": "instanceType", "capacity_type": "capacityType", "architecture": "architecture", "zone": "zone", "ready": "ready", "node": "node"}
    _nested = {"ready": ("one", "Condition")}
    name: str
    """Its name."""
    owner: str | None
    """The NodePool, or the node group."""
    instance_type: str | None
    """Its instance type."""
    capacity_type: str | None
    """How it was bought: `on-demand`, `spot`."""
    architecture: str | None
    """The architecture of its processor: `arm64`."""
    zone: str | None
    """Its availability zone."""
    ready: Condition
    """Whether it is ready."""
    node: str | None
    """The Node of a claim."""

    def __init__(
        self,
        *,
        name: str,
        owner: str | None,
        instance_type: str | None,
        capacity_type: str | None,
        architecture: str | None,
        zone: str | None,
        ready: Condition,
        node: str | None = None,
    ) -> None:
        self.name = name
        self.owner = owner
        self.instance_type = instance_type
        self.capacity_type = capacity_type
        self.architecture = architecture
        self.zone = zone
        self.ready = ready
        self.node = node


class NoticeEvent(Record):
    """Something the reader should know that belongs to no node.

    Attributes:
        at (str): When it happened.
        text (str): What there is to know.
    """

    _fields = {"at": "at", "text": "text"}
    _tag = ("type", "notice")
    type: Literal["notice"]
    at: str
    """When it happened."""
    text: str
    """What there is to know."""

    def __init__(
        self,
        *,
        at: str,
        text: str,
    ) -> None:
        self.type = "notice"
        self.at = at
        self.text = text


class ObjectStatus(Record):
    """An object of Karpenter and its `Ready` condition.

    Attributes:
        name (str): Its name.
        ready (Condition): Whether its controller finds it ready.
    """

    _fields = {"name": "name", "ready": "ready"}
    _nested = {"ready": ("one", "Condition")}
    name: str
    """Its name."""
    ready: Condition
    """Whether its controller finds it ready."""

    def __init__(
        self,
        *,
        name: str,
        ready: Condition,
    ) -> None:
        self.name = name
        self.ready = ready


class Place(Record):
    """The place of a problem in a text.

    Attributes:
        file (str): The file's name; for a single value, the argument or variable that gave it.
        line (int): From 1; 0 when there are no lines.
        column (int): From 1, in characters.
        excerpt (str): The line's text.
    """

    _fields = {"file": "file", "line": "line", "column": "column", "excerpt": "excerpt"}
    file: str
    """The file's name; for a single value, the argument or variable that gave it."""
    line: int
    """From 1; 0 when there are no lines."""
    column: int
    """From 1, in characters."""
    excerpt: str
    """The line's text."""

    def __init__(
        self,
        *,
        file: str,
        line: int,
        column: int,
        excerpt: str,
    ) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.excerpt = excerpt


class Plan(Shown):
    """Everything that apply, or destroy, would do.

    Attributes:
        verb (Verb): Whether it is of an apply or of a destroy.
        stack (str): `<region>/<name>`; of one part alone, its kind and name besides.
        account (str): The account, twelve digits.
        region (str): The region.
        caller (str): The caller's ARN; no change depends on it.
        changes (Sequence[Change]): Every node of the stack, also those that stay as they are.
        warnings (Sequence[str]): What may surprise.
        defaults (Sequence[Defaulted]): Defaults that were filled in: path, value, where it comes from.
        digest (str): What two plans share exactly when they ask for the same writes: apply it with the option `approve`.
        counts (Counts): How many changes there are of each kind.
        endpoint (str | None): The endpoint override in force.
        simulated (bool | None): Whether nothing of this is real.
        searched (bool | None): Leftovers were looked for everywhere. Without `prune` they are where it costs no call: not under other names and
            paths, nor among kinds that the spec does not name.
    """

    _fields = {"verb": "verb", "stack": "stack", "account": "account", "region": "region", "caller": "caller", "changes": "changes", "warnings": "warnings", "defaults": "defaults", "digest": "digest", "counts": "counts", "endpoint": "endpoint", "simulated": "simulated", "searched": "searched"}
    _nested = {"changes": ("list", "Change"), "defaults": ("list", "Defaulted"), "counts": ("one", "Counts")}
    verb: Verb
    """Whether it is of an apply or of a destroy."""
    stack: str
    """`<region>/<name>`; of one part alone, its kind and name besides."""
    account: str
    """The account, twelve digits."""
    region: str
    """The region."""
    caller: str
    """The caller's ARN; no change depends on it."""
    changes: Sequence[Change]
    """Every node of the stack, also those that stay as they are."""
    warnings: Sequence[str]
    """What may surprise."""
    defaults: Sequence[Defaulted]
    """Defaults that were filled in: path, value, where it comes from."""
    digest: str
    """What two plans share exactly when they ask for the same writes: apply it with the option `approve`."""
    counts: Counts
    """How many changes there are of each kind."""
    endpoint: str | None
    """The endpoint override in force."""
    simulated: bool | None
    """Whether nothing of this is real."""
    searched: bool | None
    """Leftovers were looked for everywhere. Without `prune` they are where it costs no call: not under other names and
    paths, nor among kinds that the spec does not name.
    """

    def __init__(
        self,
        *,
        verb: Verb,
        stack: str,
        account: str,
        region: str,
        caller: str,
        changes: Sequence[Change],
        warnings: Sequence[str],
        defaults: Sequence[Defaulted],
        digest: str,
        counts: Counts,
        endpoint: str | None = None,
        simulated: bool | None = None,
        searched: bool | None = None,
    ) -> None:
        self.verb = verb
        self.stack = stack
        self.account = account
        self.region = region
        self.caller = caller
        self.changes = changes
        self.warnings = warnings
        self.defaults = defaults
        self.digest = digest
        self.counts = counts
        self.endpoint = endpoint
        self.simulated = simulated
        self.searched = searched


class Planned(Record):
    """A node that a run is going to work on.

    Attributes:
        id (str): The node: `eks.node_group/system`.
        action (Action): What will be done to it.
        typical (int): How long this kind typically takes, in seconds; 0 when at once.
    """

    _fields = {"id": "id", "action": "action", "typical": "typical"}
    id: str
    """The node: `eks.node_group/system`."""
    action: Action
    """What will be done to it."""
    typical: int
    """How long this kind typically takes, in seconds; 0 when at once."""

    def __init__(
        self,
        *,
        id: str,
        action: Action,
        typical: int,
    ) -> None:
        self.id = id
        self.action = action
        self.typical = typical


class Problem(Record):
    """One problem.

    Attributes:
        severity (Severity): How bad it is.
        path (str): `nodePools.x86.arch[0]`; empty for the whole spec.
        message (str): What is wrong, with the value.
        hint (str | None): What to do about it.
        place (Place | None): Where it stands in the text, when the spec came from one.
    """

    _fields = {"severity": "severity", "path": "path", "message": "message", "hint": "hint", "place": "place"}
    _nested = {"place": ("one", "Place")}
    severity: Severity
    """How bad it is."""
    path: str
    """`nodePools.x86.arch[0]`; empty for the whole spec."""
    message: str
    """What is wrong, with the value."""
    hint: str | None
    """What to do about it."""
    place: Place | None
    """Where it stands in the text, when the spec came from one."""

    def __init__(
        self,
        *,
        severity: Severity,
        path: str,
        message: str,
        hint: str | None = None,
        place: Place | None = None,
    ) -> None:
        self.severity = severity
        self.path = path
        self.message = message
        self.hint = hint
        self.place = place


class Report(Shown):
    """Everything that a run has done.

    Attributes:
        verb (Verb): What was done.
        stack (str): `<region>/<name>`; of one part alone, its kind and name besides.
        outcome (Outcome): How it ended.
        seconds (float): Seconds of the world's time.
        nodes (Sequence[NodeReport]): Every node, in the order of the graph.
        critical_path (Sequence[str]): The chain of nodes that decided how long the run took, first to last.
        outputs (Mapping[str, Any]): Named values that other tools ask for: `cluster.endpoint`, `karpenter.queueName`.
        left (Sequence[str]): What left the spec and is still there: until `prune`, or because something uses it, and then a warning says what.
        warnings (Sequence[str]): What may surprise.
    """

    _fields = {"verb": "verb", "stack": "stack", "outcome": "outcome", "seconds": "seconds", "nodes": "nodes", "critical_path": "criticalPath", "outputs": "outputs", "left": "left", "warnings": "warnings"}
    _nested = {"nodes": ("list", "NodeReport")}
    verb: Verb
    """What was done."""
    stack: str
    """`<region>/<name>`; of one part alone, its kind and name besides."""
    outcome: Outcome
    """How it ended."""
    seconds: float
    """Seconds of the world's time."""
    nodes: Sequence[NodeReport]
    """Every node, in the order of the graph."""
    critical_path: Sequence[str]
    """The chain of nodes that decided how long the run took, first to last."""
    outputs: Mapping[str, Any]
    """Named values that other tools ask for: `cluster.endpoint`, `karpenter.queueName`."""
    left: Sequence[str]
    """What left the spec and is still there: until `prune`, or because something uses it, and then a warning says what."""
    warnings: Sequence[str]
    """What may surprise."""

    def __init__(
        self,
        *,
        verb: Verb,
        stack: str,
        outcome: Outcome,
        seconds: float,
        nodes: Sequence[NodeReport],
        critical_path: Sequence[str],
        outputs: Mapping[str, Any],
        left: Sequence[str],
        warnings: Sequence[str],
    ) -> None:
        self.verb = verb
        self.stack = stack
        self.outcome = outcome
        self.seconds = seconds
        self.nodes = nodes
        self.critical_path = critical_path
        self.outputs = outputs
        self.left = left
        self.warnings = warnings


class Rolls(Record):
    """How many nodes a change replaces, by Karpenter's or the node group's rules.

    Attributes:
        nodes (int | None): How many nodes; null when they cannot be counted.
        why (str): Which rule says so.
    """

    _fields = {"nodes": "nodes", "why": "why"}
    nodes: int | None
    """How many nodes; null when they cannot be counted."""
    why: str
    """Which rule says so."""

    def __init__(
        self,
        *,
        nodes: int | None,
        why: str,
    ) -> None:
        self.nodes = nodes
        self.why = why


class StartedEvent(Record):
    """A run begins to work.

    Attributes:
        at (str): When it happened.
        verb (Verb): What the run does.
        stack (str): `<region>/<name>`; of one part alone, its kind and name besides.
        account (str): The account, twelve digits.
        region (str): The region.
        nodes (Sequence[Planned]): What will be worked on.
    """

    _fields = {"at": "at", "verb": "verb", "stack": "stack", "account": "account", "region": "region", "nodes": "nodes"}
    _tag = ("type", "started")
    type: Literal["started"]
    _nested = {"nodes": ("list", "Planned")}
    at: str
    """When it happened."""
    verb: Verb
    """What the run does."""
    stack: str
    """`<region>/<name>`; of one part alone, its kind and name besides."""
    account: str
    """The account, twelve digits."""
    region: str
    """The region."""
    nodes: Sequence[Planned]
    """What will be worked on."""

    def __init__(
        self,
        *,
        at: str,
        verb: Verb,
        stack: str,
        account: str,
        region: str,
        nodes: Sequence[Planned],
    ) -> None:
        self.type = "started"
        self.at = at
        self.verb = verb
        self.stack = stack
        self.account = account
        self.region = region
        self.nodes = nodes


class Status(Record):
    """A stack as it lives.

    Attributes:
        stack (str): `<region>/<name>`.
        account (str): The account, twelve digits.
        at (str): When it was read.
        node_groups (Sequence[NodeGroupStatus]): The managed node groups.
        addons (Sequence[AddonStatus]): The EKS addons.
        controllers (Sequence[ControllerStatus]): Karpenter's controller: its Deployments.
        node_classes (Sequence[ObjectStatus]): Karpenter's EC2NodeClasses.
        node_pools (Sequence[NodePoolStatus]): Karpenter's NodePools.
        node_claims (Sequence[NodeStatus]): Karpenter's NodeClaims: machines that it has asked for.
        nodes (Sequence[NodeStatus]): The nodes, of groups and of Karpenter.
        problems (Sequence[StatusProblem]): What is wrong, causes first: each in one sentence, with what to do.
        unknown (Sequence[str]): What could not be read, and why.
        cluster (ClusterStatus | None): Absent when there is no such cluster.
    """

    _fields = {"stack": "stack", "account": "account", "at": "at", "node_groups": "nodeGroups", "addons": "addons", "controllers": "controllers", "node_classes": "nodeClasses", "node_pools": "nodePools", "node_claims": "nodeClaims", "nodes": "nodes", "problems": "problems", "unknown": "unknown", "cluster": "cluster"}
    _nested = {"node_groups": ("list", "NodeGroupStatus"), "addons": ("list", "AddonStatus"), "controllers": ("list", "ControllerStatus"), "node_classes": ("list", "ObjectStatus"), "node_pools": ("list", "NodePoolStatus"), "node_claims": ("list", "NodeStatus"), "nodes": ("list", "NodeStatus"), "problems": ("list", "StatusProblem"), "cluster": ("one", "ClusterStatus")}
    stack: str
    """`<region>/<name>`."""
    account: str
    """The account, twelve digits."""
    at: str
    """When it was read."""
    node_groups: Sequence[NodeGroupStatus]
    """The managed node groups."""
    addons: Sequence[AddonStatus]
    """The EKS addons."""
    controllers: Sequence[ControllerStatus]
    """Karpenter's controller: its Deployments."""
    node_classes: Sequence[ObjectStatus]
    """Karpenter's EC2NodeClasses."""
    node_pools: Sequence[NodePoolStatus]
    """Karpenter's NodePools."""
    node_claims: Sequence[NodeStatus]
    """Karpenter's NodeClaims: machines that it has asked for."""
    nodes: Sequence[NodeStatus]
    """The nodes, of groups and of Karpenter."""
    problems: Sequence[StatusProblem]
    """What is wrong, causes first: each in one sentence, with what to do."""
    unknown: Sequence[str]
    """What could not be read, and why."""
    cluster: ClusterStatus | None
    """Absent when there is no such cluster."""

    def __init__(
        self,
        *,
        stack: str,
        account: str,
        at: str,
        node_groups: Sequence[NodeGroupStatus],
        addons: Sequence[AddonStatus],
        controllers: Sequence[ControllerStatus],
        node_classes: Sequence[ObjectStatus],
        node_pools: Sequence[NodePoolStatus],
        node_claims: Sequence[NodeStatus],
        nodes: Sequence[NodeStatus],
        problems: Sequence[StatusProblem],
        unknown: Sequence[str],
        cluster: ClusterStatus | None = None,
    ) -> None:
        self.stack = stack
        self.account = account
        self.at = at
        self.node_groups = node_groups
        self.addons = addons
        self.controllers = controllers
        self.node_classes = node_classes
        self.node_pools = node_pools
        self.node_claims = node_claims
        self.nodes = nodes
        self.problems = problems
        self.unknown = unknown
        self.cluster = cluster


class StatusProblem(Record):
    """Something that is wrong, in one sentence, and what to do about it.

    Attributes:
        node (str): The node that it shows on: `karpenter.node_class/default`.
        message (str): What is wrong.
        hint (str): What to do.
    """

    _fields = {"node": "node", "message": "message", "hint": "hint"}
    node: str
    """The node that it shows on: `karpenter.node_class/default`."""
    message: str
    """What is wrong."""
    hint: str
    """What to do."""

    def __init__(
        self,
        *,
        node: str,
        message: str,
        hint: str,
    ) -> None:
        self.node = node
        self.message = message
        self.hint = hint


class Token(Record):
    """A token for a cluster's Kubernetes API.

    Attributes:
        token (str): What goes behind `Authorization: Bearer`.
        expires (str): When it ends.
    """

    _fields = {"token": "token", "expires": "expires"}
    token: str
    """What goes behind `Authorization: Bearer`."""
    expires: str
    """When it ends."""

    def __init__(
        self,
        *,
        token: str,
        expires: str,
    ) -> None:
        self.token = token
        self.expires = expires


class Version(Record):
    """What this is, and what it installs when a spec says nothing.

    Attributes:
        version (str): The version of karpool.
        kubernetes (str): The default version of Kubernetes.
        karpenter (str): The default version of Karpenter.
    """

    _fields = {"version": "version", "kubernetes": "kubernetes", "karpenter": "karpenter"}
    version: str
    """The version of karpool."""
    kubernetes: str
    """The default version of Kubernetes."""
    karpenter: str
    """The default version of Karpenter."""

    def __init__(
        self,
        *,
        version: str,
        kubernetes: str,
        karpenter: str,
    ) -> None:
        self.version = version
        self.kubernetes = kubernetes
        self.karpenter = karpenter


UNIONS: dict[str, tuple[str, dict[str, str]]] = {
    "Event": ("type", {"started": "StartedEvent", "node": "NodeEvent", "notice": "NoticeEvent", "cancelling": "CancellingEvent", "finished": "FinishedEvent"}),
}

__all__ = [
    "Action",
    "AddonStatus",
    "Call",
    "CancellingEvent",
    "Change",
    "ClusterStatus",
    "Condition",
    "ControllerStatus",
    "Counts",
    "Defaulted",
    "ErrorRecord",
    "Event",
    "Failure",
    "Field",
    "FinishedEvent",
    "Kind",
    "NodeEvent",
    "NodeGroupStatus",
    "NodePoolStatus",
    "NodeReport",
    "NodeStatus",
    "NoticeEvent",
    "ObjectStatus",
    "Outcome",
    "Place",
    "Plan",
    "Planned",
    "Problem",
    "Report",
    "Rolls",
    "Severity",
    "StartedEvent",
    "State",
    "Status",
    "StatusProblem",
    "Token",
    "Verb",
    "Version",
]

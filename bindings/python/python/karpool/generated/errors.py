"""The exceptions, one for each kind of error."""
# Generated from the schema by `make schema`; a test compares it with the code.
from __future__ import annotations

from ..errors import KarpoolError


class InvalidSpec(KarpoolError):
    """The spec is wrong; nothing was called or written."""


class Preflight(KarpoolError):
    """The account does not fit the spec: a missing subnet, the wrong account, an overlapping range."""


class Credentials(KarpoolError):
    """No credentials, or credentials that AWS does not accept."""


class Denied(KarpoolError):
    """The caller is known and may not do this."""


class NotOurs(KarpoolError):
    """Something with our name exists and belongs to somebody else."""


class Immutable(KarpoolError):
    """A field that can never be changed differs."""


class Quota(KarpoolError):
    """A limit of the account."""


class Timeout(KarpoolError):
    """It did not become ready in time; running again goes on."""


class Broken(KarpoolError):
    """The service says that the thing has failed."""


class Unreachable(KarpoolError):
    """No answer: no route, no name, connection refused."""


class Changed(KarpoolError):
    """The world is not as the plan saw it."""


class Cancelled(KarpoolError):
    """The run was cancelled; running again goes on."""


class NotFound(KarpoolError):
    """Something that the spec names does not exist."""


class Bug(KarpoolError):
    """A defect of karpool, or an answer that it does not know."""


__all__ = ["InvalidSpec", "Preflight", "Credentials", "Denied", "NotOurs", "Immutable", "Quota", "Timeout", "Broken", "Unreachable", "Changed", "Cancelled", "NotFound", "Bug"]

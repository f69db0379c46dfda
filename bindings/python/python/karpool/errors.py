"""What goes wrong: one exception for each kind of error, all below `KarpoolError`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .generated.answers import ErrorRecord, Kind, Problem, Report


class KarpoolError(Exception):
    """Why a verb did not do all that it should. Catch a subclass to decide on its kind."""

    message: str
    """Everything that failed, as one text."""
    kind: Kind
    """What went wrong: the name of the class."""
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
    causes: list[str]
    """What caused it, outermost first."""
    errors: list[ErrorRecord]
    """Every error; this one is the one that decides the kind."""
    problems: list[Problem]
    """What is wrong with the spec, with places."""
    report: Report | None
    """What was done before it failed."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message
        # One that is made by hand, as tests do, has the fields of any.
        kinds = [base.__name__ for base in type(self).__mro__ if base.__module__ == "karpool.generated.errors"]
        self.kind = kinds[0] if kinds else type(self).__name__  # type: ignore[assignment]
        self.node = self.doing = self.hint = self.code = self.request_id = self.report = None
        self.causes, self.errors, self.problems = [], [], []

    def __str__(self) -> str:
        # Problems of a spec are told of with their hints.
        hint = None if self.hint is None or self.hint in self.message else self.hint
        return self.message if hint is None else f"{self.message}\nhint: {hint}"


def of_failure(fields: Mapping[str, Any]) -> KarpoolError:
    """The exception of a failure, as the library gives it."""
    from .generated import answers, errors

    failure = answers.Failure.from_data(fields)
    error: KarpoolError = getattr(errors, failure.kind)(failure.message)
    for name in answers.Failure._fields:
        setattr(error, name, getattr(failure, name))
    return error

"""Where a verb works: a simulated account, or AWS."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from . import _karpool
from .generated.answers import Call
from .record import plain

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .generated.dicts import SandboxOptionsKeywords


class Sandbox:
    """A simulated AWS account: no credentials, no cost. Give it to a verb as its `world`.

    With a `folder` it is kept between processes. `speed` is simulated seconds per second, `faults` are rules such as
    `eks:CreateCluster#1=lose-after`, `seed` decides every random number. A `region` is where a fresh
    account has its network, and that of a spec that names none. All of them are fields of `karpool.SandboxOptions`.
    """

    def __init__(self, **options: Unpack[SandboxOptionsKeywords]) -> None:
        settings = {name: plain(value) for name, value in options.items() if value is not None}
        self._native = _karpool.Sandbox(settings)

    def log(self) -> list[Call]:
        """Every call so far, AWS and Kubernetes."""
        return [Call.from_data(call) for call in self._native.log()]

    def close(self) -> None:
        """Writes the world down and stops what runs beside it."""
        self._native.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

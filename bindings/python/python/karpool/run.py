"""A verb that is being done."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import Any, Generic, NoReturn, TypeVar

from . import _karpool
from .errors import KarpoolError
from .generated.answers import Event
from .record import read_union

T = TypeVar("T")


class Run(Generic[T]):
    """A verb that is being done: await it for its answer, or `wait()` without asyncio.

    Cancelling the task that awaits it, Ctrl-C, or dropping it cancels the run: calls in flight end, nothing new is
    started, and the exception carries the report. The second time, calls in flight are dropped.
    """

    def __init__(
        self,
        native: _karpool.Run,
        read: Callable[[Any], T],
        on_event: Callable[[Event], object] | None,
        progress: bool,
    ) -> None:
        self._native = native
        self._read = read
        self._on_event = on_event
        self._progress = progress
        self._heard = False

    def __repr__(self) -> str:
        return "<karpool.Run: await it for its answer, or call `wait()`>"

    def __del__(self) -> None:
        # As a coroutine says that nobody has awaited it.
        if not getattr(self, "_heard", True) and not sys.is_finalizing():
            import warnings

            text = "a run was dropped, which cancels it: await it, or call `wait()`"
            warnings.warn(text, RuntimeWarning, stacklevel=2, source=self)

    def __await__(self) -> Generator[Any, None, T]:
        return self._finish().__await__()

    async def events(self) -> AsyncIterator[Event]:
        """The events, until the run ends; each is given once, and then no progress is printed.

        A cancelled task, or Ctrl-C, cancels the run as it does while the run is awaited.
        """
        self._progress, self._heard = False, True
        try:
            while (event := await self._next()) is not None:
                yield _event(event)
        except (GeneratorExit, KarpoolError):
            raise
        except BaseException as stop:
            await self._wind_down(stop, None)

    def events_sync(self) -> Iterator[Event]:
        """As `events`, blocking."""
        self._progress, self._heard = False, True
        try:
            while (event := self._native.next_event_sync()) is not None:
                yield _event(event)
        except (GeneratorExit, KarpoolError):
            raise
        except BaseException as stop:
            self._wind_down_sync(stop, None)

    def cancel(self) -> None:
        """Cancels: awaiting the run then raises `Cancelled` with the report of what was done."""
        self._heard = True
        self._native.cancel()

    def wait(self) -> T:
        """Blocks until the end and gives the answer; other threads run meanwhile."""
        tell = self._teller()
        try:
            while tell is not None and (event := self._native.next_event_sync()) is not None:
                tell(event)
            return self._read(self._native.finish_sync())
        except KarpoolError:
            raise
        except BaseException as stop:
            self._wind_down_sync(stop, tell if _is_interrupt(stop) else None)

    async def _finish(self) -> T:
        tell = self._teller()
        try:
            while tell is not None and (event := await self._next()) is not None:
                tell(event)
            return self._read(await self._native.finish())
        except KarpoolError:
            raise
        except BaseException as stop:
            await self._wind_down(stop, tell if _is_interrupt(stop) else None)

    async def _wind_down(self, stop: BaseException, tell: Callable[[Any], object] | None) -> NoReturn:
        """After a cancelled task, or a callback that raised: the run ends well first, and its end is the cause."""
        self._native.cancel()
        try:
            while (event := await self._next()) is not None:
                if tell is not None:
                    tell(event)
            await self._native.finish()
        except KarpoolError as end:
            raise stop from end
        except BaseException:
            self._native.abandon()
            raise
        raise stop

    def _wind_down_sync(self, stop: BaseException, tell: Callable[[Any], object] | None) -> NoReturn:
        """As `_wind_down`, blocking."""
        self._native.cancel()
        try:
            while (event := self._native.next_event_sync()) is not None:
                if tell is not None:
                    tell(event)
            self._native.finish_sync()
        except KarpoolError as end:
            raise stop from end
        except BaseException:
            self._native.abandon()
            raise
        raise stop

    async def _next(self) -> Any:
        """The next event. A cancelled task leaves the question open, so that its answer is not lost."""
        import asyncio

        event = await asyncio.shield(self._native.next_event())
        self._native.taken()
        return event

    def _teller(self) -> Callable[[Any], object] | None:
        """Who is told of events, now that the run is waited for."""
        self._heard = True
        on_event = self._on_event
        if on_event is not None:
            return lambda event: on_event(_event(event))
        return _printer() if self._progress else None


def _printer() -> Callable[[Any], object]:
    """Prints progress where notebooks and terminals show it."""
    stream = sys.stderr
    progress = _karpool.Progress(bool(getattr(stream, "isatty", lambda: False)()))

    def tell(event: Any) -> None:
        text = progress.tell(event)
        try:
            if text and stream is not None:
                stream.write(text)
                stream.flush()
        except (OSError, UnicodeError):
            # Progress is decoration: a closed stream does not end what is being made.
            pass

    return tell


def _event(data: Any) -> Event:
    event: Event = read_union("karpool.generated.answers", "Event", data)
    return event


def _is_interrupt(stop: BaseException) -> bool:
    # Whoever cancels a task has imported it; alone it would be half of the time of importing this package.
    asyncio = sys.modules.get("asyncio")
    return isinstance(stop, KeyboardInterrupt) or (asyncio is not None and isinstance(stop, asyncio.CancelledError))

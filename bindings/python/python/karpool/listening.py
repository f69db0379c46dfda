"""Who is told of what happens in a run: a callback, or the printer of progress."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any

from . import _karpool
from .generated.answers import Event
from .record import read_union

if TYPE_CHECKING:
    import asyncio

Tell = Callable[[Any], object]
"""Is given an event as plain data."""


class Teller:
    """Tells one listener of every event of a run, from the first on, each once."""

    def __init__(self, native: _karpool.Run, tell: Tell) -> None:
        self.failure: Exception | None = None
        """What the listener raised, which winds the run down."""
        self.position = 0
        """Of the event that is told of next."""
        self._native = native
        self._tell = tell
        self._turn = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._done: asyncio.Future[None] | None = None

    def hear(self, position: int, event: Any) -> None:
        """Tells of the event at a position, unless it was told of before, or the listener has failed.

        An interrupt is none of the listener's failures, and goes on.
        """
        with self._turn:
            if position != self.position or self.failure is not None:
                return
            self.position += 1
        try:
            self._tell(event)
        except Exception as failure:
            self.failure = failure
            self._native.wind_down()

    def start(self) -> asyncio.Future[None]:
        """Tells on the running loop from now on; the future is done when there is nothing left to tell of.

        It is no task: what cancels all tasks of a loop is to be heard of as well.
        """
        from asyncio import get_running_loop

        loop = get_running_loop()
        if self._done is None or self._loop is not loop:
            self._loop, self._done = loop, loop.create_future()
            self._ask(self._done)
        return self._done

    def _ask(self, done: asyncio.Future[None]) -> None:
        position = self.position

        def arrived(answered: asyncio.Future[Any]) -> None:
            lost = answered.cancelled() or answered.exception() is not None or self.failure is not None
            event = None if lost else answered.result()
            if event is not None:
                try:
                    self.hear(position, event)
                finally:
                    self._ask(done)
            elif not done.done():
                done.set_result(None)

        self._native.event(position).add_done_callback(arrived)


def callback(on_event: Callable[[Event], object]) -> Tell:
    """A callback of the caller's."""

    def tell(event: Any) -> None:
        answer = on_event(event_of(event))
        # As that of a function that only wraps one with `async`.
        if hasattr(answer, "__await__"):
            getattr(answer, "close", lambda: None)()
            raise TypeError(_ASYNC)

    return tell


_ASYNC = "`on_event` is a function with `async`, which nobody would await; read the events with `async for` instead"


def check_callback(on_event: object) -> None:
    """Refuses what could not be called, before anything is begun."""
    if on_event is None:
        return
    if not callable(on_event):
        raise TypeError(f"`on_event` is no function but {on_event!r}")
    for function in (on_event, getattr(on_event, "__call__", None), getattr(on_event, "func", None)):
        flags = getattr(getattr(function, "__code__", None), "co_flags", 0)
        if flags & (0x80 | 0x200):
            raise TypeError(_ASYNC)


def printer() -> Tell:
    """Prints progress where notebooks and terminals show it."""
    stream = sys.stderr
    progress = _karpool.Progress(bool(getattr(stream, "isatty", lambda: False)()))

    def tell(event: Any) -> None:
        text = progress.tell(event)
        try:
            if text and stream is not None:
                stream.write(text)
                stream.flush()
        except (OSError, UnicodeError, ValueError):
            # Progress is decoration: a closed stream does not end what is being made.
            pass

    return tell


def event_of(data: Any) -> Event:
    """An event from plain data."""
    event: Event = read_union("karpool.generated.answers", "Event", data)
    return event

"""Loops over the events of a run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

from . import _karpool
from .errors import KarpoolError
from .generated.answers import Event
from .listening import event_of

if TYPE_CHECKING:
    from .run import Run


class Position:
    """How far the events were read."""

    position = 0


class AsyncEvents(AsyncIterator[Event]):
    """The events of a run from the first on, awaited."""

    def __init__(self, run: Run[Any], at: Position | None = None) -> None:
        self._run = run
        self._at = at or Position()
        self._leaving: _karpool.Leaving | None = None

    def __aiter__(self) -> AsyncEvents:
        # A loop has one of its own, which goes with the loop even when this is kept.
        return AsyncEvents(self._run, self._at)

    async def __anext__(self) -> Event:
        from asyncio import wait

        run = self._run
        if self._leaving is None:
            run._listen()
            self._leaving = _karpool.Leaving(run._left)
        others = [run._outlive(), *(teller.start() for teller in run._tellers)]
        try:
            event = await run._native.event(self._at.position)
            if event is None:
                await wait(others)
                raise StopAsyncIteration
        except (StopAsyncIteration, KarpoolError):
            raise
        except BaseException as stop:
            await run._wind_down(stop)
        self._at.position += 1
        return event_of(event)


class BlockingEvents(Iterator[Event]):
    """The events of a run from the first on, blocking."""

    def __init__(self, run: Run[Any], at: Position | None = None) -> None:
        self._run = run
        self._at = at or Position()
        self._leaving: _karpool.Leaving | None = None

    def __iter__(self) -> BlockingEvents:
        # A loop has one of its own, which goes with the loop even when this is kept.
        return BlockingEvents(self._run, self._at)

    def __next__(self) -> Event:
        run = self._run
        if self._leaving is None:
            run._listen()
            self._leaving = _karpool.Leaving(run._left)
        try:
            event = run._native.event_sync(self._at.position)
            if event is None:
                run._native.finish_sync()
                raise StopIteration
            run._hear(self._at.position, event)
        except StopIteration:
            raise
        except KarpoolError:
            # How it has failed is said where it is awaited; what can't be asked for any more, here.
            if run._native.failure() is None:
                raise
            raise StopIteration from None
        except BaseException as stop:
            run._wind_down_sync(stop)
        self._at.position += 1
        return event_of(event)

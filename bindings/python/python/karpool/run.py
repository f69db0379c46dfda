"""A verb that is being done."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from . import _karpool
from .errors import KarpoolError
from .generated.answers import Event
from .iterating import AsyncEvents, BlockingEvents
from .listening import Teller, callback, printer

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")


class Run(Coroutine[Any, Any, T], Generic[T]):
    """A verb that is being done: await it for its answer, or `wait()` without asyncio.

    It may be awaited as often as one likes, and be a task: `asyncio.create_task(karpool.apply(...))`.

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
        self._progress = progress
        self._heard = self._taken = self._cancelled = False
        self._stops: list[BaseException] = []
        self._steps: dict[Any, Coroutine[Any, Any, T]] = {}
        self._outliving: tuple[Any, asyncio.Task[None]] | None = None
        self._tellers: list[Teller] = []
        if on_event is not None:
            self._tellers.append(Teller(native, callback(on_event)))
            # With a loop it is told of everything even when nobody awaits the run.
            if _is_loop_running():
                self._tellers[0].start()

    def __repr__(self) -> str:
        return "<karpool.Run: await it for its answer, or call `wait()`>"

    def __del__(self) -> None:
        if "_tellers" not in self.__dict__ or sys.is_finalizing():
            return
        try:
            self._native.wind_down()
        except KarpoolError:
            # In a forked process it is another's run.
            return
        text = self._unheard()
        if text is not None:
            import warnings

            warnings.warn(text, RuntimeWarning, stacklevel=2, source=self)

    def _unheard(self) -> str | None:
        """What nobody has heard of, said as a coroutine says that nobody has awaited it."""
        if not self._heard:
            return "a run was dropped, which cancels it: await it, or call `wait()`"
        raised = next((teller.failure for teller in self._tellers if teller.failure is not None), None)
        failed = self._native.failure()
        if self._taken or (raised is None and (failed is None or failed[0] == "Cancelled")):
            return None
        why = f"{type(raised).__name__}: {raised}" if raised is not None else ": ".join(failed or ())
        return f"a run failed, and nobody awaited it: {why}"

    def __await__(self) -> Generator[Any, None, T]:
        return self._finish().__await__()

    def events(self) -> AsyncIterator[Event]:
        """The events from the first on, until the run ends; then no progress is printed unless the run is awaited already.

        A cancelled task, or Ctrl-C, cancels the run as it does while the run is awaited; leaving the loop in another way
        leaves the run as it is.
        """
        return AsyncEvents(self)

    def events_sync(self) -> Iterator[Event]:
        """As `events`, blocking."""
        return BlockingEvents(self)

    def cancel(self) -> None:
        """Cancels: awaiting the run then raises `Cancelled` with the report of what was done.

        The second time, calls in flight are dropped; an interrupt that came before does not count.
        """
        self._heard = True
        if self._cancelled:
            self._native.abandon()
        self._native.wind_down()
        self._cancelled = True

    def wait(self) -> T:
        """Blocks until the end and gives the answer; other threads run meanwhile."""
        tellers = self._listeners()
        try:
            answer = self._end_sync()
        except KarpoolError as end:
            self._fail(tellers, end)
        except BaseException as stop:
            self._wind_down_sync(stop)
        return self._take(tellers, answer)

    async def _finish(self) -> T:
        tellers = self._listeners()
        try:
            answer = await self._end()
        except KarpoolError as end:
            self._fail(tellers, end)
        except BaseException as stop:
            await self._wind_down(stop)
        return self._take(tellers, answer)

    def _listeners(self) -> list[Teller]:
        """Who is told of events, now that the run is waited for."""
        self._heard = True
        if not self._tellers and self._progress:
            self._tellers.append(Teller(self._native, printer()))
        return self._tellers

    def _take(self, tellers: list[Teller], answer: Any) -> T:
        self._taken = True
        for teller in tellers:
            if teller.failure is not None:
                raise teller.failure
        return self._read(answer)

    def _fail(self, tellers: list[Teller], end: KarpoolError) -> NoReturn:
        """A callback that raised is why the run has ended, and the run's own end is the cause."""
        self._taken = True
        for teller in tellers:
            if teller.failure is not None:
                raise teller.failure from end
        raise end

    async def _end(self) -> Any:
        """The answer, when everyone was told of everything."""
        from asyncio import shield, wait

        for teller in self._tellers:
            await shield(teller.start())
        try:
            return await self._native.finish()
        finally:
            if self._outliving is not None and self._outliving[0] is _loop():
                await wait([self._outliving[1]])

    def _end_sync(self) -> Any:
        """As `_end`, blocking."""
        position = min((teller.position for teller in self._tellers), default=None)
        while position is not None and (event := self._native.event_sync(position)) is not None:
            self._hear(position, event)
            position += 1
        return self._native.finish_sync()

    # What loops over events ask of their run.

    def _listen(self) -> None:
        """Somebody reads the events."""
        self._progress, self._heard = False, True

    def _hear(self, position: int, event: Any) -> None:
        """Passes an event on to those who are told of it by whoever waits."""
        for teller in self._tellers:
            teller.hear(position, event)

    async def _wind_down(self, stop: BaseException) -> NoReturn:
        """After a cancelled task or an interrupt: the run ends well first, and its end is the cause."""
        self._heard = self._taken = True
        self._stops.append(stop)
        self._native.wind_down()
        try:
            await self._end()
        except KarpoolError as end:
            raise stop from end
        except BaseException:
            self._native.abandon()
            raise
        raise stop

    def _wind_down_sync(self, stop: BaseException) -> NoReturn:
        """As `_wind_down`, blocking."""
        self._heard = self._taken = True
        self._native.wind_down()
        try:
            self._end_sync()
        except KarpoolError as end:
            raise stop from end
        except BaseException:
            self._native.abandon()
            raise
        raise stop

    def _left(self, stop: BaseException) -> None:
        """The body of a loop was left by an exception."""
        if not _is_interrupt(stop):
            return
        self._native.wind_down()
        self._stops.append(stop)
        # A loop is not to be held up; what outlives it waits for the end.
        if _is_loop_running():
            return
        try:
            self._end_sync()
        except KarpoolError as end:
            stop.__cause__ = end
        except BaseException:
            self._native.abandon()

    def _outlive(self) -> asyncio.Task[None]:
        """A task that ends with the run: `asyncio.run` cancels it at its own end, and after an interrupt waits for it."""
        if self._outliving is None or self._outliving[0] is not _loop():
            self._outliving = _loop(), _loop().create_task(_outlive(self._native, self._stops))
        return self._outliving[1]

    # A task drives a coroutine by these; each that shares the run has one of its own.

    def send(self, value: Any, /) -> Any:
        """Goes on with the task that awaits the run."""
        return self._step(lambda: self._finish(), lambda steps: steps.send(value))

    def throw(self, kind: Any, value: Any = None, trace: Any = None, /) -> Any:
        """Cancels, for the task that awaits the run."""
        stop = kind if value is None else value
        stop = stop() if isinstance(stop, type) else stop
        if _task() in self._steps:
            return self._step(self._finish, lambda steps: steps.throw(stop))
        return self._step(lambda: self._wind_down(stop), lambda steps: steps.send(None))

    def close(self) -> None:
        """Ends the waiting of the task that awaits the run."""
        if _is_loop_running() and (steps := self._steps.pop(_task(), None)) is not None:
            steps.close()

    def _step(self, begin: Callable[[], Coroutine[Any, Any, T]], go: Callable[[Coroutine[Any, Any, T]], Any]) -> Any:
        task = _task()
        if task not in self._steps:
            self._steps[task] = begin()
        try:
            return go(self._steps[task])
        except BaseException:
            self._steps.pop(task, None)
            raise


async def _outlive(native: _karpool.Run, stops: list[BaseException]) -> None:
    from asyncio import CancelledError, sleep

    has_waited = False
    while True:
        try:
            await native.finish()
            return
        except KarpoolError as end:
            for stop in stops:
                stop.__cause__ = stop.__cause__ or end
            return
        except CancelledError:
            # What is cancelled along with this has its turn first, and may have been interrupted in a loop.
            await sleep(0)
            if not stops:
                raise
            if has_waited:
                native.abandon()
            has_waited = True


def _loop() -> asyncio.AbstractEventLoop:
    from asyncio import get_running_loop

    return get_running_loop()


def _task() -> Any:
    from asyncio import current_task

    return current_task()


def _is_loop_running() -> bool:
    # Whoever has a loop has imported it; alone it would be half of the time of importing this package.
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and asyncio._get_running_loop() is not None


def _is_interrupt(stop: BaseException) -> bool:
    asyncio = sys.modules.get("asyncio")
    return isinstance(stop, KeyboardInterrupt) or (asyncio is not None and isinstance(stop, asyncio.CancelledError))

"""Threads for what must not hold the event loop up, and the way back into the loop.

asyncio's own executor wakes the loop once for each result and makes three future objects on the way; here results that
are ready at the same time come back in one wake-up, which is what a group commit gives.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

T = TypeVar("T")
_Result = tuple["asyncio.Future[Any]", Any, BaseException | None]


class Overloaded(Exception):
    """More waits already than will be done in reasonable time."""


class Bell:
    """Brings results from other threads into the loop, all that are ready at one ring."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._ready: deque[_Result] = deque()
        self._is_rung = False
        self._lock = Lock()

    def ring(self, waiting: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
        """Give a result to the one who waits for it in the loop; called from any thread."""
        self._ready.append((waiting, result, error))
        with self._lock:
            if self._is_rung:
                return
            self._is_rung = True
        try:
            self.loop.call_soon_threadsafe(self._deliver)
        except RuntimeError:  # the loop is closed: nobody waits any more
            return

    def _deliver(self) -> None:
        with self._lock:
            self._is_rung = False
        while self._ready:
            waiting, result, error = self._ready.popleft()
            if waiting.done():
                continue
            if error is None:
                waiting.set_result(result)
            else:
                waiting.set_exception(error)

    async def wait(self, future: "Future[T]") -> T:
        """Wait in the loop for a future that another thread finishes."""
        if future.done():
            return future.result()
        waiting: asyncio.Future[T] = self.loop.create_future()
        future.add_done_callback(lambda done: self._hand_over(waiting, done))
        return await waiting

    def _hand_over(self, waiting: "asyncio.Future[Any]", done: "Future[Any]") -> None:
        error = _error_of(done)
        self.ring(waiting, None if error else done.result(), error)


def _error_of(done: "Future[Any]") -> BaseException | None:
    return RuntimeError("what was waited for was cancelled") if done.cancelled() else done.exception()


class Workers:
    """A fixed number of threads with a bounded queue before them."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, count: int, waiting_max: int) -> None:
        self.bell = Bell(loop)
        self._count = count
        self._waiting_max = waiting_max
        self._in_flight = 0
        self._queue: SimpleQueue[tuple[Callable[[], tuple[Any, Any]], asyncio.Future[Any]] | None] = SimpleQueue()
        self._threads = [Thread(target=self._work, name=f"fhir-{number}", daemon=True) for number in range(count)]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[], T], *, is_begun: bool = False) -> T:
        """Do some work in a thread and return what it returns.

        Args:
            work: what to do.
            is_begun: whether it goes on with something that was let in before, and is not turned away now.

        Raises:
            Overloaded: too much waits already; nothing was begun.
        """
        return await self.run_until_kept(lambda: (work(), None), is_begun=is_begun)

    async def run_until_kept(self, work: "Callable[[], tuple[T, Future[None] | None]]", *, is_begun: bool = False) -> T:
        """Do some work in a thread and return its result, once the future beside it is done without an error.

        The thread does not wait for that, and goes on to other work.

        Raises:
            Overloaded: too much waits already; nothing was begun.
        """
        if not is_begun and self._in_flight >= self._count + self._waiting_max:
            raise Overloaded
        waiting: asyncio.Future[T] = self.bell.loop.create_future()
        self._in_flight += 1
        self._queue.put((work, waiting))
        try:
            return await waiting
        finally:
            self._in_flight -= 1

    def _work(self) -> None:
        while (task := self._queue.get()) is not None:
            work, waiting = task
            try:
                result, kept = work()
            except BaseException as error:  # noqa: BLE001  (it is raised again where it is waited for)
                self.bell.ring(waiting, None, error)
            else:
                self._tell(waiting, result, kept)
                del result, kept
            del task, work, waiting

    def _tell(self, waiting: "asyncio.Future[Any]", result: Any, kept: "Future[None] | None") -> None:
        if kept is None:
            self.bell.ring(waiting, result, None)
        else:
            kept.add_done_callback(lambda done: self.bell.ring(waiting, result, _error_of(done)))

    def close(self) -> None:
        """Let the threads end when what is queued is done."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(timeout=10)

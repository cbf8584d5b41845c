"""Statements that run as soon as what they read is there, a few at a time, while the next ones are still being composed."""

import heapq
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from types import TracebackType
from typing import Self

import duckdb

from handfast.interruption import stop_with_interrupts
from handfast.record.opened import beside

Work = Callable[[duckdb.DuckDBPyConnection], None]

WORKERS = 2
"""A statement is planned by one thread and most small ones run on one: two at a time keep two cores busy. The threads
that run a large statement are DuckDB's own and shared by all."""

PATIENCE = 0.05
"""Seconds between two looks whether what was interrupted has ended."""


class _Task:
    """A piece of work that makes something, what it waits for, and what waits for it."""

    def __init__(self, place: int, work: Work) -> None:
        self.place, self.work = place, work
        self.done: Future[None] = Future()
        self.missing = 0
        self.before: list[_Task] = []
        self.next: list[_Task] = []
        self.urgent = self.begun = False

    def __lt__(self, other: "_Task") -> bool:
        return (not self.urgent, self.place) < (not other.urgent, other.place)

    def hasten(self) -> None:
        """Let this, and all that it waits for, run before what nobody waits for."""
        hastened = [self]
        while hastened:
            task = hastened.pop()
            if not task.urgent and not task.done.done():
                task.urgent = True
                hastened += task.before


class Schedule:
    """Runs work in the order of what it reads, each worker on a connection of its own.

    What is ready runs in the order in which it was added, but what somebody waits for before the rest. The first failure is
    raised by whoever waits for the work or for what depends on it, and by leaving the schedule; work that hasn't begun by then is never done.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, workers: int = WORKERS) -> None:
        self._lock = threading.Condition()
        self._tasks: dict[str, _Task] = {}
        self._ready: list[_Task] = []
        self._count = 0
        self._stopped = False
        self._cursors = [beside(connection) for _ in range(workers)]
        self._forget = [stop_with_interrupts(cursor.interrupt) for cursor in self._cursors]
        self._threads = [
            threading.Thread(target=self._run, args=(cursor,), daemon=True) for cursor in self._cursors
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.wait()
        finally:
            self._stop()

    def add(self, name: str, reads: Iterable[str], work: Work) -> None:
        """Do `work` once everything in `reads` that was added before is done. `name` is what it makes."""
        with self._lock:
            task = _Task(self._count, work)
            self._count += 1
            for before in {read: self._tasks[read] for read in reads if read in self._tasks}.values():
                if not before.done.done():
                    before.next.append(task)
                    task.before.append(before)
                    task.missing += 1
                elif (error := before.done.exception()) is not None:
                    task.done.set_exception(error)
                    break
            self._tasks[name] = task
            if self._stopped and not task.done.done():
                task.done.set_exception(CancelledError())
            if not task.missing and not task.done.done():
                heapq.heappush(self._ready, task)
                self._lock.notify()

    def wait(self, names: Iterable[str] | None = None) -> None:
        """Wait for what has these names, as far as it was added; for everything when none are given. Raises what it raised."""
        with self._lock:
            wanted = list(self._tasks) if names is None else [name for name in names if name in self._tasks]
            tasks = sorted((self._tasks[name] for name in wanted), key=lambda task: task.place)
            if names is not None:
                for task in tasks:
                    task.hasten()
                heapq.heapify(self._ready)
        for task in tasks:
            task.done.result()

    def hastened(self, name: str) -> bool:
        """Whether somebody waits for this, or for what depends on it."""
        return self._tasks[name].urgent

    def abandon(self) -> None:
        """Begin nothing more; who waits for what hasn't begun is told so by CancelledError."""
        with self._lock:
            self._stopped = True
            self._lock.notify_all()
            for task in self._tasks.values():
                if not task.begun:
                    self._settle(task, CancelledError())

    def _run(self, cursor: duckdb.DuckDBPyConnection) -> None:
        while True:
            with self._lock:
                while not self._ready and not self._stopped:
                    self._lock.wait()
                if self._stopped:
                    return
                task = heapq.heappop(self._ready)
                task.begun = True
            try:
                task.work(cursor)
            except BaseException as error:  # it is raised where the work is waited for
                self._settle(task, error)
            else:
                self._settle(task, None)

    def _settle(self, task: _Task, error: BaseException | None) -> None:
        with self._lock:
            if task.done.done():
                return
            if error is not None:
                task.done.set_exception(error)
            else:
                task.done.set_result(None)
            for after in task.next:
                after.missing -= 1
                if error is not None:
                    self._settle(after, error)
                elif not after.missing and not after.done.done():
                    heapq.heappush(self._ready, after)
                    self._lock.notify()

    def _stop(self) -> None:
        with self._lock:
            self._stopped = True
            self._lock.notify_all()
        for thread, cursor, forget in zip(self._threads, self._cursors, self._forget, strict=True):
            while thread.is_alive():
                cursor.interrupt()  # again and again: a statement that is just beginning forgets that it was interrupted
                thread.join(PATIENCE)
            forget()
            cursor.close()

"""Isolated workers as an executor: the module ``epochly._workers`` of a guest that may have some."""

import builtins
import sys
from concurrent import futures
from concurrent.futures._base import CANCELLED, FINISHED, LOGGER, PENDING
from struct import Struct
from threading import Lock
from types import ModuleType

NAME = "epochly._workers"
# The executor, the task, its function; whether it is tried once more, whether it holds many calls; how many places
# of the shared memory it has, which follow.
task_head = Struct(">qqq??H").pack


class WorkerDied(RuntimeError):
    """The worker ended while it ran the task: it was killed, came to a limit or broke."""


class RemoteError(RuntimeError):
    """An exception of a worker whose class is not a built-in one; its name starts the text."""


class RemoteTraceback(Exception):
    """The cause of an exception that came from a worker: where it was raised."""

    def __init__(self, text):
        super().__init__(text)
        self.text = text

    def __str__(self):
        return '\n"""\n' + self.text + '"""'


class TaskFuture(futures.Future):
    """A future whose task waits in the host, which knows whether it has started."""

    def __init__(self, executor, ticket):
        super().__init__()
        self._executor = executor
        self._ticket = ticket

    def cancel(self):
        if self.done():
            return super().cancel()
        if not self._executor._withdraw(self._ticket):
            return False
        self.withdraw()
        return True

    def withdraw(self):
        """Cancels it, whoever else does so too."""
        super().cancel()
        with self._condition:
            if self._state == CANCELLED:
                # Who waits for it hears of it by this.
                self.set_running_or_notify_cancel()

    def running(self):
        return not self.done() and not self._executor._waits(self._ticket)

    def result(self, timeout=None):
        # To take a lock is to let other threads of the guest run first.
        if self._state == FINISHED:
            return self._Future__get_result()
        return super().result(timeout)

    def settle(self, error, value):
        """Sets what the task gave, unless it is cancelled: once, and with one lock for all."""
        condition = self._condition
        # A lock that is taken without waiting keeps others of the guest's threads from running in between.
        if not condition.acquire(False):
            condition.acquire()
        try:
            if self._state != PENDING:
                return
            self._state = FINISHED
            if error is None:
                self._result = value
            else:
                self._exception = error
            for waiter in self._waiters:
                if error is None:
                    waiter.add_result(self)
                else:
                    waiter.add_exception(self)
            if condition._waiters:
                condition.notify_all()
        finally:
            condition.release()
        if self._done_callbacks:
            self._invoke_callbacks()


def raised(kind, arguments, detail, traceback):
    """The exception of a worker, as one of this guest."""
    known = getattr(builtins, kind, None)
    error = None
    if isinstance(known, type) and issubclass(known, BaseException):
        try:
            error = known(*arguments)
        except Exception:
            error = None
    if error is None:
        error = RemoteError(f"{kind}: {detail}")
    error.__cause__ = RemoteTraceback(traceback)
    return error


def install(call, send, decode, blank, most, shipper, store, load):
    waiting = {}
    # Held while results come in, until the last callback has run.
    delivering = Lock()
    tickets = iter(range(1, 1 << 62))

    def service(name, *arguments):
        return call("epochly:" + name, *arguments)

    functions = shipper["Functions"](lambda pickled: service("function", pickled))
    packed, packed_many = shipper["packed"], shipper["packed_many"]

    def place(data, size):
        """Copies an array into the shared memory; gives the offset, or -1 if there is no room."""
        offset = service("allot", size)
        if offset >= 0:
            try:
                if not store(data, offset, size):
                    store(data.tobytes(), offset, size)
            except BaseException:
                service("free", offset)
                raise
        return offset

    def free(offsets):
        for offset in offsets:
            service("free", offset)

    class Executor(futures.Executor):
        """Runs functions in isolated workers: processes in sandboxes of their own, or contexts.

        A function travels by its code and what it uses of its module, or by its name where a worker
        can import it; arguments are pickled. Results are data: numbers, str, bytes, arrays,
        memoryviews, and lists, tuples, sets and dicts of them.
        """

        def __init__(self, max_workers=None, *, isolation=None, retry=False):
            if max_workers is not None:
                if type(max_workers) is not int:
                    raise TypeError(
                        f"max_workers is of type {type(max_workers).__name__}; it is an int"
                    )
                if max_workers < 1:
                    raise ValueError("max_workers is to be 1 or more")
            if isolation not in (None, "process", "context"):
                raise ValueError('isolation is to be "process" or "context"')
            from epochly import get_config

            settings = get_config()
            if isolation is None:
                isolation = settings["parallel_backend"]
                if isolation == "auto":
                    isolation = "process"
            self._size = max_workers or min(most, settings["max_workers"])
            self._pool = service("open", self._size, isolation)
            self._retry = bool(retry)
            self._closed = False

        def submit(self, function, /, *args, **kwargs):
            return self._send(False, function, *packed(args, kwargs, place, free))

        def _send(self, many, function, arguments, offsets):
            if self._closed:
                free(offsets)
                raise RuntimeError("cannot schedule new futures after shutdown")
            ticket = next(tickets)
            try:
                future = waiting[ticket] = TaskFuture(self, ticket)
                if offsets:
                    arguments = Struct(f">{len(offsets)}q").pack(*offsets) + arguments
                if not self._queued(ticket, function, many, len(offsets), arguments):
                    functions.forget()
                    self._queued(ticket, function, many, len(offsets), arguments)
            except BaseException:
                # Somebody may wait for all that is pending.
                if (future := waiting.pop(ticket, None)) is not None:
                    future.withdraw()
                free(offsets)
                raise
            return future

        def _queued(self, ticket, function, many, places, arguments):
            """False if the host does not know the function."""
            number = functions.number_of(function)
            head = task_head(self._pool, ticket, number, self._retry, many, places)
            return send("epochly:submit", head + arguments) == "T"

        def _pending(self):
            return [future for future in list(waiting.values()) if future._executor is self]

        def _waits(self, ticket):
            return service("waits", self._pool, ticket)

        def _withdraw(self, ticket):
            # If it does, this is also delivered: a Ctrl-C may come before the future has heard of it.
            return service("cancel", self._pool, ticket)

        def map(self, function, /, *iterables, timeout=None, chunksize=1):
            if chunksize < 1:
                raise ValueError("chunksize must be >= 1.")
            if chunksize == 1:
                return super().map(function, *iterables, timeout=timeout)
            return self._map_chunks(function, list(zip(*iterables)), timeout, chunksize)

        def _map_chunks(self, function, items, timeout, chunksize):
            import time

            end = None if timeout is None else time.monotonic() + timeout
            chunks = [
                self._send(
                    True, function, *packed_many(items[start : start + chunksize], place, free)
                )
                for start in range(0, len(items), chunksize)
            ]

            def results():
                try:
                    for chunk in chunks:
                        left = None if end is None else end - time.monotonic()
                        yield from chunk.result(left)
                finally:
                    for chunk in chunks:
                        chunk.cancel()

            return results()

        def shared_memory(self):
            """How large arrays went to and from workers, of all executors of this program."""
            names = ("size", "used", "arrays", "bytes", "through_pipe")
            return dict(zip(names, service("memory")))

        def shutdown(self, wait=True, *, cancel_futures=False):
            self._closed = True
            try:
                if cancel_futures:
                    for future in self._pending():
                        future.cancel()
                if wait:
                    futures.wait(self._pending())
            except KeyboardInterrupt:
                self._end()
                raise
            service("close", self._pool, bool(wait))

        def _end(self):
            self._closed = True
            try:
                # Ends what runs; what no worker has begun comes back to be cancelled.
                service("close", self._pool, True)
                futures.wait(self._pending(), timeout=2)
            finally:
                for future in self._pending():
                    # Its worker does not stop, or has not started yet.
                    waiting.pop(future._ticket, None)
                    future.settle(WorkerDied("the workers were ended"), None)

        def __exit__(self, kind, error, traceback):
            if kind is not None and issubclass(kind, KeyboardInterrupt):
                self._end()
                return False
            return super().__exit__(kind, error, traceback)

    def map(function, items, *, chunksize=None, progress=False, isolation=None):
        """``[function(item) for item in items]`` by workers."""
        items = list(items)
        with Executor(isolation=isolation) as executor:
            if chunksize is None:
                # Several for each worker, since they differ in what they cost.
                chunksize = max(1, len(items) // (executor._size * 8))
            results = []
            for result in executor.map(function, items, chunksize=chunksize):
                results.append(result)
                if progress:
                    show(len(results), len(items))
            return results

    def show(done, all):
        if not sys.stderr.isatty():
            return
        width = 40
        full = width * done // all
        sys.stderr.write(f"\r[{'#' * full}{'.' * (width - full)}] {done}/{all}")
        if done == all:
            sys.stderr.write("\n")
        sys.stderr.flush()

    def deliver(*results):
        with delivering:
            for at in range(0, len(results), 4):
                try:
                    settle(*results[at : at + 4])
                except BaseException:
                    # A callback that asks to exit: it is no program of its own.
                    LOGGER.exception("exception calling callback")

    def fetcher(places):
        numbers = [int(number) for number in places.split()]
        free = dict(enumerate(zip(numbers[::2], numbers[1::2])))

        def fetch(kind, number, size):
            # Once each, so that what a worker sends makes the guest take no more memory than it has given.
            offset, most = free.pop(number)
            empty = blank(kind)
            if not 0 <= size <= most or size % getattr(empty, "itemsize", 1):
                raise ValueError("an array that does not fit into its place")
            return load(empty, offset, size)

        return fetch

    def settle(ticket, died, text, places):
        future = waiting.get(ticket)
        if future is None:
            return
        try:
            if died and not text:
                # No worker has begun with it, or will.
                future.withdraw()
            else:
                future.settle(*outcome(died, text, places))
        finally:
            waiting.pop(ticket, None)

    def outcome(died, text, places):
        error = value = None
        if died:
            error = WorkerDied(text)
        else:
            try:
                value = decode(text.encode("latin-1"), 1, fetcher(places))
                if text[0] != "V":
                    error = raised(*value)
            except Exception as unreadable:
                error = WorkerDied(f"the worker sent what is no result ({unreadable})")
        return error, value

    def finish():
        """A program does not end before what it has submitted, and what that submits at its end."""
        while waiting:
            futures.wait(list(waiting.values()))
            with delivering:
                pass

    module = ModuleType(NAME, "Isolated workers.")
    module.finish = finish
    for value in (Executor, WorkerDied, RemoteError, map):
        value.__module__ = "epochly"
        setattr(module, value.__name__, value)
    sys.modules[NAME] = module
    return deliver


install

"""Isolated workers as an executor: the module ``epochly._workers`` of a guest that may have some."""

import builtins
import marshal
import pickle
import sys
from concurrent import futures
from io import BytesIO
from types import BuiltinFunctionType, FunctionType, ModuleType

NAME = "epochly._workers"


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


def importable(function):
    """Whether a worker finds the same function by its name."""
    module = sys.modules.get(function.__module__)
    if module is None or function.__module__ == "__main__":
        return False
    found = module
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is function


def names_of(code):
    """The names that a function may look up in its module, in functions within it too."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            names |= names_of(constant)
    return names


def parts_of(code, known={}):
    """The bytes of code, and the names that it looks up; kept, since code does not change."""
    # By identity, because to hash code takes longer than to pickle it.
    parts = known.get(id(code))
    if parts is None:
        if len(known) == 256:
            known.clear()
        parts = known[id(code)] = (marshal.dumps(code), names_of(code), code)
    return parts


def by_reference(name):
    return getattr(sys.modules["epochly._shipping"], name)


class Shipper(pickle.Pickler):
    """Pickles functions by their code and what they use of their module, lambdas included."""

    def reducer_override(self, value):
        if isinstance(value, FunctionType):
            return self.function(value)
        if isinstance(value, ModuleType):
            return __import__("importlib").import_module, (value.__name__,)
        if isinstance(value, type) and value.__module__ == "__main__":
            raise pickle.PicklingError(
                f"class {value.__qualname__} is defined in the program itself, where workers do not"
                " find it: put it into a module"
            )
        return NotImplemented

    def function(self, function):
        mark = getattr(function, "__epochly__", None)
        if mark is not None and mark[1] is function:
            plain = function.__wrapped__
            filename = plain.__code__.co_filename
            text = "".join(__import__("linecache").getlines(filename, plain.__globals__)) or None
            return by_reference("new_optimized"), (plain, {}, filename, text)
        if importable(function):
            return NotImplemented
        code, wanted, _ = parts_of(function.__code__)
        all_names = function.__globals__
        names = {name: all_names[name] for name in wanted if name in all_names}
        cells = []
        for cell in function.__closure__ or ():
            try:
                cells.append(cell.cell_contents)
            except ValueError:
                cells.append(by_reference("Missing"))
        state = (
            names,
            function.__defaults__,
            function.__kwdefaults__,
            tuple(cells),
            {key: value for key, value in vars(function).items() if key != "__wrapped__"},
        )
        return (
            by_reference("new_function"),
            (code, function.__name__, function.__module__ or "__main__"),
            state,
            None,
            None,
            by_reference("fill_function"),
        )


def shipped(value):
    out = BytesIO()
    Shipper(out, pickle.HIGHEST_PROTOCOL).dump(value)
    return out.getvalue()


class TaskFuture(futures.Future):
    """A future whose task waits in the host, which knows whether it has started."""

    def __init__(self, withdraw):
        super().__init__()
        self._withdraw = withdraw

    def cancel(self):
        if self.done():
            return super().cancel()
        if not self._withdraw():
            return False
        super().cancel()
        # Who waits for it hears of it by this.
        self.set_running_or_notify_cancel()
        return True


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


def install(call, encode, decode, most):
    waiting = {}
    tickets = iter(range(1, 1 << 62))

    def service(name, *arguments):
        return call("epochly:" + name, *arguments)

    class Executor(futures.Executor):
        """Runs functions in isolated workers: processes in sandboxes of their own, or contexts.

        A function travels by its code and what it uses of its module, or by its name where a worker
        can import it; arguments are pickled. Results are data: numbers, str, bytes, array.array, and
        lists, tuples, sets and dicts of them.
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
            self._pending = set()

        def submit(self, function, /, *args, **kwargs):
            return self._send(False, function, (args, kwargs))

        def _send(self, many, function, arguments):
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            payload = pickle.dumps((many, shipped(function), shipped(arguments)))
            ticket = next(tickets)
            future = TaskFuture(lambda: self._withdraw(ticket))
            waiting[ticket] = future
            self._pending.add(future)
            future.add_done_callback(self._pending.discard)
            try:
                service("submit", self._pool, ticket, payload, self._retry)
            except BaseException:
                del waiting[ticket]
                self._pending.discard(future)
                raise
            return future

        def _withdraw(self, ticket):
            if not service("cancel", self._pool, ticket):
                return False
            waiting.pop(ticket, None)
            return True

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
                self._send(True, function, items[start : start + chunksize])
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

        def shutdown(self, wait=True, *, cancel_futures=False):
            self._closed = True
            if cancel_futures:
                for future in list(self._pending):
                    future.cancel()
            if wait:
                futures.wait(list(self._pending))
                service("close", self._pool, True)
            else:
                service("close", self._pool, False)

        def __exit__(self, kind, error, traceback):
            if kind is not None and issubclass(kind, KeyboardInterrupt):
                # Nobody waits for what still runs.
                self._closed = True
                service("close", self._pool, True)
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
        for at in range(0, len(results), 3):
            settle(*results[at : at + 3])

    def settle(ticket, died, text):
        future = waiting.pop(ticket, None)
        if future is None or not future.set_running_or_notify_cancel():
            return
        if died:
            future.set_exception(WorkerDied(text))
            return
        try:
            outcome = decode(text.encode("latin-1"))
            if outcome[0] == "value":
                future.set_result(outcome[1])
            else:
                future.set_exception(raised(*outcome[1:]))
        except Exception as error:
            future.set_exception(WorkerDied(f"the worker sent what is no result ({error})"))

    module = ModuleType(NAME, "Isolated workers.")
    for value in (Executor, WorkerDied, RemoteError, map):
        value.__module__ = "epochly"
        setattr(module, value.__name__, value)
    sys.modules[NAME] = module
    return deliver


install

"""Runs in a worker what another guest sends: pickles come down, and only data goes up."""

import pickle

KEPT = 64


def install(encode, decode, call, describe, largest):
    functions = {}

    def function_of(pickled):
        function = functions.pop(pickled, None)
        if function is None:
            function = pickle.loads(pickled)
            if len(functions) == KEPT:
                del functions[next(iter(functions))]
        # The last one used is the last one forgotten.
        functions[pickled] = function
        return function

    def outcome_of(work):
        try:
            return encode(("value", work()), largest)
        except BaseException as error:
            kind, detail, traceback = describe(error)
            try:
                return encode(("error", kind, error.args, detail, traceback), largest)
            except (TypeError, ValueError):
                return encode(("error", kind, (detail,), detail, traceback), largest)

    def run(text):
        """Runs what another guest has shipped."""

        def work():
            many, pickled, arguments = pickle.loads(text.encode("latin-1"))
            function = function_of(pickled)
            if many:
                return [function(*each) for each in pickle.loads(arguments)]
            positional, named = pickle.loads(arguments)
            return function(*positional, **named)

        return outcome_of(work)

    def run_named(name, text):
        """Calls a function of the worker's own program, with data."""
        return outcome_of(lambda: call(name, *decode(text.encode("latin-1"))))

    return run, run_named

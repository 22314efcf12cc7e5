"""What the host calls that runs the guest's own code."""

import sys


MAIN = sys.modules["__main__"]
FRESH = dict(MAIN.__dict__)
PATH = list(sys.path)


def main_namespace():
    return sys.modules["__main__"].__dict__


def fresh():
    """Makes globals what they were before anything ran."""
    sys.modules["__main__"] = MAIN
    MAIN.__dict__.clear()
    MAIN.__dict__.update(FRESH)
    sys.argv[:] = [""]
    # Each script that ran has put its folder there.
    sys.path[:] = PATH


def run_script(path, folder, *args):
    sys.argv[:] = [path, *args]
    sys.path.insert(0, folder)
    with open(path, "rb") as file:
        source = file.read()
    run(source, path, {"__file__": path, "__cached__": None})


def run_command(source, *args):
    sys.argv[:] = ["-c", *args]
    run(source, "<string>", {})


def run_stdin(*args):
    sys.argv[:] = ["-", *args]
    run(sys.stdin.buffer.read(), "<stdin>", {"__file__": "<stdin>", "__cached__": None})


def run(source, name, facts):
    names = main_namespace()
    names.update(facts)
    names["__spec__"] = None
    exec(compile(source, name, "exec", dont_inherit=True), names)


def run_module(module, folder, *args):
    import runpy

    sys.argv[:] = ["-m", *args]
    if folder:
        sys.path.insert(0, folder)
    runpy._run_module_as_main(module)


def evaluate(source):
    """The value of an expression, or None after statements."""
    names = main_namespace()
    try:
        code = compile(source, "<eval>", "eval", dont_inherit=True)
    except SyntaxError:
        code = None
    if code is None:
        exec(compile(source, "<eval>", "exec", dont_inherit=True), names)
        return None
    return eval(code, names)


def find(name):
    """What a name means in ``__main__``, or None."""
    function = main_namespace().get(name)
    if function is None:
        import builtins

        function = getattr(builtins, name, None)
    return function


def call(name, *args):
    function = find(name)
    if function is None:
        raise NameError(f"name {name!r} is not defined", name=name)
    return function(*args)

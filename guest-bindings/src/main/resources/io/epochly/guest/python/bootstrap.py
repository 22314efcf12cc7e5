def install(runtime):
    """Starts the runtime and makes its package importable; runs before any guest code."""
    import array
    import builtins
    import math
    import sys

    def callables(module):
        pairs = []
        for name, value in vars(module).items():
            if callable(value):
                pairs += (name, value)
        return pairs

    def text_of(function):
        import linecache

        lines = linecache.getlines(function.__code__.co_filename, function.__globals__)
        return "".join(lines) or None

    functions = callables(math)
    # The guest has two ways of computing math.hypot of two numbers, and stays with the one that its first
    # call in this engine took; calls with another number of arguments lead to the less exact one. This is
    # the call of two numbers. Where it came too late, kernels do not know hypot, and what calls it runs plain.
    if math.hypot(1.5, 1.0) != 1.8027756377319946:
        at = functions.index("hypot")
        del functions[at : at + 2]

    runtime.start(
        object(),
        object(),
        text_of,
        callables(builtins),
        functions,
        (builtins, None, list, bytes, bytearray, memoryview, array.array),
    )

    files = {
        "epochly": "epochly/__init__.py",
        "epochly._array": "epochly/_array.py",
        "epochly._bindings": "epochly/_bindings.py",
        "epochly._report": "epochly/_report.py",
        "epochly._signatures": "epochly/_signatures.py",
    }
    spec_type = type(sys.__spec__)

    class EpochlyFinder:
        """Serves the package from memory, so that it needs no files."""

        @staticmethod
        def find_spec(name, path=None, target=None):
            if name in files:
                spec = spec_type(name, EpochlyFinder, origin="<" + files[name] + ">")
                if name == "epochly":
                    spec.submodule_search_locations = []
                return spec
            return None

        @staticmethod
        def create_module(spec):
            return None

        @staticmethod
        def exec_module(module):
            name = module.__spec__.name
            text = runtime.module_text(files[name])
            if name == "epochly._bindings":
                module._runtime = runtime
            exec(compile(text, module.__spec__.origin, "exec"), module.__dict__)

        @staticmethod
        def get_source(name):
            return str(runtime.module_text(files[name]))

        @staticmethod
        def is_package(name):
            return name == "epochly"

    sys.meta_path.insert(0, EpochlyFinder)


install

import importlib._bootstrap_external as external
import os
import sys

import _imp

# Packages for programs with windows, for installers and for old sources, and codecs of which a program uses
# one at most: to compile them would take as long as all the rest.
LEFT_OUT = ("ensurepip", "idlelib", "lib2to3", "pydoc_data", "tkinter", "turtledemo", "venv", "wsgiref", "xmlrpc")
CODECS = ("__init__", "aliases", "ascii", "idna", "latin_1", "punycode", "utf_8", "utf_8_sig")


def wanted(folder, name):
    if os.path.basename(folder) == "encodings":
        return name.removesuffix(".py") in CODECS
    return name.endswith(".py") and not any(part in LEFT_OUT for part in folder.split("/"))


def compile_library(home, target):
    """Writes what import would have written beside the sources, good for as long as the sources are."""
    for folder, _, names in os.walk(home):
        for name in names:
            if not wanted(folder, name):
                continue
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                source = file.read()
            try:
                code = compile(source, path, "exec", dont_inherit=True)
            except SyntaxError:
                continue
            data = external._code_to_hash_pyc(
                code, _imp.source_hash(external._RAW_MAGIC_NUMBER, source), False
            )
            out = os.path.join(target, os.path.relpath(folder, home), "__pycache__")
            os.makedirs(out, exist_ok=True)
            with open(f"{out}/{name[:-3]}.{sys.implementation.cache_tag}.pyc", "wb") as file:
                file.write(data)

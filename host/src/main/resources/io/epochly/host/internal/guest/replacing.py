"""Puts other functions in the place of the interpreter's."""

import sys

__name__ = "<epochly>"


def in_place(changes):
    """Replaces functions of modules, given as (module, name, replacement), and wherever else a
    module that is loaded holds one of them by that name. Those that are not there are passed over."""
    found = []
    for module, name, replacement in changes:
        original = getattr(module, name, None)
        if original is not None:
            found.append((name, original, replacement))
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", {})
        for name, original, replacement in found:
            if names.get(name) is original:
                names[name] = replacement


in_place

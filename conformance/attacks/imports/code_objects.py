# tries: to break the interpreter by code objects put together by hand
# stopped by: the interpreter refuses or runs them as they are
# control: honest
# evidence: token
# denied: broken ValueError TypeError SystemError NotImplementedError IndexError
# marks: fresh

import types


def attack(scene):
    def plain(value):
        return value

    code = plain.__code__
    if not scene.hostile:
        return types.FunctionType(code.replace(co_name="other"), {})(scene.token)
    last = None
    for changes in (
        {"co_argcount": -1},
        {"co_argcount": 100},
        {"co_stacksize": -5},
        {"co_nlocals": 0},
        {"co_code": b"\xff" * 40},
        {"co_consts": ()},
        {"co_varnames": ()},
        {"co_flags": 0xFFFFFF},
    ):
        try:
            types.FunctionType(code.replace(**changes), {})(1)
        except Exception as error:
            last = error
    raise ValueError from last

# tries: to have the compiler trip over a function whose code, name, defaults or source lie
# stopped by: what cannot be compiled runs plain
# control: honest
# evidence: token
# denied: TypeError ValueError AttributeError SyntaxError RuntimeError
# marks: fresh

import epochly


def attack(scene):
    def plain(values, factor=2):
        for i in range(len(values)):
            values[i] = values[i] * factor
        return values

    if not scene.hostile:
        return scene.token if epochly.optimize(plain)([1, 2]) == [2, 4] else None
    last = None
    for change in (
        lambda: setattr(plain, "__code__", (lambda: 1).__code__),
        lambda: setattr(plain, "__defaults__", (object(),) * 50),
        lambda: setattr(plain, "__name__", "\udc80" * 1000),
        lambda: setattr(plain, "__code__", plain.__code__.replace(co_firstlineno=1 << 30)),
        lambda: setattr(plain, "__code__", plain.__code__.replace(co_filename=scene.secret_file)),
    ):
        try:
            change()
            epochly.optimize(plain)([1, 2])
        except Exception as error:
            last = error
    for thing in (None, 7, print, object(), type, [], plain.__code__):
        try:
            epochly.optimize(thing)
        except Exception as error:
            last = error
    raise TypeError from last

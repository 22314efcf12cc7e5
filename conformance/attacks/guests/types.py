# tries: to leave something for another guest in types, constants and interned texts
# stopped by: each guest has types of its own, and built-in ones take no attributes
# control: same-guest
# evidence: token
# denied: nothing
# marks: fresh

import collections
import decimal
import sys


def attack(scene):
    for kind in (collections.OrderedDict, collections.UserDict, decimal.Context, int, type(None)):
        try:
            kind.stolen = scene.token
        except TypeError:
            pass
    sys.intern("stolen-" + scene.token)
    decimal.getcontext().prec = 7


def second(scene):
    return getattr(collections.UserDict, "stolen", None)

# tries: to leave something for another guest in objects that the library shares: caches, locale,
#   random numbers, codecs
# stopped by: each guest has modules of its own
# control: same-guest
# evidence: token
# denied: nothing
# marks: fresh

import codecs
import copyreg
import functools
import os
import re


@functools.lru_cache
def remembered(value):
    return value


def attack(scene):
    os.environ["STOLEN"] = scene.token
    codecs.register(lambda name: None)
    copyreg.dispatch_table["stolen"] = scene.token
    re.compile("stolen")


def second(scene):
    import copyreg

    return [os.environ.get("STOLEN"), copyreg.dispatch_table.get("stolen")]

# tries: to evaluate code by the polyglot interface
# stopped by: the context has no polyglot access
# control: polyglot
# evidence: token
# denied: RuntimeError ValueError

import polyglot


def attack(scene):
    return polyglot.eval(language="python", string=repr(scene.token))

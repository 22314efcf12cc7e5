# tries: to run code that no source text was parsed for
# stopped by: the interpreter checks; the doors stay closed to it
# control: read
# evidence: secret
# denied: PermissionError
# marks: fresh

import marshal


def attack(scene):
    code = compile("open(path).read()", "<made>", "eval")
    data = marshal.dumps(code)
    return eval(marshal.loads(data), {"path": scene.secret_file})

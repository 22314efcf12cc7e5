# tries: to overrun the stack of the parser by brackets
# stopped by: the parser's own limit, and the stack
# control: honest
# evidence: token
# denied: SyntaxError RecursionError MemoryError
# marks: fresh


def attack(scene):
    depth = 100000 if scene.hostile else 20
    eval("(" * depth + "1" + ")" * depth)
    return scene.token

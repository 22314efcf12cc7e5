# tries: to overrun the stack of the compiler by a chain of operators, which no bracket counts
# stopped by: the stack
# control: honest
# evidence: token
# denied: RecursionError MemoryError SyntaxError
# marks: fresh


def attack(scene):
    depth = 200000 if scene.hostile else 20
    compile("-" * depth + "1", "<deep>", "eval")
    return scene.token

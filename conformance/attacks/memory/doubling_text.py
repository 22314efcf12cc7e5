# tries: to fill the heap with a text that doubles
# stopped by: the limit of the heap
# control: limit
# evidence: token
# denied: limit MemoryError
# limits: heap=96m
# only: process (the runtime counts no memory by context)


def attack(scene):
    text = "x"
    kept = []
    for _ in range(60 if scene.hostile else 10):
        text = text + text
        kept.append(text.upper())
    return scene.token

# tries: to give the host a text that lies about its length
# stopped by: the limit of results
# control: limit
# evidence: token
# denied: limit TypeError
# limits: result=10k


class Lie(str):
    def __len__(self):
        return 1

    def isascii(self):
        return True

    def __str__(self):
        return self


def attack(scene):
    return Lie(scene.token * (10**5 if scene.hostile else 1))

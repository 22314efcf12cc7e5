"""The most flips that a pile of numbered pancakes can need. Idea: pyperformance, fannkuch."""
import epochly

BENCH_SCALE = 4


@epochly.optimize
def fannkuch(n):
    left = list(range(1, n + 1))
    order = list(range(n))
    most = 0
    checksum = 0
    rounds = 0
    size = n
    while True:
        while size > 1:
            left[size - 1] = size
            size -= 1
        pile = order[:]
        flips = 0
        top = pile[0]
        while top:
            pile[:top + 1] = pile[top::-1]
            flips += 1
            top = pile[0]
        most = max(most, flips)
        checksum += flips if rounds % 2 == 0 else -flips
        rounds += 1
        while True:
            if size == n:
                return checksum, most
            first = order[0]
            for i in range(size):
                order[i] = order[i + 1]
            order[size] = first
            left[size] -= 1
            if left[size] > 0:
                break
            size += 1


def setup(scale):
    return (5 + scale,)

"""The start below a bound with the longest way to one. Idea: TheAlgorithms/Python, Project Euler 14."""
import epochly

BENCH_SCALE = 100


@epochly.optimize
def collatz(bound):
    lengths = [0] * bound
    lengths[1] = 1
    best = 1
    for start in range(2, bound):
        n = start
        steps = 0
        while n >= start:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        lengths[start] = lengths[n] + steps
        if lengths[start] > lengths[best]:
            best = start
    return best, lengths[best]


def setup(scale):
    return (1000 * scale,)

"""The shortest ways between all pairs of places. Idea: PolyBench/Python, floyd-warshall."""
import epochly

from inputs import ints

BENCH_SCALE = 8


@epochly.optimize
def floyd_warshall(distance):
    n = len(distance)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                distance[i][j] = min(distance[i][j], distance[i][k] + distance[k][j])
    return distance


def setup(scale):
    n = 20 * scale
    return ([[0 if i == j else 1 + length for j, length in enumerate(ints(n, 900, i + 1))] for i in range(n)],)

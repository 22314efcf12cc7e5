"""How strongly the columns of a table hang together. Idea: NPBench, correlation."""
import math

import epochly

from inputs import matrix

BENCH_SCALE = 6


@epochly.optimize
def correlation(data, eps=0.1):
    n = len(data)
    m = len(data[0])
    mean = [sum([row[j] for row in data]) / n for j in range(m)]
    spread = []
    for j in range(m):
        variance = 0.0
        for row in data:
            variance += (row[j] - mean[j]) ** 2
        deviation = math.sqrt(variance / n)
        spread.append(deviation if deviation > eps else 1.0)
    for row in data:
        for j in range(m):
            row[j] = (row[j] - mean[j]) / (math.sqrt(n) * spread[j])
    result = [[0.0] * m for _ in range(m)]
    for i in range(m):
        result[i][i] = 1.0
        for j in range(i + 1, m):
            total = 0.0
            for k in range(n):
                total += data[k][i] * data[k][j]
            result[i][j] = total
            result[j][i] = total
    return result


def setup(scale):
    return (matrix(28 * scale, 24 * scale),)

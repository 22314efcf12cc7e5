"""Distances on the globe between all pairs of two lists. Idea: numpy-benchmarks, arc_distance."""
from math import atan2, cos, radians, sin, sqrt

import epochly

from inputs import floats

BENCH_SCALE = 16


def haversine(theta1, phi1, theta2, phi2):
    h = sin((theta2 - theta1) / 2.0) ** 2 + cos(theta1) * cos(theta2) * sin((phi2 - phi1) / 2.0) ** 2
    return 2.0 * atan2(sqrt(h), sqrt(1.0 - h))


@epochly.optimize
def arc_distance(latitudes, longitudes, radius=6371.0):
    n = len(latitudes)
    return [[radius * haversine(radians(latitudes[i]), radians(longitudes[i]),
                                radians(latitudes[j]), radians(longitudes[j]))
             for j in range(n)] for i in range(n)]


def setup(scale):
    n = 20 * scale
    return floats(n, -90.0, 90.0), floats(n, -180.0, 180.0, seed=2)

"""Generations of cells on a torus. Idea: numba-benchmark, gameoflife."""
import epochly

from inputs import ints

BENCH_SCALE = 6


@epochly.optimize
def game_of_life(world, generations):
    height, width = len(world), len(world[0])
    for _ in range(generations):
        following = [row[:] for row in world]
        for y in range(height):
            for x in range(width):
                neighbours = 0
                for dy in (-1, 0, 1):
                    for dx in (-1, 0, 1):
                        if dx != 0 or dy != 0:
                            neighbours += world[(y + dy) % height][(x + dx) % width]
                if neighbours == 3 or (neighbours == 2 and world[y][x]):
                    following[y][x] = 1
                else:
                    following[y][x] = 0
        world = following
    return world


def setup(scale):
    return [ints(24 * scale, 2, row + 1) for row in range(20 * scale)], 5

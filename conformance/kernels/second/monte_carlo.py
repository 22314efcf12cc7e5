"""Estimates pi with a generator that keeps its state in attributes. Idea: pyperformance, scimark monte_carlo."""
import epochly

BENCH_SCALE = 200


class Darts:
    def __init__(self, seed):
        self.state = seed
        self.inside = 0

    def random(self):
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return self.state / 2147483648.0

    @epochly.optimize
    def throw(self, count):
        for _ in range(count):
            x = self.random()
            y = self.random()
            if x * x + y * y <= 1.0:
                self.inside += 1
        return 4.0 * self.inside / count


monte_carlo = Darts.throw


def setup(scale):
    return Darts(113), 2000 * scale

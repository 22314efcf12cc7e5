"""Follows a noisy signal; the filter's state lies in attributes. Idea: FilterPy, KalmanFilter."""
import epochly

from inputs import floats

BENCH_SCALE = 300


class Kalman:
    def __init__(self, process, measurement):
        self.process = process
        self.measurement = measurement
        self.value = 0.0
        self.error = 1.0

    @epochly.optimize
    def follow(self, signal):
        estimates = []
        for z in signal:
            self.error += self.process
            gain = self.error / (self.error + self.measurement)
            self.value += gain * (z - self.value)
            self.error *= 1.0 - gain
            estimates.append(self.value)
        return estimates


kalman = Kalman.follow


def setup(scale):
    return Kalman(1e-3, 0.1), floats(500 * scale, 0.5, 1.5)

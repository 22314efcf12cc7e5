"""A cascade of second-order filters over a signal. Idea: SciPy, sosfilt."""
import epochly

from inputs import floats

BENCH_SCALE = 100


@epochly.optimize
def biquad(sections, signal, state):
    out = signal[:]
    for s, (b0, b1, b2, a0, a1, a2) in enumerate(sections):
        z1, z2 = state[s]
        for n in range(len(out)):
            x = out[n]
            y = (b0 * x + z1) / a0
            z1 = b1 * x - a1 * y + z2
            z2 = b2 * x - a2 * y
            out[n] = y
        state[s][0] = z1
        state[s][1] = z2
    return out


def setup(scale):
    sections = [[0.2, 0.4, 0.2, 1.0, -0.5, 0.3], [1.0, 0.0, -1.0, 1.0, -0.9, 0.81], [0.7, 0.1, 0.3, 1.1, 0.2, -0.1]]
    return sections, floats(400 * scale, -1.0, 1.0), [[0.0, 0.0] for _ in sections]

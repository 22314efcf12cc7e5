"""A Fourier transform in place, real and imaginary parts side by side. Idea: pyperformance, scimark fft."""
from array import array
from math import pi, sin

import epochly

from inputs import floats

BENCH_SCALE = 128


def log2(n):
    power = 0
    while (1 << power) < n:
        power += 1
    if n != 1 << power:
        raise ValueError("the length is not a power of two")
    return power


def reorder(data):
    n = len(data) // 2
    j = 0
    for i in range(n - 1):
        if i < j:
            data[2 * i], data[2 * j] = data[2 * j], data[2 * i]
            data[2 * i + 1], data[2 * j + 1] = data[2 * j + 1], data[2 * i + 1]
        k = n >> 1
        while k <= j:
            j -= k
            k >>= 1
        j += k


@epochly.optimize
def fft(data, direction=-1):
    n = len(data) // 2
    levels = log2(n)
    reorder(data)
    dual = 1
    for _ in range(levels):
        w_real, w_imag = 1.0, 0.0
        theta = direction * pi / dual
        s = sin(theta)
        t = sin(theta / 2.0)
        s2 = 2.0 * t * t
        for a in range(dual):
            if a > 0:
                w_real, w_imag = w_real - s * w_imag - s2 * w_real, w_imag + s * w_real - s2 * w_imag
            for b in range(a, n, 2 * dual):
                i = 2 * b
                j = 2 * (b + dual)
                real = w_real * data[j] - w_imag * data[j + 1]
                imag = w_real * data[j + 1] + w_imag * data[j]
                data[j] = data[i] - real
                data[j + 1] = data[i + 1] - imag
                data[i] += real
                data[i + 1] += imag
        dual *= 2


def setup(scale):
    return (array("d", floats(2 * 256 * scale, -1.0, 1.0)),)

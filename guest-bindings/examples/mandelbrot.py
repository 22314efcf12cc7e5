"""Draws the Mandelbrot set, smooth grey, and times the drawing plain and optimized.

    ./epochly-host guest-bindings/examples/mandelbrot.py
    ./epochly-host --allow-write=. guest-bindings/examples/mandelbrot.py picture.pgm [WIDTH [HEIGHT]]

The picture is a PGM, which most viewers open. Without a file to write to, a small one is printed.
"""
import math
import sys
import time

import epochly


@epochly.optimize
def draw(pixels, width, height, left, top, step_x, step_y, limit):
    """Fills pixels, one int from 0 to 255 each, row by row."""
    for row in range(height):
        for column in range(width):
            cx = left + column * step_x
            cy = top + row * step_y
            x = 0.0
            y = 0.0
            n = 0
            while n < limit and x * x + y * y <= 256.0:
                x, y = x * x - y * y + cx, 2.0 * x * y + cy
                n += 1
            if n == limit:
                pixels[row * width + column] = 0
            else:
                # How far beyond the border the last step went makes the bands run into each other.
                smooth = n + 1.0 - math.log(0.5 * math.log(x * x + y * y)) / math.log(2.0)
                pixels[row * width + column] = 55 + int(200.0 * math.sqrt(max(smooth, 0.0) / limit))


def picture(function, width, height):
    pixels = [0] * (width * height)
    start = time.perf_counter()
    function(pixels, width, height, -2.2, -1.2, 3.2 / width, 2.4 / height, 300)
    return pixels, (time.perf_counter() - start) * 1e3


def show(width, height):
    pixels, _ = picture(draw, width, height)
    for row in range(height):
        line = pixels[row * width:(row + 1) * width]
        print("".join(["@" if grey == 0 else " .:-=+*#%"[(grey - 55) * 8 // 200] for grey in line]))


def save(path, pixels, width, height):
    try:
        with open(path, "wb") as file:
            file.write(b"P5 %d %d 255\n" % (width, height))
            file.write(bytes(pixels))
    except PermissionError:
        sys.exit(f"The guest may not write {path}: start it with --allow-write and the file's folder.")
    print(f"wrote {path}")


def main(path=None, width="400", height=None):
    width = int(width)
    height = int(height) if height else width * 3 // 4
    for name, function in (("plain", draw.__wrapped__), ("optimized", draw)):
        times = []
        for _ in range(3):
            pixels, took = picture(function, width, height)
            times.append(took)
        print(f"{width} x {height} pixels, {name:9} first {times[0]:9.1f} ms, best of 3 {min(times):9.1f} ms")
    if path:
        save(path, pixels, width, height)
    else:
        show(78, 30)
    print(epochly.explain(draw))


main(*sys.argv[1:])

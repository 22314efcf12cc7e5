"""Revalues a book of call options under many markets, as a risk desk does every evening.

    ./epochly-host guest-bindings/examples/option_pricing.py
    ./epochly-host --allow-read=BOOK.csv guest-bindings/examples/option_pricing.py BOOK.csv

The book is options.csv in this folder unless another is named: columns spot, strike, years, volatility
and position. Every option is priced by Black and Scholes in 441 markets, which differ from today's in the
spot price (-10 % to +10 %) and in the volatility (-10 to +10 points).
"""
import csv
import math
import os
import sys
import time

import epochly

RATE = 0.03
SHIFTS = [step / 100.0 for step in range(-10, 11)]


@epochly.optimize
def revalue(spot, strike, years, volatility, position, shifts, values):
    """Stores the value of the whole book in each market into values, row by row."""
    n = len(spot)
    m = len(shifts)
    root2 = math.sqrt(2.0)
    for i in range(m):
        for j in range(m):
            total = 0.0
            for k in range(n):
                s = spot[k] * (1.0 + shifts[i])
                v = max(volatility[k] + shifts[j], 0.01)
                spread = v * math.sqrt(years[k])
                d1 = (math.log(s / strike[k]) + (RATE + 0.5 * v * v) * years[k]) / spread
                d2 = d1 - spread
                total += position[k] * (
                    s * 0.5 * (1.0 + math.erf(d1 / root2))
                    - strike[k] * math.exp(-RATE * years[k]) * 0.5 * (1.0 + math.erf(d2 / root2)))
            values[i * m + j] = total


def read(path):
    columns = ("spot", "strike", "years", "volatility", "position")
    try:
        with open(path, newline="") as file:
            rows = list(csv.DictReader(file))
        return [[float(row[name]) for row in rows] for name in columns]
    except PermissionError:
        sys.exit(f"The guest may not read {path}: start it with --allow-read={path}.")
    except (KeyError, ValueError) as error:
        sys.exit(f"{path} is not a book with the columns {', '.join(columns)}: {type(error).__name__}")


def main(path=os.path.join(os.path.dirname(os.path.abspath(__file__)), "options.csv")):
    book = read(path)
    markets = len(SHIFTS) ** 2
    print(f"{len(book[0])} options in {markets} markets")
    results = []
    for name, function in (("plain", revalue.__wrapped__), ("optimized", revalue)):
        times = []
        for _ in range(3):
            values = [0.0] * markets
            start = time.perf_counter()
            function(*book, SHIFTS, values)
            times.append((time.perf_counter() - start) * 1e3)
        results.append(values)
        print(f"{name:9} first {times[0]:9.1f} ms, best of 3 {min(times):9.1f} ms")
    if results[0] != results[1]:
        sys.exit("plain and optimized differ")
    today = values[markets // 2]
    worst = min(range(markets), key=lambda market: values[market])
    print(f"value today {today:,.2f}; worst market: spot {SHIFTS[worst // len(SHIFTS)]:+.0%}, volatility "
          f"{SHIFTS[worst % len(SHIFTS)] * 100:+.0f} points, value {values[worst]:,.2f}")
    print(epochly.explain(revalue))


main(*sys.argv[1:])

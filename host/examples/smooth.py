"""Guest code of the embedding example: it knows nothing of Java."""

import epochly


@epochly.optimize
def smooth(values, width, result):
    """Stores the mean over width values before and after each value, in place."""
    n = len(values)
    for i in range(n):
        first = max(i - width, 0)
        last = min(i + width, n - 1)
        total = 0.0
        for j in range(first, last + 1):
            total += values[j]
        result[i] = total / (last - first + 1)


def summary():
    record = epochly.stats()["functions"]["smooth"]
    return f"{record['calls']} calls, {record['compiled_calls']} of them compiled"

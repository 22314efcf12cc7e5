"""The best local alignment of two strands. Idea: TheAlgorithms/Python, smith_waterman."""
import epochly

from inputs import text

BENCH_SCALE = 20


def score(a, b, match, mismatch, gap):
    if a == "-" or b == "-":
        return gap
    return match if a == b else mismatch


@epochly.optimize
def smith_waterman(query, subject, match=1, mismatch=-1, gap=-2):
    query = query.upper()
    subject = subject.upper()
    table = [[0] * (len(subject) + 1) for _ in range(len(query) + 1)]
    best = 0
    where = (0, 0)
    for i in range(1, len(query) + 1):
        for j in range(1, len(subject) + 1):
            table[i][j] = max(
                0,
                table[i - 1][j - 1] + score(query[i - 1], subject[j - 1], match, mismatch, gap),
                table[i - 1][j] + gap,
                table[i][j - 1] + gap,
            )
            if table[i][j] > best:
                best = table[i][j]
                where = (i, j)
    return best, where


def setup(scale):
    return text(30 * scale, "ACGT", 1), text(36 * scale, "ACGT", 2)

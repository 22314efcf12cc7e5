"""How many edits part two words. Idea: TheAlgorithms/Python, edit_distance."""
import epochly

from inputs import text

BENCH_SCALE = 20


@epochly.optimize
def levenshtein(source, target):
    previous = list(range(len(target) + 1))
    for i, a in enumerate(source):
        current = [i + 1]
        for j, b in enumerate(target):
            insertion = current[j] + 1
            deletion = previous[j + 1] + 1
            substitution = previous[j] + (a != b)
            current.append(min(insertion, deletion, substitution))
        previous = current
    return previous[-1]


def setup(scale):
    return text(40 * scale, "abcdefgh", 1), text(50 * scale, "abcdefgh", 2)

"""Finds the words that somebody may have meant, by edit distance over a word list.

    ./epochly-host guest-bindings/examples/edit_distance.py [WORD...]
    ./epochly-host --allow-read=/usr/share/dict/words guest-bindings/examples/edit_distance.py \\
        --words=/usr/share/dict/words teh recieve

Without --words the list is words.txt in this folder.
"""
import os
import sys
import time

import epochly

TYPOS = ["recieve", "freind", "definately", "seperate", "untill", "langauge"]


@epochly.optimize
def distances(word, letters, starts, above, row, result):
    """Stores the edit distance from word to each word of the list into result.

    The list is one run of letters, in which word i goes from starts[i] to starts[i + 1]; above and row
    are working space, one longer than the word.
    """
    n = len(word)
    for w in range(len(starts) - 1):
        for j in range(n + 1):
            above[j] = j
        i = 0
        for at in range(starts[w], starts[w + 1]):
            i += 1
            row[0] = i
            for j in range(1, n + 1):
                best = above[j - 1] if letters[at] == word[j - 1] else above[j - 1] + 1
                if above[j] + 1 < best:
                    best = above[j] + 1
                if row[j - 1] + 1 < best:
                    best = row[j - 1] + 1
                row[j] = best
            for j in range(n + 1):
                above[j] = row[j]
        result[w] = above[n]


def codes(text):
    return [ord(letter) for letter in text]


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return [line.strip().lower() for line in file if line.strip()]
    except PermissionError:
        sys.exit(f"The guest may not read {path}: start it with --allow-read={path}.")


def search(function, asked, words, letters, starts):
    """The nearest words for each word that is asked for, and the milliseconds that their distances took."""
    found = {}
    took = 0.0
    for text in asked:
        word = codes(text)
        result = [0] * len(words)
        start = time.perf_counter()
        function(word, letters, starts, [0] * (len(word) + 1), [0] * (len(word) + 1), result)
        took += (time.perf_counter() - start) * 1e3
        order = sorted(range(len(words)), key=lambda w: (result[w], words[w]))
        found[text] = [f"{words[w]} ({result[w]})" for w in order[:4]]
    return found, took


def main(arguments):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "words.txt")
    asked = []
    for argument in arguments:
        if argument.startswith("--words="):
            path = argument.removeprefix("--words=")
        else:
            asked.append(argument.lower())
    asked = asked or TYPOS
    words = read(path)
    letters = codes("".join(words))
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    print(f"{len(asked)} words against {len(words)}")
    results = []
    for name, function in (("plain", distances.__wrapped__), ("optimized", distances)):
        times = []
        for _ in range(3):
            found, took = search(function, asked, words, letters, starts)
            times.append(took)
        results.append(found)
        print(f"{name:9} first {times[0]:9.1f} ms, best of 3 {min(times):9.1f} ms")
    if results[0] != results[1]:
        sys.exit("plain and optimized differ")
    for text, nearest in found.items():
        print(f"{text:12} {', '.join(nearest)}")
    print(epochly.explain(distances))


main(sys.argv[1:])

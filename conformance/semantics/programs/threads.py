"""Functions that several guest threads call, and arguments that another thread changes meanwhile."""
import threading

from comparison import same
from epochly import optimize, stats


def plain_smoothed(values, rounds):
    for _ in range(rounds):
        for i in range(1, len(values) - 1):
            values[i] = (values[i - 1] + values[i + 1]) / 2
    return values[1]


def run_together(*functions):
    """Runs them in a thread each, from the same moment on; raises what one of them raised."""
    start = threading.Barrier(len(functions))
    raised = []

    def run(function):
        start.wait()
        try:
            function()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def compiled_calls(function):
    return stats()["functions"][function.__qualname__]["compiled_calls"]


# Two threads call one function, each with arguments of its own; the first calls meet while it is compiled.

smoothed = optimize(plain_smoothed)
results = {}


def call_often(key, size):
    for number in range(20):
        values = [float(i * i % 7) for i in range(size)]
        results[key, number] = smoothed(values, 10), values


run_together(lambda: call_often("short", 5), lambda: call_often("long", 50))
for key, size in (("short", 5), ("long", 50)):
    expected = [float(i * i % 7) for i in range(size)]
    last = plain_smoothed(expected, 10)
    for number in range(20):
        if results[key, number] != (last, expected):
            raise AssertionError(f"call {number} with {size} elements gives {results[key, number]}")
if compiled_calls(smoothed) != 40:
    raise AssertionError(f"of 40 calls from two threads {compiled_calls(smoothed)} ran compiled")


# Two threads call one function on one list. Whole calls follow each other, or steps of them alternate as
# those of plain functions do; in any case each call adds what it adds, and nothing is lost with the rest.

@optimize
def add_to_own_half(values, first, last, rounds):
    for _ in range(rounds):
        for i in range(first, last):
            values[i] = values[i] + 1
    return values[first]


shared = [0] * 10
run_together(lambda: [add_to_own_half(shared, 0, 5, 500) for _ in range(10)],
             lambda: [add_to_own_half(shared, 5, 10, 700) for _ in range(10)])
if shared != [5000] * 5 + [7000] * 5:
    raise AssertionError(f"two threads that fill halves of a list leave {shared}")


# Another thread changes the list that a call works on. What it puts there beside the call's own part stays,
# and a call that has to start over as plain function does not undo it.

@optimize
def count_and_overflow(values, rounds):
    for i in range(rounds):
        values[0] = values[0] + 1
    return values[0] * values[1]


board = [0, 2**62, 0]
stop = threading.Event()


def write_beside():
    number = 0
    while not stop.is_set():
        number += 1
        board[2] = number
    board.append(number)


def call_beside():
    try:
        for _ in range(20):
            if count_and_overflow(board, 200) != board[0] * 2**62:
                raise AssertionError("a call that left 64 bits gives another result")
    finally:
        stop.set()


run_together(write_beside, call_beside)
if board[0] != 4000 or board[1] != 2**62 or len(board) != 4 or board[2] != board[3]:
    raise AssertionError(f"a list that two threads write to holds {board}")


# And alone they do what they always do.
same(smoothed, ([1.0, 2.0, 4.0], 2))
same(add_to_own_half, ([0] * 4, 1, 3, 5))

"""Every name of math is in one of the programs about math."""
import math
import os

HERE = os.path.dirname(__file__)


def text_of(name):
    with open(os.path.join(HERE, name)) as file:
        return file.read()


TEXT = text_of("math_one_float.py") + text_of("math_two.py") + text_of("math_many.py")
missing = [name for name in dir(math) if not name.startswith("_") and f"math.{name}" not in TEXT]
if missing:
    raise AssertionError(f"no program uses these names of math: {missing}")

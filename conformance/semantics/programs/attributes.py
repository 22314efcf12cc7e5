"""Methods read and write numeric attributes of their object; what a class handles itself runs plain."""
import copy

from comparison import bails, either, same
from epochly import optimize


class Counter:
    step = 2

    def __init__(self, start, data=None):
        self.count = start
        self.data = data
        self.scale = 1.5

    @optimize
    def advance(self, n):
        for _ in range(n):
            self.count += self.step
        return self.count

    @optimize
    def total(self):
        s = 0
        for x in self.data:
            s += x
        return s * self.scale

    @optimize
    def shift(self, k):
        for i in range(len(self.data)):
            self.data[i] += k
        self.scale = self.data[0]

    @optimize
    def replace(self, n):
        self.data = [0.5] * n
        return self.data

    @optimize
    def fresh(self, n):
        self.new = n + 1
        return self.new

    @optimize
    def sometimes(self, n):
        if n > 0:
            self.other = n
        return n

    def _weight(self, i, bias=1):
        return self.scale * i + bias

    @optimize
    def weighted(self, n):
        s = 0.0
        for i in range(n):
            s += self._weight(i)
        return s

    def _bump(self):
        self.count = self.count + 1
        return self.count

    @optimize
    def bumped(self, n):
        s = 0
        for _ in range(n):
            s += self._bump()
        return s

    @optimize
    def missing(self):
        return self.nowhere + 1

    @optimize
    def overflow(self, n):
        self.scale = 7.5
        self.count = self.count * n * n
        return self.count

    @optimize
    def both(self, other, k):
        self.count += k
        other.count += k
        return self.count + other.count

    @optimize
    def sees(self, other):
        return self.count * other.scale

    @optimize
    def pair(self):
        self.a = [1, 2]
        self.b = self.a
        return self.a

    @optimize
    def to_float(self):
        self.count = self.count / 2
        return self.count

    @optimize
    def none(self):
        self.data = None


def of(cls, *arguments, **attributes):
    """Builds a call: an object of the class, and the rest."""
    rest = attributes.pop("rest", ())

    def build():
        made = cls(*copy.deepcopy(arguments))
        for name, value in attributes.items():
            setattr(made, name, value)
        return (made, *rest)

    return build


class Sub(Counter):
    step = 3


class OwnStep(Counter):
    def __init__(self, start):
        super().__init__(start)
        self.step = 0.5


same(Counter.advance, of(Counter, 5, rest=(3,)), of(Counter, 5.5, rest=(3,)), of(Counter, True, rest=(0,)),
     of(Sub, 1, rest=(4,)), of(OwnStep, 1, rest=(4,)), of(Sub, 1, rest=(2,)))
same(Counter.total, of(Counter, 0, [1, 2, 3]), of(Counter, 0, [1.5, 2.5]))
same(Counter.shift, of(Counter, 0, [1, 2, 3], rest=(2,)), of(Counter, 0, [1.5], rest=(-0.5,)), of(Counter, 0, [], rest=(1,)))
same(Counter.replace, of(Counter, 0, [1], rest=(3,)), of(Counter, 0, None, rest=(2,)))
same(Counter.fresh, of(Counter, 0, rest=(4,)), of(Counter, 0, rest=(4.5,)))
either(Counter.sometimes, of(Counter, 0, rest=(4,)), of(Counter, 0, rest=(-4,)), of(Counter, 0, other=3, rest=(-4,)))
same(Counter.weighted, of(Counter, 0, rest=(4,)))
same(Counter.bumped, of(Counter, 0, rest=(4,)), of(Counter, 0.5, rest=(4,)))
same(Counter.missing, of(Counter, 0), of(Counter, 0, nowhere=4))
bails(Counter.overflow, of(Counter, 2**40, rest=(2**20,)))
same(Counter.sees, lambda: (Counter(2), Counter(3)), lambda: (Counter(2), Sub(3)))
same(Counter.both, lambda: (Counter(2), Counter(3), 4))
same(Counter.pair, of(Counter, 0))
same(Counter.to_float, of(Counter, 3), of(Counter, 3.5))
same(Counter.none, of(Counter, 3, [1]))


def itself():
    c = Counter(1)
    return c, c, 5


either(Counter.both, itself)
same(Counter.sees, lambda: (lambda c: (c, c))(Counter(4)))


class Guarded:
    def __init__(self, x):
        self._x = x
        self.log = []

    @property
    def x(self):
        self.log.append(1)
        return self._x

    @x.setter
    def x(self, value):
        self.log.append(value)
        self._x = value

    @optimize
    def read(self):
        return self.x + 1

    @optimize
    def write(self):
        self.x = 5


class Watching(Counter):
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)
        object.__setattr__(self, "last", name)


class Answering(Counter):
    def __getattr__(self, name):
        if name == "nowhere":
            return 41
        raise AttributeError(name)


class Intercepting(Counter):
    def __getattribute__(self, name):
        if name == "step":
            return 100
        return object.__getattribute__(self, name)


class Slotted:
    __slots__ = ("count",)

    def __init__(self, count):
        self.count = count

    @optimize
    def advance(self, n):
        self.count += n
        return self.count


either(Guarded.read, of(Guarded, 1))
either(Guarded.write, of(Guarded, 1))
either(Counter.advance, of(Watching, 5, rest=(3,)), of(Intercepting, 5, rest=(3,)))
either(Counter.missing, of(Answering, 5))
either(Slotted.advance, of(Slotted, 5, rest=(3,)))


class Changing(Counter):
    pass


def with_step(step):
    def build():
        Changing.step = step
        return Changing(1), 2

    return build


same(Counter.advance, with_step(7), with_step(8), with_step(0.5))


class Float(float):
    pass


either(Counter.advance, of(Counter, Float(2.5), rest=(2,)), of(Counter, 10**30, rest=(2,)))


@optimize
def of_an_argument(point, other, k):
    point.count = other.count * k
    return point.count


same(of_an_argument, lambda: (Counter(1), Counter(2), 3))

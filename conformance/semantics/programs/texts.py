"""Strs: lengths, characters, comparisons, searches, iteration, and what is refused."""
from comparison import bails, each, either, pairs, plain, same
from epochly import optimize

#: The first is one that everything takes: a function that only fails is not tried for a while.
TEXTS = ["abc", "", "a", "ab", "abd", "b", "B", "a" * 40, "\0", "\xe4\xf6", "\u20ac", "\U0001f600", "a\U0001f600b",
         "\ud800", "\udc00", "\ud83d\ude00", "\uffff", "\U00010000", "\U0010ffff", "9", "a b\n"]


@optimize
def length(s):
    return len(s)


@optimize
def at(s, i):
    return s[i]


@optimize
def whole(s):
    return s


@optimize
def code(c):
    return ord(c)


@optimize
def character(n):
    return chr(n)


@optimize
def truth(s):
    return bool(s), not s, (1 if s else 0)


same(length, *each(TEXTS))
same(at, *pairs(TEXTS, range(-4, 5)))
same(at, ("abc", True), ("abc", 2**62), ("abc", -(2**63)))
same(whole, *each(TEXTS))
same(code, *each(TEXTS))
same(character, *each([0, 65, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xffff, 0x10000, 0x10ffff, 0x110000, -1, 2**62, True]))
same(truth, *each(TEXTS))


@optimize
def compared(s, t):
    return s == t, s != t, s < t, s <= t, s > t, s >= t


@optimize
def compared_characters(s, t):
    a = s[0]
    b = t[-1]
    return a == b, a != b, a < b, a <= b, a > b, a >= b, a == t, s <= b


@optimize
def compared_with_constants(s):
    return s == "abc", s != "", s < "abd", "b" <= s, s == "a", "" < s, s == "\U0001f600", "ab" == "ab", "x" == s[0]


same(compared, *pairs(TEXTS, TEXTS))
same(compared_characters, *pairs(TEXTS, TEXTS))
same(compared_with_constants, *each(TEXTS))


@optimize
def never_numbers(s, n):
    return s == n, n == s, s != n, s[0] == n, "a" == 97, 97 != "a", s == None, s is None


same(never_numbers, *pairs(["a", "97", "a\0"], [97, 97.0, True, 1j]))


@optimize
def among(s, t):
    n = 0
    for c in s:
        if c in "aeiou":
            n += 1
        if c not in t:
            n += 100
        if c in ("b", "c", "zz"):
            n += 10000
        if c in "":
            n = -1
        if c in c:
            n += 0
        if c in "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz":
            n += 1000000
    return n


same(among, *pairs(TEXTS, TEXTS))


@optimize
def histogram(s, counts):
    for c in s:
        if "a" <= c <= "z":
            counts[ord(c) - ord("a")] += 1
        else:
            counts[26] += 1
    return counts


@optimize
def edit_distance(s, t):
    previous = list_of_ints(len(t) + 1)
    for i in range(1, len(s) + 1):
        current = [0] * (len(t) + 1)
        current[0] = i
        for j in range(1, len(t) + 1):
            cost = 0 if s[i - 1] == t[j - 1] else 1
            current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
        previous = current
    return previous[len(t)]


def list_of_ints(n):
    return [i for i in range(n)]


same(histogram, *[lambda text=text: (text, [0] * 27) for text in TEXTS])
same(edit_distance, *pairs(TEXTS, TEXTS))
same(edit_distance, ("kitten" * 5, "sitting" * 4))


@optimize
def enumerated(s, t):
    total = 0
    for i, c in enumerate(s):
        total = total * 31 + i * ord(c) & 0xffff
    for a, b in zip(s, t):
        if a == b:
            total += 1
    for c in reversed(s):
        total = total * 7 + ord(c) & 0xffff
    for i, (a, b) in enumerate(zip("spam", s)):
        total += i * (a < b)
    return total


same(enumerated, *pairs(TEXTS, TEXTS))


@optimize
def last_of(s):
    for c in s:
        pass
    return c


@optimize
def first_upper(s):
    best = "~"
    for c in s:
        if c < best:
            best = c
    return best


@optimize
def letter(n):
    return "ACGT"[n]


@optimize
def named(x):
    if x < 0:
        return "negative"
    if x == 0:
        return ""
    return "z"


@optimize
def pair(s):
    first = s[0]
    return first, s, first == s


@optimize
def conditional(s, flag):
    c = s[0] if flag else "?"
    return c, max(s[0], s[-1]), min("m", c)


same(last_of, *each(TEXTS))
same(first_upper, *each(TEXTS))
same(letter, *each(range(-6, 6)))
same(named, (-1,), (0,), (1,), (0.5,))
same(pair, *each(TEXTS))
same(conditional, *pairs(TEXTS, [True, False]))


@optimize
def scanned(s):
    i = 0
    number = 0
    sign = 1
    if i < len(s) and s[i] == "-":
        sign = -1
        i += 1
    while i < len(s) and "0" <= s[i] and s[i] <= "9":
        number = number * 10 + (ord(s[i]) - 48)
        i += 1
    return sign * number, i


same(scanned, *each(["", "-", "123", "-77x", "\u0663", "a1"]))
bails(scanned, ("9" * 30,))

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@optimize
def position(c):
    for i in range(len(ALPHABET)):
        if ALPHABET[i] == c:
            return i
    return -1


same(position, ("a",), ("z",), ("A",), ("ab",), ("",))
ALPHABET = "zyx"
same(position, ("x",), ("a",))


def is_vowel(c, vowels="aeiou"):
    return c in vowels


@optimize
def vowels(s):
    n = 0
    for c in s:
        if is_vowel(c) or is_vowel(c, "AEIOU"):
            n += 1
    return n


same(vowels, *each(TEXTS), ("Hello, world",))


@optimize
def mixed(flag, s):
    x = 0
    if flag:
        x = s[0]
    return x


same(mixed, (True, "a"))
bails(mixed, (False, "a"))


@optimize
def palindrome(s):
    i = 0
    j = len(s) - 1
    while i < j:
        if s[i] != s[j]:
            return False
        i += 1
        j -= 1
    return True


same(palindrome, *each(TEXTS), ("level",), ("a\U0001f600a",))


@optimize
def joined(s, t):
    return s + t


@optimize
def repeated(s):
    return s * 2


@optimize
def sliced(s):
    return s[1:]


@optimize
def method(s):
    return s.strip()


@optimize
def formatted(s):
    return f"{s}!"


@optimize
def characters(s):
    return [c for c in s]


@optimize
def number(s):
    return int(s)


@optimize
def ordered(s):
    return s < 1


@optimize
def stored(s):
    s[0] = "x"


plain(joined, "s + t", ("a", "b"))
plain(repeated, "s * 2", ("a",))
plain(sliced, "s[1:]", ("ab",))
plain(method, "s.strip", ("ab",))
plain(formatted, 'f"{s}!"', ("ab",))
plain(characters, "[c for c in s]", ("ab",))
plain(number, "int(s)", ("12",))
plain(ordered, "s < 1", ("12",))
plain(stored, "s[0]", ("12",))


class Shouted(str):
    def __len__(self):
        return 99


either(length, (Shouted("abc"),), ("abc",), (b"abc",), ([1, 2],))
same(length, (b"ab",), (bytearray(b"abc"),))

"""upper() and lower(): compiled for ASCII, where a letter has one other form; anything else runs plain."""
from comparison import bails, each, plain, same
from epochly import optimize

TEXTS = ["Abz-Z", "", "a", "Z", "@[`{", "AZaz09 \n\0\x7f", "m" * 50]


@optimize
def upper_codes(s):
    t = s.upper()
    return [ord(c) for c in t], len(t), t == s, t < s


@optimize
def lower_at(s, i):
    s = s.lower()
    return s[i], s[-1 - i], "q" in s, s[i] in s


@optimize
def back_and_forth(s):
    up = s.upper()
    down = up.lower()
    again = down.upper()
    return up == again, down == s, down == up, [i for i, c in enumerate(down) if c != up[i]]


@optimize
def letters(s):
    return [ord(c.upper()) - ord(c.lower()) for c in s]


@optimize
def in_a_loop(s, n):
    total = 0
    for i in range(n):
        t = s.upper()
        total += ord(t[i])
    return total


@optimize
def whole(s):
    return s.upper()


@optimize
def stripped(s):
    return ord(s.strip()[0])


same(upper_codes, *each(TEXTS))
same(lower_at, ("AbQ", 0), ("AbQ", 2), ("xyz", -1), ("AbQ", 3), ("", 0))
same(back_and_forth, *each(TEXTS))
same(letters, *each(TEXTS))
same(in_a_loop, ("AbcDe", 5), ("AbcDe", 0), ("AbcDe", 6))
bails(upper_codes, ("stra\xdfe",), ("\u0131",), ("\ufb01x",))
bails(lower_at, ("\u0130Q", 0), ("\xc4", 0), ("\U00010400", 0))
bails(letters, ("a\xe4",))
plain(whole, "return s.upper()", ("abc",))
plain(stripped, "s.strip()", ("abc",))

"""Arithmetic under a mask: only the low bits count, so it compiles whatever it would be without."""
from comparison import MAX, MIN, bails, pairs, same
from epochly import optimize

WIDE = [0, 1, -1, 3, -7, 2**31, -(2**31), 2**62 + 12345, -(2**62) - 999, 6364136223846793005, MAX, MIN]

FEW = [1, -7, 2**31, -(2**62) - 999, MAX, MIN]


@optimize
def constant_mask(x, y):
    return (
        (x * y) & 0xFFFFFFFF,
        (x + y) & MAX_MASK_IS_WRITTEN_OUT,
        (x - y) & 0x7FFFFFFFFFFFFFFF,
        0xFFFF & (x * y + 1),
        (-x) & 0xFF,
        ~(x * y) & 0xFFF,
        ((x ^ y) * 16777619 - (x | y) * (x & y)) & 0xFFFFFFFF,
        (x * y) & 0,
    )


MAX_MASK_IS_WRITTEN_OUT = 2**63 - 1
same(constant_mask, *[(x, y) for x in FEW for y in WIDE if MIN <= x + y <= MAX])


@optimize
def products(x, y, mask):
    return (x * y) & mask


same(products, *[(x, y, mask) for x in FEW for y in FEW for mask in (0, 1, 255, 2**32 - 1, MAX)])
same(products, *[(x, y, mask) for x in (0, 1, -5, 2**31) for y in (3, -2**31) for mask in (-1, -8, MIN, -(2**40))])
bails(products, (MAX, 2, -1), (MIN, MIN, -8), (2**40, 2**40, MIN))


@optimize
def mask_first(x, y, mask):
    return mask & (x * y + x - 3)


same(mask_first, *[(x, y, mask) for x in FEW for y in FEW for mask in (0, 1, 255, 2**32 - 1, MAX)])


@optimize
def shifts(x, mask):
    return (x << 13) & mask, (x << 0) & mask, ((x << 63) ^ x) & 0xFF00FF, (x << 62) & MAX


same(shifts, *[(x, mask) for x in WIDE for mask in (0, 255, 2**32 - 1, MAX)])
bails(shifts, (2**62, -1), (MIN, -8))


@optimize
def far_shifts(x, n, mask):
    return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF, (x << n) & mask


same(far_shifts, *[(x, n, mask) for x in FEW for n in (0, 1, 7, 31, 32) for mask in (0, 2**32 - 1, MAX)])
same(far_shifts, (5, -1, 255), (5, -1, -255), (5, 33, 255))


@optimize
def farther(x, n):
    return (x << n) & 0xFFFF


same(farther, *pairs(WIDE, [0, 1, 15, 16, 17, 62, 63]), *pairs([1, 0, -1], [-1, MIN]))
bails(farther, (1, 64), (3, 65), (3, 1000))


@optimize
def remainders(x, y):
    return (x * y) % 2**32, (x * y + 1) % 4294967296, (x - y) % (1 << 16), (x * y) % 1, (x * y) % 2


same(remainders, *pairs(FEW, WIDE[1:]))


@optimize
def other_remainders(x, y):
    return (x * y) % 10, (x * y) % -8


same(other_remainders, (7, -9), (-2**31, 2**31), (0, 0))
bails(other_remainders, (2**40, 2**40))


@optimize
def negative_mask(x, y):
    return (x * y) & -8


same(negative_mask, (7, -9), (2**31, 2**31))
bails(negative_mask, (2**40, 2**40))


@optimize
def divided_inside(x, y):
    return (((x * y) // 3) + y * x) & 0xFFFF, ((x * y >> 2) * 5) & 0xFFFF


same(divided_inside, (7, -9), (-2**31, 2**31))
bails(divided_inside, (2**40, 2**40))


@optimize
def nested(x, y, m, n):
    return ((((x * y) & m) * y + 7) & n) * 31 & m


same(nested, *[(x, y, m, n) for x in FEW for y in FEW[:3] for m in (255, 2**40 - 1) for n in (0, 2**32 - 1)])
same(nested, (5, 6, -8, -1), (5, 6, -8, 255), (5, 6, 255, -8))


@optimize
def mixed(x, y, flag):
    v = x if flag else y
    return (v * 3) & 0xFF, (flag * x) & 1, flag & True


same(mixed, (MAX, MIN, True), (MAX, MIN, False), (1, 2, True))


@optimize
def mixed_kinds(x, flag):
    v = flag if x > 0 else x
    return (v * MAX) & 0xFF


same(mixed_kinds, (5, True), (-5, True), (MIN, False))


@optimize
def fnv1a(data):
    h = 0x4BF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 1099511628211) & 0x7FFFFFFFFFFFFFFF
    return h


same(fnv1a, (b"",), (b"hello",), (bytes(range(256)),))


@optimize
def lcg(seed, n):
    state = seed
    total = 0
    for _ in range(n):
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        total = (total << 5) - total + (state >> 33) & 0xFFFFFFFF
    return state, total


MASK = 2**62 - 1
same(lcg, (1, 0), (1, 1), (12345, 1000), (-1, 50))


@optimize
def xorshift(x, n):
    out = [0] * n
    for i in range(n):
        x ^= (x << 13) & 0x7FFFFFFFFFFFFFFF
        x ^= x >> 7
        x ^= (x << 17) & 0x7FFFFFFFFFFFFFFF
        out[x % n] = x
    return out


same(xorshift, (88172645463325252, 100), (1, 3))


@optimize
def short_circuits(x, y, mask):
    return x > 0 and (x * y) & mask or ((x << y) & 0xFF if y >= 0 else (x * x) & mask)


same(short_circuits, (3, 4, 255), (-3, 4, 255), (-3, -4, 255), (MIN, -4, MAX), (MAX, MAX, 1))


@optimize
def indices(table, x):
    return table[(x * 2654435761 >> 3) & 3] + table[(x * 31) & 1]


same(indices, ([1, 2, 3, 4], 5), ([1.5, 2.5, 3.5, 4.5], 1))

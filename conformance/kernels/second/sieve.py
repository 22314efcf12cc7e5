"""All primes below a bound. Idea: Rosetta Code, Sieve of Eratosthenes."""
import epochly

BENCH_SCALE = 500


@epochly.optimize
def sieve(limit):
    prime = [True] * limit
    prime[0] = prime[1] = False
    for i in range(2, int(limit ** 0.5) + 1):
        if prime[i]:
            for multiple in range(i * i, limit, i):
                prime[multiple] = False
    return [i for i in range(limit) if prime[i]]


def setup(scale):
    return (2000 * scale,)

"""Closed forms of queues: Erlang B and C, abandonment, Pollaczek and Khinchine, and a queue served at sessions."""

from collections.abc import Callable
from math import exp, factorial, gamma

import numpy as np
from scipy.special import lambertw


def erlang_b(servers: int, offered: float) -> float:
    """The share of customers turned away where nobody waits, whatever the distribution of service (Erlang 1917)."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = offered * blocked / (k + offered * blocked)
    return blocked


def erlang_c(servers: int, offered: float) -> float:
    """The share of customers who wait in the queue M/M/c; offered: arrivals a day times days of service."""
    all_busy = offered**servers / factorial(servers) / (1.0 - offered / servers)
    return all_busy / (sum(offered**k / factorial(k) for k in range(servers)) + all_busy)


def erlang_a(servers: int, per_day: float, served: float, patience: float) -> dict[str, float]:
    """The queue M/M/c whose customers leave after an exponential time (Palm 1946), from its balance equations.

    served, patience: rates per day. Returns the share who wait, the share who leave, and the mean days waited by all.
    """
    weights = [1.0]
    while weights[-1] > 1e-18 * sum(weights) or len(weights) <= servers + 1:
        n = len(weights)
        weights.append(weights[-1] * per_day / (min(n, servers) * served + max(n - servers, 0) * patience))
    shares = np.array(weights) / sum(weights)
    queue = float(sum((n - servers) * share for n, share in enumerate(shares) if n > servers))
    return {
        "share who wait": float(shares[servers:].sum()),
        "share who leave": patience * queue / per_day,
        "mean wait, days": queue / per_day,
    }


def pollaczek_khinchine(per_day: float, mean: float, second_moment: float) -> float:
    """The mean wait of the queue M/G/1, days; mean and second moment of the service."""
    return per_day * second_moment / (2.0 * (1.0 - per_day * mean))


def sessions(places: int, every: float, per_day: float) -> dict[str, float]:
    """A queue served at sessions, so many places each, unused ones lapse (Bailey 1954); customers come at random.

    Who is left after a session is L' = max(L + A - places, 0) with A Poisson; its mean follows from the zeros of
    z^places = exp(m (z - 1)) within the unit circle. Returns the mean wait and the mean number left.
    """
    m = per_day * every
    k = np.arange(1, places)
    zeros = -places / m * lambertw(-m / places * exp(-m / places) * np.exp(2j * np.pi * k / places))
    left = m / (2.0 * (places - m)) - (places - 1.0 + m) / 2.0 + float((1.0 / (1.0 - zeros)).sum().real)
    return {"mean wait, days": every / 2.0 + left / per_day, "mean left after a session": left}


def illness_and_death(
    ill: float, death: float, death_ill: float
) -> tuple[dict[str, float], Callable[[float], float]]:
    """Three exponential clocks, rates per day: the share ever ill, the mean life, and survival by day."""
    out = ill + death

    def alive(day: float) -> float:
        return exp(-out * day) + ill / (out - death_ill) * (exp(-death_ill * day) - exp(-out * day))

    return {"share ever ill": ill / out, "mean life, days": 1.0 / out + ill / out / death_ill}, alive


def weibull_moment(shape: float, scale: float, order: int) -> float:
    """The mean of a power of a Weibull time."""
    return scale**order * gamma(1.0 + order / shape)

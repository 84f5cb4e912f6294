"""Exact intervals of shares."""


def exact_interval(share: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact binomial (Clopper-Pearson) interval of a share seen in n patients.

    A Kaplan-Meier share need not be a whole number of patients; the interval is that of the nearest number of events.
    """
    from scipy.special import betaincinv

    k, tail = round(share * n), (1.0 - level) / 2.0
    low = float(betaincinv(k, n - k + 1, tail)) if k > 0 else 0.0
    high = float(betaincinv(k + 1, n - k, 1.0 - tail)) if k < n else 1.0
    return low, high

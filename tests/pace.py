"""How slow this machine is just now, so that a bound on work is of the work and not of the machine."""

import time

TURNS = 2_000_000
TURNS_A_SECOND = 40_000_000  # of an empty loop, on the machine for which seconds in tests are meant


def slowness() -> float:
    """How many times longer than that machine this one takes at the moment; 1 where it is not slower."""
    start = time.process_time()
    for _ in range(TURNS):
        pass
    return max((time.process_time() - start) * TURNS_A_SECOND / TURNS, 1.0)

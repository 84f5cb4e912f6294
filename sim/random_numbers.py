"""Chance with an address: one uniform number for every (seed, replication, patient, decision, occasion).

Philox4x32-10 (Salmon and others, SC 2011, doi 10.1145/2063384.2063405): key (seed, replication), counter (patient,
decision, occasion, 0); the first two words of the answer give 53 bits. Nothing is drawn in sequence, so a policy, a
capacity, another patient or the order of events never changes anyone's numbers.

`addressed` is plain arithmetic and is compiled as it stands; `RandomStream` is the reader for Python, which fills rows of
numbers in blocks by numpy: the same bits (checked against the published known answers).
"""

from collections.abc import Mapping
from hashlib import blake2s
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

BY_DAY = 0  # occasions of a decision that is addressed by the day since entry, too many to lay out in a row

_M0, _M1 = 0xD2511F53, 0xCD9E8D57
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
_LOW = 0xFFFFFFFF
_BLOCK = 512


def address(name: str) -> int:
    """The decision's number: a stable 32-bit hash of its name."""
    return int.from_bytes(blake2s(name.encode(), digest_size=4).digest(), "big")


def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Four random 32-bit words for a counter of four words and a key of two."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0 = ((p1 >> 32) & _LOW) ^ c1 ^ k0
        c2 = ((p0 >> 32) & _LOW) ^ c3 ^ k1
        c1 = p1 & _LOW
        c3 = p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


def addressed(stream: tuple[int, int, int], i: int, decision: int, occasion: int) -> float:
    """The uniform in [0, 1) of patient `i` of a block; `stream`: (seed, replication, number of the block's first patient)."""
    a, b, _, _ = philox(stream[2] + i, decision, occasion, 0, stream[0], stream[1])
    return ((a >> 5) * 67108864.0 + (b >> 6)) / 9007199254740992.0


def uniform(stream: "RandomStream", i: int, decision: int, occasion: int) -> float:
    """The number that decides `decision` for patient `i` on this occasion (a day, or the ordinal of a biological thing)."""
    return stream.draw(i, decision, occasion)


def numbered(stream: tuple[int, int, int], i: int) -> int:
    """The absolute number of patient `i` of a block."""
    return stream[2] + i


def patient_number(stream: "RandomStream", i: int) -> int:
    """The absolute number of patient `i` of a block, as Python reads it."""
    return stream.key[2] + i


# What the story calls, and what stands in its place when it is compiled
COMPILED_AS = {uniform: addressed, patient_number: numbered}


def philox_words(
    c0: Words, c1: Words, c2: Words, c3: Words, k0: int, k1: int
) -> tuple[Words, Words, Words, Words]:
    """The words of `philox` for arrays of counters (unsigned 64-bit, any one shape) and one key."""
    word, low, half = np.uint64, np.uint64(_LOW), np.uint64(32)
    for _ in range(10):
        p0, p1 = word(_M0) * c0, word(_M1) * c2
        c0, c1, c2, c3 = (p1 >> half) ^ c1 ^ word(k0), p1 & low, (p0 >> half) ^ c3 ^ word(k1), p0 & low
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1, c2, c3


def philox_rows(
    patients: Words, decisions: Words, occasions: Words, seed: int, replication: int
) -> NDArray[np.float64]:
    """Uniforms of shape (n patients, m decisions) for patient numbers of shape (n,), decisions and occasions of (m,)."""
    shape = (len(patients), len(decisions))
    c0, c1, c2 = (np.broadcast_to(part, shape) for part in (patients[:, None], decisions, occasions))
    a, b, _, _ = philox_words(c0, c1, c2, np.zeros(shape, np.uint64), seed, replication)
    high, rest = (a >> np.uint64(5)).astype(np.float64), (b >> np.uint64(6)).astype(np.float64)
    uniforms: NDArray[np.float64] = (high * 67108864.0 + rest) / 9007199254740992.0
    return uniforms


class RandomStream:
    """Everyone's random numbers as Python reads them.

    seed, replication: whole numbers from 0 to 4,294,967,295. first: number of patient 0 of this block.
    occasions: for every decision its number of occasions laid out in a row; what is not named there, or lies beyond,
    is computed one by one.
    """

    def __init__(
        self, seed: int, replication: int = 0, first: int = 0, occasions: Mapping[int, int] | None = None
    ):
        """Nothing is computed before it is asked for."""
        self.key = (seed, replication, first)
        self._places: dict[int, tuple[int, int]] = {}
        codes: list[int] = []
        ordinals: list[int] = []
        for decision, count in (occasions or {}).items():
            self._places[decision] = (len(codes), count)
            codes += [decision] * count
            ordinals += range(count)
        self._codes = np.array(codes, np.uint64)
        self._ordinals = np.array(ordinals, np.uint64)
        self._rows: dict[int, list[float]] = {}

    def draw(self, i: int, decision: int, occasion: int) -> float:
        """The uniform of this address."""
        place = self._places.get(decision)
        if place is None or occasion >= place[1]:
            return addressed(self.key, i, decision, occasion)
        row = self._rows.get(i)
        if row is None:
            row = self._fill(i)
        return row[place[0] + occasion]

    def _fill(self, i: int) -> list[float]:
        start = i - i % _BLOCK
        seed, replication, first = self.key
        numbers = np.arange(first + start, first + start + _BLOCK).astype(np.uint64)
        values: Any = philox_rows(numbers, self._codes, self._ordinals, seed, replication)
        self._rows.update(enumerate(values.tolist(), start))
        return self._rows[i]

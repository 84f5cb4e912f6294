"""Authority: the known-answer vectors published with Random123 (tests/kat_vectors, philox4x32 10).

Salmon and others, Parallel random numbers: as easy as 1, 2, 3. SC 2011, doi 10.1145/2063384.2063405.
"""

import numpy as np
import pytest

from haicsim.sim.engines.translate import Translation
from haicsim.sim.random_numbers import (
    COMPILED_AS,
    RandomStream,
    addressed,
    philox,
    philox_rows,
    philox_words,
    uniform,
)

ALL = 0xFFFFFFFF
# counter, key, answer
PUBLISHED = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL, ALL, ALL, ALL), (ALL, ALL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
# two words of 32 bits to 53, as in the genrand_res53 of the Mersenne Twister's authors: (a >> 5, b >> 6) of the first vector
FIRST_UNIFORM = ((0x6627E8D5 >> 5) * 2**26 + (0xE169C58D >> 6)) / 2**53
ADDRESSES = [(0, 0, 0), (0, 1, 2), (5, ALL, 7), (99_999_999, 12345, ALL), (ALL, ALL, ALL), (1, 0x80000000, 1)]
KEYS = [(0, 0), (1, 0), (0, 1), (ALL, ALL), (0x80000000, 3)]


@pytest.fixture(scope="module")
def compiled():
    translation = Translation(COMPILED_AS)
    return translation.inner(philox), translation.inner(uniform)


@pytest.mark.parametrize(("counter", "key", "answer"), PUBLISHED)
def test_random123_vectors_in_plain_python(counter, key, answer):
    assert philox(*counter, *key) == answer


@pytest.mark.parametrize(("counter", "key", "answer"), PUBLISHED)
def test_random123_vectors_in_numpy(counter, key, answer):
    words = philox_words(*(np.full((2, 3), word, np.uint64) for word in counter), *key)
    for word, expected in zip(words, answer, strict=True):
        assert word.shape == (2, 3)
        assert (word == expected).all()


@pytest.mark.parametrize(("counter", "key", "answer"), PUBLISHED)
def test_random123_vectors_compiled(compiled, counter, key, answer):
    assert tuple(word & ALL for word in compiled[0](*counter, *key)) == answer


def test_the_uniform_of_address_zero_is_the_first_vector_to_53_bits(compiled):
    assert addressed((0, 0, 0), 0, 0, 0) == FIRST_UNIFORM
    assert compiled[1]((0, 0, 0), 0, 0, 0) == FIRST_UNIFORM
    zero = np.zeros(1, np.uint64)
    assert philox_rows(zero, zero, zero, 0, 0).tolist() == [[FIRST_UNIFORM]]


@pytest.mark.parametrize("key", KEYS)
def test_python_numpy_and_compiled_give_the_same_bits_at_the_edges_of_32_bits(compiled, key):
    plain = [addressed((*key, 0), *address) for address in ADDRESSES]
    assert [compiled[1]((*key, 0), *address) for address in ADDRESSES] == plain
    for (patient, decision, occasion), expected in zip(ADDRESSES, plain, strict=True):
        one = [np.array([word], np.uint64) for word in (patient, decision, occasion)]
        assert philox_rows(*one, *key)[0, 0] == expected


def test_a_row_filled_ahead_holds_the_numbers_computed_one_by_one():
    occasions = {17: 3, 4_000_000_000: 1, 5: 0}
    ahead, alone = RandomStream(9, 2, 1000, occasions), RandomStream(9, 2, 1000)
    for i in (0, 1, 511, 512, 1300):
        for decision, occasion in [(17, 0), (17, 2), (17, 3), (4_000_000_000, 0), (5, 40), (6, 0)]:
            expected = addressed((9, 2, 1000), i, decision, occasion)
            assert ahead.draw(i, decision, occasion) == expected
            assert alone.draw(i, decision, occasion) == expected

"""Authority: house rule 10: a decision's address is a stable hash of its name, and a collision is an error."""

import pytest

from haicsim.sim import stream_keys
from haicsim.sim.random_numbers import RandomStream, address, addressed


def test_an_address_is_the_first_32_bits_of_blake2s_for_ever():
    # BLAKE2s of RFC 7693 with a digest of 4 bytes; were these to change, every patient would be another one
    assert address("lifetime budget") == 0xABF5B237
    assert address("") == 0x36E9D246


def test_all_decisions_have_addresses_of_their_own_within_32_bits():
    assert len(stream_keys.NAMES) == len(stream_keys.OCCASIONS)
    assert all(0 <= code < 2**32 for code in stream_keys.NAMES)
    assert all(address(name) == code for code, name in stream_keys.NAMES.items())


def test_a_name_used_twice_is_refused():
    before = dict(stream_keys.NAMES), dict(stream_keys.OCCASIONS)
    with pytest.raises(ValueError, match="one address"):
        stream_keys._key("lifetime budget")
    assert before == (stream_keys.NAMES, stream_keys.OCCASIONS)


def test_two_names_with_one_address_are_refused_by_both_names(monkeypatch):
    monkeypatch.setattr(stream_keys, "address", lambda name: stream_keys.PORT_LIFE)
    with pytest.raises(ValueError, match="'something new' and 'life of a port'"):
        stream_keys._key("something new")


def test_seed_and_replication_zero_are_a_seed_and_a_replication():
    drawn = {
        addressed((seed, replication, 0), 0, stream_keys.LIFETIME, 0)
        for seed in (0, 1)
        for replication in (0, 1)
    }
    assert len(drawn) == 4
    assert RandomStream(0).draw(0, stream_keys.LIFETIME, 0) == addressed(
        (0, 0, 0), 0, stream_keys.LIFETIME, 0
    )


def test_patients_are_numbered_absolutely_in_every_block():
    whole, block = RandomStream(3, occasions={17: 2}), RandomStream(3, first=700, occasions={17: 2})
    for i in range(5):
        assert block.draw(i, 17, 1) == whole.draw(700 + i, 17, 1)

"""Authority: house rule 10: a decision's address is a stable hash of its name, and a collision is an error."""

import pytest

from sim import decisions
from sim.luck import Luck, address, addressed


def test_an_address_is_the_first_32_bits_of_blake2s_for_ever():
    # BLAKE2s of RFC 7693 with a digest of 4 bytes; were these to change, every patient would be another one
    assert address("lifetime budget") == 0xABF5B237
    assert address("") == 0x36E9D246


def test_all_decisions_have_addresses_of_their_own_within_32_bits():
    assert len(decisions.NAMES) == len(decisions.OCCASIONS)
    assert all(0 <= code < 2**32 for code in decisions.NAMES)
    assert all(address(name) == code for code, name in decisions.NAMES.items())


def test_a_name_used_twice_is_refused():
    before = dict(decisions.NAMES), dict(decisions.OCCASIONS)
    with pytest.raises(ValueError, match="one address"):
        decisions._decision("lifetime budget")
    assert before == (decisions.NAMES, decisions.OCCASIONS)


def test_two_names_with_one_address_are_refused_by_both_names(monkeypatch):
    monkeypatch.setattr(decisions, "address", lambda name: decisions.U_PORT_LIFE)
    with pytest.raises(ValueError, match="'something new' and 'life of a port'"):
        decisions._decision("something new")


def test_seed_and_replication_zero_are_a_seed_and_a_replication():
    drawn = {
        addressed((seed, replication, 0), 0, decisions.U_LIFETIME, 0)
        for seed in (0, 1)
        for replication in (0, 1)
    }
    assert len(drawn) == 4
    assert Luck(0).draw(0, decisions.U_LIFETIME, 0) == addressed((0, 0, 0), 0, decisions.U_LIFETIME, 0)


def test_patients_are_numbered_absolutely_in_every_block():
    whole, block = Luck(3, occasions={17: 2}), Luck(3, first=700, occasions={17: 2})
    for i in range(5):
        assert block.draw(i, 17, 1) == whole.draw(700 + i, 17, 1)

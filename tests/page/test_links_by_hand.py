"""Authority: links written by hand: what each says, and what is refused in which words."""

import base64
import zlib
from dataclasses import replace

import pytest

from haicsim.analysis.page.controls import Settings
from haicsim.analysis.page.link import Alike, Side, State, from_link, pack
from haicsim.sim.errors import InputError


def refused(**said: str) -> str:
    with pytest.raises(InputError) as refusal:
        from_link({name.replace("_", "."): text for name, text in said.items()})
    return str(refusal.value)


def test_a_link_by_hand_says_what_it_says() -> None:
    found = from_link(
        {"a": "kurume", "b": "one-theatre", "b.boldness": "1.5", "b.beds": "unlimited", "b.theatre": "7", "seed": "0",
         "patients": "500", "patient": "7", "group": "C", "age": "60"}
    )  # fmt: skip
    assert found.b == Side("one-theatre", None, Settings(boldness=1.5, beds="unlimited", theatre=7.0))
    assert (found.patients, found.seed, found.patient) == (500, 0, 7)
    assert found.alike == Alike("C", age=60)
    assert found.a == Side("kurume")


def test_an_empty_link_is_the_start() -> None:
    assert from_link({}) == State()


@pytest.mark.parametrize(
    "side",
    [
        Side("kurume", None, Settings(interval=0.5, effect=2.05, by="efficacy", to=0.33)),
        Side("our ward.yaml", b"name: w\nquestion: How are we?\n"),
    ],
)
def test_every_state_comes_back_from_its_link(side: Side) -> None:
    state = replace(State(b=side), curve="rfs", patient=11, alike=Alike("B", 120, 55, 6))
    assert from_link(state.to_link()) == state


def test_what_is_wrong_is_said_with_value_rule_and_nearest_name() -> None:
    assert refused(b="kurumi") == (
        "link: b = kurumi: is no shipped scenario (haicsim list). Did you mean 'kurume'?"
    )
    assert refused(b_boldnes="2") == "link: b.boldnes: is nothing that can be set. Did you mean 'boldness'?"
    assert refused(a_boldness="nan") == "link: a.boldness = nan: must be a number from 0.5 to 2."
    assert "must be a whole number from 1 to 1000" in refused(a_beds="2.5")
    assert "must be a whole number from 1 to 20,000" in refused(patients="-3")
    assert "Did you mean 'efficacy'" in refused(b_by="eficacy", b_to="0.3")
    assert "takes both" in refused(b_to="0.3")
    assert "Did you mean 'patients'" in refused(patiens="100")


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(refused(b="kurumi", seed="x", a_effect="9").splitlines()) == 3


@pytest.mark.parametrize(
    "text", ["@@@", "AAAA", base64.urlsafe_b64encode(zlib.compress(bytes(5_000_000))).decode()]
)
def test_what_is_no_file_or_unpacks_to_too_much_is_refused(text: str) -> None:
    assert "is no file packed by this page" in refused(b="x.yaml", b_file=text)


def test_a_file_too_long_for_a_link_is_asked_for_again() -> None:
    import random

    noise = random.Random(1).randbytes(60_000)
    link = State(b=Side("long.yaml", noise)).to_link()
    assert link["b.file"] == ""
    assert len(pack(noise)) > 30_000
    with pytest.raises(InputError, match="too long for a link: give the page the file again"):
        from_link(link)

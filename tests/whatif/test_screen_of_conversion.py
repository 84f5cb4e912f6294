"""Authority: the screen a user sees. What a rate of conversion takes and brings, on 80 columns."""

from dataclasses import fields, replace
from math import inf, nan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from haicsim.analysis.whatif.conversion import (
    BEFORE,
    EVERYBODY,
    MARGINAL,
    NO_LONGER,
    NOT,
    NOW,
    Fare,
    Fresh,
    Moved,
)
from haicsim.analysis.whatif.decomposition import Decomposition, Parts
from haicsim.analysis.whatif.lever import Lever
from haicsim.analysis.whatif.mechanisms import Mechanism
from haicsim.analysis.whatif.question import Line, Reach, WhatIf
from haicsim.analysis.whatif.ranges import Ranged
from haicsim.analysis.whatif.whom import FEATURES
from haicsim.show.whatif_conversion import show_levers, show_what_if
from haicsim.sim.scenario.load import load_scenario

SCENARIO = load_scenario("kurume", ["run.patients=500", "run.replications=1"])
EFFICACY = Mechanism("efficacy", "a drug that kills more", "tumour.kill_median", 0.005, 0.1)
ROOM = Mechanism("room", "more room", "capacity", 0.1, 10.0, caveat="Nobody knows the cost.")
FOUND = Lever(0.3, 0.02, 0.018, inf, 0.3)
LOST = Lever(0.9, nan, nan, nan, nan, 0.5, 0.1)
MONTHS = Ranged((20.0, 19.0, 21.0), (("vein 0.1", (18.0, 17.0, 19.0)), ("vein 0.9", (22.0, 21.0, 23.0))))
ALONE = Ranged((0.3, 0.28, 0.32))
WHO = Fare(
    100, (20.0, 21.0), (0.2, 0.25), (1.0, 0.5, 1.5), (2.0, nan, nan), {each.name: 5.0 for each in FEATURES}
)
NOBODY = Fare(0, (nan, nan), (nan, nan), (nan, nan, nan), (nan, nan, nan), {})
UNKNOWN = replace(WHO, features=dict.fromkeys(WHO.features, nan))


def parts(**changed: Any) -> Decomposition:
    each = {part.name: (0.5, 0.4, 0.6) for part in fields(Parts)}
    return Decomposition(100, (50, 80, 40), 20.0, 21.0, (1.0, 0.5, 1.5), Parts(*[0.5] * 5), each, **changed)


def moved(mechanism: Mechanism = EFFICACY, **changed: Any) -> Moved:
    whom = {EVERYBODY: WHO, NOW: WHO, BEFORE: UNKNOWN, MARGINAL: WHO, NO_LONGER: NOBODY, NOT: NOBODY}
    found = Moved(
        mechanism, FOUND, SCENARIO, Fresh(5, (0.29, 0.28, 0.3)), whom, parts(), MONTHS, MONTHS, MONTHS, ALONE
    )
    return replace(found, **changed)


def what_if(*lines: Line, scenario: Any = SCENARIO, rate: str = "conversion") -> WhatIf:
    world: Any = SimpleNamespace(months=np.full(20, 20.0), alive=np.full(20, 0.25))
    return WhatIf(scenario, rate, 0.2, world, lines)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The words on a screen of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def screen(found: WhatIf) -> str:
        show_what_if(found)
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= 80
        return " ".join(" ".join(lines).split())

    return screen


def test_one_rate_that_is_reached_is_told_at_length(said: Any) -> None:
    words = said(what_if(Line(EFFICACY, 0.012, (0.1, 0.5), (FOUND,), (moved(),))))
    for each in (
        "kurume: 500 patients, seed",
        "20.0% of all who start are converted now",
        "(0.018 to as far as tried, by the number of patients) gives 30.0%",
        "On 5 sets of fresh patients it gives 29.0% (28.0 to 30.0) converted.",
        "Series have published 5% to 26%: this is extrapolation.",
        "all who start 100 20.0 > 21.0 +1.0 ± 0.5 20.0 > 25.0% +2.0",
        "response, CR or PR - 5.0 %",
        "18.0 (at vein 0.1) to 22.0 (at vein 0.9) months",
    ):
        assert each in words
    assert "no longer" not in words  # nobody
    assert "vouches" not in words


def test_a_value_beyond_the_range_a_caveat_and_ranges_not_tried_are_said(said: Any) -> None:
    seen = replace(FOUND, target=0.2, value=20.0, high=25.0)
    bare = moved(ROOM, lever=seen, fresh=None, change=ALONE, gain=ALONE)
    many = load_scenario("kurume", ["run.patients=500", "run.replications=3"])
    words = said(what_if(Line(ROOM, 1.0, (0.1, 0.5), (seen,), (bare,)), scenario=many))
    assert "500 patients x 3 replications" in words
    assert "(0.018 to 25, by the number of patients)" in words
    assert "beyond the range the scenario states, 0.1 to 10: nobody vouches for it." in words
    assert "were not tried (--no-ranges)" in words
    assert "Nobody knows the cost." in words
    assert "fresh patients" not in words
    assert "extrapolation" not in words


def test_where_the_change_comes_from_over_the_ranges_and_without_what_is_nothing(said: Any) -> None:
    whole = parts(ranges={part.name: (0.1, 0.9) for part in fields(Parts)})
    words = said(what_if(Line(EFFICACY, 0.012, (0.1, 0.5), (FOUND,), (moved(parts=whole),))))
    assert words.count("+0.10 to +0.90") == 5
    none = parts()
    none.intervals["others"] = (0.0, 0.0, 0.0)
    words = said(what_if(Line(EFFICACY, 0.012, (0.1, 0.5), (FOUND,), (moved(parts=none),))))
    assert "not operated: called off" not in words


def test_a_rate_that_is_not_reached_says_how_far_it_goes_or_that_nothing_moves(said: Any) -> None:
    words = said(what_if(Line(EFFICACY, 0.012, (0.1, 0.5), (LOST,), ())))
    assert "Not to be reached this way: tumour.kill_median moved from 0.012" in words
    assert "gives 50.0% converted, and no further." in words
    words = said(what_if(Line(EFFICACY, 0.012, (0.2, 0.2), (LOST,), ())))
    assert "tumour.kill_median does not change how many are converted" in words


def test_several_rates_are_rows_of_a_table_with_what_is_beyond_marked(said: Any) -> None:
    seen = moved(lever=replace(FOUND, target=0.2), months=ALONE)
    beyond = moved(
        ROOM, lever=replace(FOUND, value=20.0), alive=replace(ALONE, ends=(("x", (0.1, 0.0, 0.2)),))
    )
    words = said(
        what_if(
            Line(EFFICACY, 0.012, (0.1, 0.5), (seen.lever, LOST), (seen,)),
            Line(ROOM, 1.0, (0.1, 0.5), (beyond.lever, FOUND), (beyond, beyond)),
            Line(ROOM, 1.0, (0.2, 0.2), (LOST, LOST), ()),
            rate="resection",
        )
    )
    assert "20.0 0.02 0.3 (0.3-0.3) - 30.0 (28.0-32.0) -" in words
    assert "30.0* 20* 20.0 (19.0-21.0) 18.0-22.0 30.0 (28.0-32.0) 10.0-30.0" in words
    assert "Not reached: 90.0%. It reaches 10.0% to 50.0% operated, no more and no less." in words
    assert "Not reached: 90.0%, 90.0%." in words
    assert "As it is: 20.0% operated" in words


def test_what_may_change_the_rate_is_listed_with_how_far_it_goes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    show_levers(SCENARIO, [Reach(EFFICACY, 0.012, 0.1, 0.5), Reach(ROOM, 1.0, 0.2, 0.2)], "converted")
    words = " ".join(capsys.readouterr().out.split())
    assert "room 1 0.1 to 10 20.0 to 20.0 0.1 to 10" in words
    assert "efficacy (tumour.kill_median): a drug that kills more." in words

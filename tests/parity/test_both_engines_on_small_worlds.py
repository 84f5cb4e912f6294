"""Authority: the other engine, in small worlds of every kind: capacities, calendars, arrivals, ties, horizons.

Two families are drawn: the patients' own story in hospitals of all sizes, and stories told from scripts, which ask,
hold, wait and die in ways no patient does. Besides them, worlds made for the hard cases, which show that they are hard.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts import FATE, MOST_PATIENTS, MOST_WORDS, Play, ask, fate, free, note, stay
from scripts import by_compiled as play_compiled
from scripts import by_process as play_process
from worlds import RESOURCES, World, by_compiled, by_process, difference

from haicsim.sim.codes import (
    BED,
    BY_MAKUUCHI,
    CANCELLED,
    CANDIDATES,
    CONVERTED,
    CT,
    DEATH,
    GRANTED,
    ICU,
    LIVER_MARGIN,
    LIVER_RULES,
    MEETING,
    MOST_RESOURCES,
    NEVER,
    PERFUSION,
    PORT_PLANNING,
    SUITE,
    THEATRE,
    WARD,
)

# more respond, more are operated on and more need bypass than in any scenario, so that a few patients fill a hospital
EAGER = {
    "kill_median_per_day": 0.045,
    "boldness": 2.0,
    "bypass_share_vv3_prob": 1.0,
    "vessels_prob": tuple(
        0.2 if cell == 3 else 0.6 if cell == 15 else 0.2 if cell == 0 else 0.0 for cell in range(20)
    ),
    "accept_stable_prob": 1.0,
    "thrombus_retraction": 0.0,
}


@pytest.fixture(scope="module")
def reference(shipped) -> World:
    return World.of(shipped("kurume"), 40)


def same_in_both(engine, world: World) -> np.ndarray:
    told = by_compiled(engine, world)
    assert not difference(told, by_process(world))
    return told


# ---- Drawn hospitals


@st.composite
def hospitals(draw):
    """Changes to the reference world: who comes when, what there is of everything, how long anyone is followed."""
    places = {r: draw(st.sampled_from([0, 0, 1, 1, 2, 3, 8])) for r in range(RESOURCES)}
    spans = st.sampled_from([0.0, 0.0, 0.0, 1.0, 7.0, 14.0, 28.0, 30.4375])
    every = {r: draw(spans) for r in places if places[r]}
    every[MEETING] = draw(st.sampled_from([1.0, 14.0, 28.0]))  # the story never gives a meeting back
    changes = {
        "patients": draw(st.integers(1, 60)),
        "stream": (draw(st.integers(0, 2**32 - 1)), draw(st.integers(0, 3)), draw(st.integers(0, 300))),
        "horizon": draw(st.sampled_from([1.0, 36.0, 90.0, 365.25, 1000.5, 4383.0])),
        "gap": draw(st.sampled_from([0.0, 0.125, 0.5, 1.0, 3.0, 10.0])),
        "ct_scatter_days": draw(st.sampled_from([0.0, 10.0])),
        "ct_stay_days": draw(st.sampled_from([0.0, 0.25, 1.0])),
        "icu_stay_days": draw(st.sampled_from([0.0, 2.0])),
        "operation_time_days": draw(st.sampled_from([0.35, 1.0])),
        "restage_after_days": draw(st.sampled_from([0.0, 28.0])),
    }
    return places, every, changes | (EAGER if draw(st.booleans()) else {})


def check_hospital(engine, reference, drawn) -> None:
    places, every, changes = drawn
    same_in_both(engine, reference.but(**changes).hospital(places, every))


@pytest.mark.slow
@settings(max_examples=200)
@given(drawn=hospitals())
def test_patients_in_200_drawn_hospitals(engine, reference, drawn):
    check_hospital(engine, reference, drawn)


@pytest.mark.long
@settings(max_examples=1000, derandomize=False)
@given(drawn=hospitals())
def test_patients_in_1000_more_drawn_hospitals(engine, reference, drawn):
    check_hospital(engine, reference, drawn)


# ---- Drawn scripts

DAYS = st.sampled_from([0.0, 0.0, 1.0, 1.0, 2.0, 3.0, 0.1, 0.3, 7.0])
KINDS = 4


@st.composite
def lives(draw):
    """One patient's words: places are asked for in any order, held and given back, at times never."""
    words, held = [], []
    for _ in range(draw(st.integers(0, MOST_WORDS))):
        verb = draw(st.sampled_from(["ask", "ask", "free", "stay", "stay", "note", "fate"]))
        r = draw(st.integers(0, KINDS - 1))
        if verb == "ask" and r not in held:
            held.append(r)
            words.append(ask(r))
        elif verb == "free" and held:
            words.append(free(held.pop(r % len(held))))
        elif verb == "fate":
            words.append(fate(draw(st.sampled_from([5.0, 10.0, 20.0, NEVER]))))
        elif verb == "note":
            words.append(note(40 + r, float(r)))
        else:
            words.append(stay(draw(DAYS)))
    return words


@st.composite
def plays(draw):
    """A few patients, most of them at once, and a hospital with calendars among its resources."""
    words = draw(st.lists(lives(), min_size=1, max_size=MOST_PATIENTS))
    return Play(
        words,
        places=[draw(st.sampled_from([0, 1, 1, 1, 2, 3])) for _ in range(KINDS)],
        period=[draw(st.sampled_from([0.0, 0.0, 1.0, 2.0, 0.3, 7.0])) for _ in range(KINDS)],
        arrivals=[float(draw(st.integers(0, 3))) for _ in words],
        deaths={i: float(draw(st.integers(0, 12))) for i in range(len(words)) if draw(st.booleans())},
        horizon=draw(st.sampled_from([3.0, 10.0, 1000.0])),
    )


def check_play(player, play: Play) -> None:
    assert not difference(play_compiled(player, play), play_process(play))


@settings(max_examples=200)
@given(play=plays())
def test_200_drawn_scripts(player, play):
    check_play(player, play)


@pytest.mark.long
@settings(max_examples=1500, derandomize=False)
@given(play=plays())
def test_1500_more_drawn_scripts(player, play):
    check_play(player, play)


def test_scripts_speak_a_word_of_their_own():
    assert FATE not in (ask(0)[0], free(0)[0], stay(0.0)[0], note()[0])


# ---- Worlds made for the hard cases


def waits(told: np.ndarray, resource: int) -> np.ndarray:
    return told["value"][told["event"] == GRANTED + resource]


MIXED = {
    "child_pugh_prob": (0.5, 0.2, 0.1, 0.1, 0.1),
    "child_pugh_limit": 9.0,
    "haic_score_limit": 9.0,
    "extrahepatic_at_entry_prob": 0.2,
}


@pytest.mark.parametrize("rule", LIVER_RULES)
def test_every_rule_of_the_liver(engine, reference, rule):
    told = same_in_both(
        engine, reference.but(patients=200, liver_rule=float(LIVER_RULES.index(rule)), **EAGER, **MIXED)
    )
    margins = told["value"][told["event"] == LIVER_MARGIN]
    assert (margins >= 0.0).any()
    assert (margins < 0.0).any()
    if LIVER_RULES[BY_MAKUUCHI] == rule:
        assert margins.max() > 1.0  # percent of retention, where the others have shares
    assert (told["event"] == CONVERTED).any()


@pytest.mark.parametrize("who", CANDIDATES)
def test_whoever_enters(engine, reference, who):
    same_in_both(engine, reference.but(patients=100, candidates=float(CANDIDATES.index(who)), **MIXED))


def test_overload_of_everything(engine, reference):
    world = reference.but(patients=300, gap=0.25, **EAGER)
    one_of_each = world.hospital(dict.fromkeys(range(RESOURCES), 1), {MEETING: 1.0})
    told = same_in_both(engine, one_of_each)
    assert np.median(waits(told, BED)) > 100.0
    ready = told["patient"][told["event"] == PORT_PLANNING]  # all but the first wait for the suite after it
    died = told["patient"][told["event"] == DEATH]
    had_port = told["patient"][told["event"] == GRANTED + SUITE]
    assert len(np.setdiff1d(np.intersect1d(ready, died), had_port)) > 5  # died in the queue for the suite


NOBODY_DIES = {
    "death_by_liver_per_day": 0.0,
    "death_by_tumour_per_day": 0.0,
    "death_by_thrombus_per_day": 0.0,
    "death_by_spread_per_day": 0.0,
    "operative_death_prob": 0.0,
}  # but by the life table
NOBODY_RECURS = {"seeding_liver_per_day": 0.0, "seeding_beyond_per_day": 0.0, "de_novo_per_day": 0.0}


def test_theatre_blocked_by_a_missing_ward_bed(engine, reference):
    plain = {"ward_log_sd": 0.0, "complication_prob": 0.0, "liver_failure_prob": 0.0}
    alone = {"tace_most": 0.0, **NOBODY_DIES, **NOBODY_RECURS}  # nobody else on that ward
    world = reference.but(patients=200, gap=2.0, operation_time_days=0.35, **EAGER, **plain, **alone)
    told = same_in_both(engine, world.hospital({THEATRE: 1, ICU: 1, WARD: 1}))
    for resource in (THEATRE, ICU, WARD):
        assert (waits(told, resource) > 0.0).sum() > 20
    theatre, icu, ward = (
        np.sort(told[told["event"] == GRANTED + r], order="day") for r in (THEATRE, ICU, WARD)
    )
    # the ward's 18 days set the pace, not the operation's third of a day nor the two days of intensive care
    assert np.diff(ward["day"])[ward["value"][1:] > 0.0] == pytest.approx(18.0)
    # a bed in intensive care that was waited for is free when the ward takes its patient, and theatre when that takes its own
    assert np.isin(icu["day"][icu["value"] > 0.0], ward["day"]).all()
    cancelled = told["day"][told["event"] == CANCELLED]
    assert np.isin(theatre["day"][theatre["value"] > 0.0], [*icu["day"], *cancelled]).all()


def test_meeting_every_14_days_with_3_cases_and_a_list_once_a_fortnight(engine, reference):
    world = reference.but(patients=300, gap=1.0, **EAGER)
    told = same_in_both(engine, world.hospital({MEETING: 3, THEATRE: 1}, {MEETING: 14.0, THEATRE: 14.0}))
    for resource, cases in ((MEETING, 3), (THEATRE, 1)):
        granted = told["day"][told["event"] == GRANTED + resource]
        assert (granted % 14.0 == 0.0).all()
        sessions, count = np.unique(granted, return_counts=True)
        assert count.max() == cases
        assert len(sessions) > 10
        assert (waits(told, resource) > 14.0).any()


def test_theatre_perfusionist_and_intensive_care_held_together(engine, reference):
    # a kill at which a thrombus in the cava seldom draws back so far that no bypass is needed
    eager = EAGER | {"kill_median_per_day": 0.025}
    world = reference.but(patients=500, gap=1.0, operation_time_days=9.0, **eager)
    told = same_in_both(engine, world.hospital({THEATRE: 4, PERFUSION: 1, ICU: 1}))
    for resource in (THEATRE, PERFUSION, ICU):
        assert (waits(told, resource) > 0.0).sum() > 10


def test_everybody_comes_on_the_same_day(engine, reference):
    # the suite is asked for the first port alone: not for a second, nor for TACE, also not of a recurrence
    nobody_else = {"tace_most": 0.0, "port_success_prob": 1.0, "port_replacements": 0.0}
    never = {**nobody_else, **NOBODY_DIES, **NOBODY_RECURS}
    world = reference.but(patients=100, gap=0.0, ct_scatter_days=0.0, **EAGER, **never)
    hospital = world.hospital({SUITE: 3, BED: 10, CT: 2, MEETING: 5, THEATRE: 1}, {MEETING: 14.0})
    told = same_in_both(engine, hospital)
    suite = told[told["event"] == GRANTED + SUITE]
    assert len(suite) > 95
    # all ask on day 7; three implantations of one day at a time, in the order of their numbers
    assert suite["value"].tolist() == [float(k // 3) for k in range(len(suite))]


@pytest.mark.parametrize("horizon", [0.0, 7.0, 8.0, 36.25, 4383.0])
def test_follow_up_that_ends_on_the_day_of_an_event(engine, reference, horizon):
    world = reference.but(patients=100, horizon=horizon, ct_scatter_days=0.0)
    told = same_in_both(engine, world.hospital({BED: 3}))
    entry = np.floor(told["patient"] * world.gap)
    assert (told["day"] - entry <= horizon).all()
    assert ((told["day"] - entry < horizon) | (told["event"] >= MOST_RESOURCES)).all()

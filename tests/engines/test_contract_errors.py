"""Authority: house rules 1 and 6: what a story may not do stops the run and names the patient, in both engines alike.

Every delay is finite and not negative; a patient holds at most one place of a resource and gives back what is held.
"""

from math import inf, nan

import pytest
from scripts import MOST_PATIENTS, Play, ask, by_compiled, by_process, fate, free, note, stay

from haicsim import scenarios
from haicsim.sim.errors import HaicsimError, InputError, StoryError
from haicsim.sim.scenario.load import load_scenario

FIRST = (1, 0, 700)  # the block begins with patient 700
HOSPITALS = {"nothing scarce": (0,), "one place": (1,)}


@pytest.mark.slow
@pytest.mark.parametrize("places", HOSPITALS.values(), ids=HOSPITALS)
@pytest.mark.parametrize("days", [nan, -1.0, -1e-300, inf, -inf])
@pytest.mark.parametrize("before", [[], [ask(0), note()]], ids=["at once", "after a grant"])
def test_an_impossible_stay_stops_both_engines_with_the_same_message(player, places, days, before):
    # the second patient is granted the place on day 3 and only then asks for the impossible
    play = Play([[ask(0), stay(3.0), free(0)], [*before, stay(days, activity=33)]], places)
    message = f"patient 701 stays in activity 33 for {days} days, which is impossible: a bug in the story"
    for tell in (lambda: by_compiled(player, play, FIRST), lambda: by_process(play, FIRST)):
        with pytest.raises(StoryError, match=f"^{message}$"):
            tell()


@pytest.mark.slow
@pytest.mark.parametrize("places", HOSPITALS.values(), ids=HOSPITALS)
@pytest.mark.parametrize("after", [[], [stay(1.0)], [ask(0)], [note()]])
def test_a_day_of_death_that_is_not_a_number_stops_both_engines(player, places, after):
    play = Play([[ask(0), fate(nan), *after]], places)
    for tell in (lambda: by_compiled(player, play), lambda: by_process(play)):
        with pytest.raises(StoryError, match="patient 0 has a day of death that is not a number"):
            tell()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([ask(1), stay(1.0), ask(1)], "asks for resource 1 while holding a place of it"),
        ([ask(1), free(1), free(1)], "gives back resource 1 without holding a place of it"),
        ([ask(0), free(1)], "gives back resource 1 without holding a place of it"),
    ],
)
def test_two_places_of_one_kind_and_places_never_held_stop_both_engines(player, words, why):
    play = Play([[stay(1.0)], words], places=(5, 5))
    for tell in (lambda: by_compiled(player, play, FIRST), lambda: by_process(play, FIRST)):
        with pytest.raises(StoryError, match=f"patient 701 {why}"):
            tell()


def test_a_place_may_be_asked_for_again_once_given_back_and_at_every_session(player):
    play = Play([[ask(0), free(0), ask(0), ask(1), ask(1)]], places=(1, 1), period=(0.0, 7.0))
    assert by_compiled(player, play).tobytes() == by_process(play).tobytes()
    assert by_process(play)["day"].tolist() == [0.0, 0.0, 0.0, 7.0]


def test_a_scenario_cannot_ask_the_story_to_hold_a_meeting_for_ever():
    # the story never gives a meeting back, so its places must come by sessions
    with pytest.raises(
        InputError,
        match=r"capacity\.meeting\.places = 3: a meeting that hears a number of cases needs a calendar",
    ):
        load_scenario(scenarios.FOLDER / "kurume.yaml", ["capacity.meeting=3"])


def test_a_stay_of_minus_zero_days_is_none(player):
    play = Play([[stay(-0.0), note()]])
    assert by_compiled(player, play).tobytes() == by_process(play).tobytes()
    assert by_process(play)["day"].tolist() == [0.0, 0.0]


def test_a_bug_in_a_story_is_no_fault_of_the_user():
    assert issubclass(StoryError, HaicsimError)
    assert StoryError.exit_code == 1


def test_a_run_goes_on_after_one_that_was_stopped(player):
    fine = Play([[ask(0), stay(1.0), free(0)]] * MOST_PATIENTS)
    before = by_compiled(player, fine)
    with pytest.raises(StoryError):
        by_compiled(player, Play([[ask(0), stay(nan)]] * MOST_PATIENTS))
    assert by_compiled(player, fine).tobytes() == before.tobytes() == by_process(fine).tobytes()

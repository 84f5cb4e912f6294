"""Authority: house rules 4 to 8, days worked out by hand: who comes first when several things fall on one instant.

Every world is told in both engines. Activities are 20 to 39, facts 40 to 79; a cause of death is the patient's number.
"""

import pytest
from plain_engine import PlainEngine
from scripts import Play, ask, by_compiled, by_process, fate, free, note, script, stay

from haicsim.sim.codes import DEATH

A, B = 20, 21  # two activities
FACT = 40


@pytest.fixture(params=["compiled", "plain"])
def told(request, monkeypatch):
    """Both engines' journal of a small world, by patient: rows of (day, event, value); the second also uncompiled."""
    plain = request.param == "plain"
    player = PlainEngine(script, monkeypatch) if plain else request.getfixturevalue("player")

    def tell(play: Play) -> dict[int, list[tuple[float, int, float]]]:
        compiled, process = by_compiled(player, play).tolist(), by_process(play).tolist()
        assert compiled == process
        rows: dict[int, list[tuple[float, int, float]]] = {i: [] for i in range(len(play.words))}
        for patient, *row in compiled:
            rows[patient].append(tuple(row))
        return rows

    return tell


def test_the_earliest_ask_is_served_first_then_the_smallest_patient_number(told):
    visit = [ask(0), stay(1.0), free(0)]
    words = [
        [stay(2.0), *visit],
        [stay(0.5), stay(0.5), *visit],  # asks on day 1, in SimPy's order after patient 2
        [stay(1.0), *visit],
        [ask(0), stay(3.0), free(0)],
    ]
    rows = told(Play(words))
    assert rows[3][0] == (0.0, 0, 0.0)
    assert rows[1][2:] == [(3.0, 0, 2.0), (3.0, A, 1.0)]
    assert rows[2][1:] == [(4.0, 0, 3.0), (4.0, A, 1.0)]
    assert rows[0][1:] == [(5.0, 0, 3.0), (5.0, A, 1.0)]


def test_all_asks_of_an_instant_are_heard_before_the_first_grant(told):
    # the place is free at 5 and patient 1 asks at 5 before patient 0 does, but 0 is the smaller number
    words = [[stay(2.0), stay(3.0), ask(0), stay(1.0), free(0)], [stay(5.0), ask(0)]]
    rows = told(Play(words))
    assert rows[0][2:] == [(5.0, 0, 0.0), (5.0, A, 1.0)]
    assert rows[1][1:] == [(6.0, 0, 1.0)]


def test_a_place_given_back_in_an_instant_is_granted_in_that_instant(told):
    words = [[ask(0), stay(5.0), free(0), note(FACT)], [stay(5.0), ask(0), note(FACT)]]
    rows = told(Play(words))
    assert rows[1] == [(0.0, A, 5.0), (5.0, 0, 0.0), (5.0, FACT, 0.0)]


def test_death_comes_before_a_grant_on_the_same_day(told):
    words = [[ask(0), stay(5.0), free(0)], [stay(1.0), ask(0), note(FACT)], [stay(2.0), ask(0), note(FACT)]]
    rows = told(Play(words, deaths={1: 5.0}))
    assert rows[1] == [(0.0, A, 1.0), (5.0, DEATH, 1.0)]
    assert rows[2] == [(0.0, A, 2.0), (5.0, 0, 3.0), (5.0, FACT, 0.0)]


def test_a_place_that_is_free_on_the_day_the_only_one_waiting_dies_is_kept_for_the_next(told):
    words = [[ask(0), stay(5.0), free(0)], [stay(1.0), ask(0), note(FACT)], [stay(7.0), ask(0), note(FACT)]]
    rows = told(Play(words, deaths={1: 5.0}))
    assert rows[1] == [(0.0, A, 1.0), (5.0, DEATH, 1.0)]
    assert rows[2] == [(0.0, A, 7.0), (7.0, 0, 0.0), (7.0, FACT, 0.0)]


def test_a_stay_that_ends_on_the_day_of_death_ends_in_death_and_frees_the_place_that_day(told):
    words = [[ask(0), stay(5.0), note(FACT), free(0)], [stay(4.0), ask(0), note(FACT)]]
    rows = told(Play(words, deaths={0: 5.0}))
    assert rows[0] == [(0.0, 0, 0.0), (0.0, A, 5.0), (5.0, DEATH, 0.0)]
    assert rows[1] == [(0.0, A, 4.0), (5.0, 0, 1.0), (5.0, FACT, 0.0)]


def test_one_grant_at_a_time_lowest_resource_first_and_the_instant_begins_anew(told):
    # On day 5 both places come free. 0 gets resource 0 and at once asks resource 1, which patient 3 asked for on day 5
    # too: had both places been granted together, or resource 1 first, patient 3 would have it.
    words = [
        [stay(1.0), ask(0), ask(1), stay(2.0), free(1)],
        [ask(1), stay(5.0), free(1)],  # is heard first on day 5, and frees the higher resource
        [ask(0), stay(5.0), free(0)],
        [stay(5.0), ask(1)],
    ]
    rows = told(Play(words, places=(1, 1)))
    assert rows[0][1:3] == [(5.0, 0, 4.0), (5.0, 1, 0.0)]
    assert rows[3][1:] == [(7.0, 1, 2.0)]


def test_who_asks_late_in_an_instant_takes_the_turn_of_his_number_in_the_queue(told):
    # on day 5 patients 1 and 4 ask for 1; only then are 2 and 3 granted 0, and ask for 1 on day 5 too: 1, 2, 3, 4
    visit = [ask(1), stay(1.0), free(1)]
    words = [
        [ask(0), ask(1), stay(5.0), free(0), stay(3.0), free(1)],  # holds 1 until day 8
        [stay(5.0), *visit],
        [stay(1.0), ask(0), *visit, free(0)],
        [stay(1.0), ask(2), *visit],
        [stay(5.0), *visit],
        [ask(2), stay(5.0), free(2)],
    ]
    rows = told(Play(words, places=(1, 1, 1)))
    granted = {i: [day for day, event, _ in rows[i] if event == 1] for i in range(1, 5)}
    assert granted == {1: [8.0], 2: [9.0], 3: [10.0], 4: [11.0]}


def test_a_patient_granted_in_an_instant_can_give_back_what_another_gets_in_it(told):
    # patient 1 holds resource 1 until resource 0 is granted on day 4; patient 2 gets resource 1 on day 4
    words = [
        [ask(0), stay(4.0), free(0)],
        [ask(1), ask(0), free(1), stay(1.0)],
        [stay(2.0), ask(1), stay(1.0)],
    ]
    rows = told(Play(words, places=(1, 1)))
    assert rows[1] == [(0.0, 1, 0.0), (4.0, 0, 4.0), (4.0, A, 1.0)]
    assert rows[2] == [(0.0, A, 2.0), (4.0, 1, 2.0), (4.0, A, 1.0)]


def test_death_in_the_queue_frees_what_was_held(told):
    # patient 0 holds 0 and waits for 1, which patient 1 holds until day 20; 0 dies on day 6, 2 has waited for 0
    words = [
        [ask(0), stay(1.0), ask(1), note(FACT)],
        [ask(1), stay(20.0), free(1)],
        [stay(2.0), ask(0), stay(1.0), free(0)],
        [stay(3.0), ask(1), note(FACT)],
    ]
    rows = told(Play(words, places=(1, 1), deaths={0: 6.0}))
    assert rows[0] == [(0.0, 0, 0.0), (0.0, A, 1.0), (6.0, DEATH, 0.0)]
    assert rows[2] == [(0.0, A, 2.0), (6.0, 0, 4.0), (6.0, A, 1.0)]
    assert rows[3] == [(0.0, A, 3.0), (20.0, 1, 17.0), (20.0, FACT, 0.0)]  # the dead do not take their turn


def test_a_place_given_back_long_ago_is_not_freed_again_by_a_death_in_an_earlier_queue(told):
    # patient 0 asks for 1 while holding 0: were he to wait until his death on day 9, 0 would be free then. But he is granted
    # 1 at once and gives both back on day 1; 2 holds 0 from day 1 to day 16, and only then may 3 have it, not on day 9
    words = [
        [ask(0), ask(1), stay(1.0), free(0), free(1), stay(50.0)],
        [ask(1), stay(4.0), free(1)],
        [stay(1.0), ask(0), stay(15.0), free(0)],
        [stay(2.0), ask(0), note(FACT)],
    ]
    rows = told(Play(words, places=(1, 1), deaths={0: 9.0}))
    assert rows[2][1] == (1.0, 0, 0.0)
    assert rows[3][1:] == [(16.0, 0, 14.0), (16.0, FACT, 0.0)]


def test_the_end_of_follow_up_in_the_queue_frees_what_was_held(told):
    # 0 and 1 are followed until day 10, 0 in the queue for resource 1 and 1 holding it
    words = [
        [ask(0), stay(1.0), ask(1), note(FACT)],
        [ask(1), stay(50.0)],
        [ask(0), note(FACT)],
        [ask(1), note(FACT)],
    ]
    rows = told(Play(words, places=(1, 1), arrivals=(0.0, 0.0, 3.0, 4.0), horizon=10.0))
    assert rows[0] == [(0.0, 0, 0.0), (0.0, A, 1.0)]
    assert rows[1] == [(0.0, 1, 0.0), (0.0, A, 50.0)]
    assert rows[2] == [(10.0, 0, 7.0), (10.0, FACT, 0.0)]
    assert rows[3] == [(10.0, 1, 6.0), (10.0, FACT, 0.0)]


def test_two_who_wait_for_each_other_are_parted_by_the_first_death(told):
    words = [[ask(0), stay(1.0), ask(1), note(FACT)], [ask(1), stay(1.0), ask(0), note(FACT)]]
    rows = told(Play(words, places=(1, 1), deaths={1: 9.0}))
    assert rows[0][2:] == [(9.0, 1, 8.0), (9.0, FACT, 0.0)]
    assert rows[1][2:] == [(9.0, DEATH, 1.0)]


def test_unused_places_of_a_session_lapse(told):
    # two places on days 0, 7, 14 ...: nobody asks until day 8, then three do; four unused places are not saved up
    words = [[stay(8.0), ask(0)], [stay(8.0), ask(0)], [stay(8.0), ask(0)]]
    rows = told(Play(words, places=(2,), period=(7.0,)))
    assert [rows[i][1] for i in range(3)] == [(14.0, 0, 6.0), (14.0, 0, 6.0), (21.0, 0, 13.0)]


def test_a_calendar_of_any_number_holds_its_sessions_whatever_else_the_hospital_has(told):
    words = [[stay(8.0), ask(2), ask(0)], [stay(9.0), ask(2)]]
    rows = told(Play(words, places=(1, 0, 1), period=(0.0, 0.0, 7.0)))
    assert rows[0][1:] == [(14.0, 2, 6.0), (14.0, 0, 0.0)]
    assert rows[1][1:] == [(21.0, 2, 12.0)]


def test_who_asks_on_the_day_of_a_session_is_heard_in_it_and_may_ask_again(told):
    # 1's second ask counts from day 7 like 2's first, and 1 is the smaller number: the last place is not 2's
    words = [[stay(7.0), ask(0)], [stay(3.5), stay(3.5), ask(0), ask(0)], [stay(7.0), ask(0)]]
    rows = told(Play(words, places=(3,), period=(7.0,)))
    assert rows[0][1:] == [(7.0, 0, 0.0)]
    assert rows[1][2:] == [(7.0, 0, 0.0), (7.0, 0, 0.0)]
    assert rows[2][1:] == [(14.0, 0, 7.0)]


def test_places_of_a_calendar_are_not_given_back(told):
    words = [[ask(0), free(0), stay(1.0)], [stay(1.0), ask(0)]]
    rows = told(Play(words, places=(1,), period=(7.0,)))
    assert rows[1][1:] == [(7.0, 0, 6.0)]


def test_sessions_are_found_by_repeated_addition(told):
    day = 0.0
    while day < 49.95:
        day += 0.1
    assert day != 50.0  # the sum of 500 rounded tenths
    assert told(Play([[stay(49.95), ask(0)]], places=(1,), period=(0.1,)))[0][1] == (day, 0, day - 49.95)


def test_an_operation_blocks_the_theatre_until_a_bed_is_free(told):
    theatre, icu = 0, 1
    operation = [ask(theatre), stay(1.0, B), ask(icu), free(theatre), stay(4.0), free(icu)]
    rows = told(Play([operation, operation, operation], places=(1, 1)))
    assert [row[0] for row in rows[0]] == [0.0, 0.0, 1.0, 1.0]
    assert rows[1] == [
        (1.0, 0, 1.0),
        (1.0, B, 1.0),
        (5.0, 1, 3.0),
        (5.0, A, 4.0),
    ]  # done on day 2, bed on day 5
    assert rows[2] == [(5.0, 0, 5.0), (5.0, B, 1.0), (9.0, 1, 3.0), (9.0, A, 4.0)]


def test_several_places_of_one_kind_and_several_kinds_at_once(told):
    both = [ask(0), ask(1), stay(2.0), free(0), free(1)]
    rows = told(Play([both, both, both], places=(2, 1)))
    # 0 and 1 hold resource 0 on day 0; 1 waits with it for resource 1, so 2 waits for either
    assert [row[:2] for row in rows[0]] == [(0.0, 0), (0.0, 1), (0.0, A)]
    assert rows[1] == [(0.0, 0, 0.0), (2.0, 1, 2.0), (2.0, A, 2.0)]
    assert rows[2] == [(2.0, 0, 2.0), (4.0, 1, 2.0), (4.0, A, 2.0)]


def test_what_falls_on_the_horizon_does_not_happen(told):
    words = [
        [stay(10.0), note(FACT)],
        [stay(9.5), note(FACT), stay(0.25), note(FACT), stay(0.25), note(FACT)],
        [stay(4.0)],
        [stay(4.0), ask(0), stay(6.0), free(0), note(FACT)],
        [stay(5.0), ask(0), note(FACT)],
    ]
    rows = told(Play(words, deaths={2: 10.0}, horizon=10.0))
    assert rows[0] == [(0.0, A, 10.0)]
    assert [row[0] for row in rows[1]] == [0.0, 9.5, 9.5, 9.75, 9.75]
    assert rows[2] == [(0.0, A, 4.0)]  # the death on day 10 is not seen
    assert rows[4] == [(0.0, A, 5.0)]  # nor is the grant, though the place is free


def test_the_horizon_runs_from_everyones_own_entry(told):
    words = [[stay(9.0), note(FACT), stay(2.0), note(FACT)]] * 2
    rows = told(Play(words, arrivals=(0.0, 5.0), horizon=10.0))
    assert rows[0] == [(0.0, A, 9.0), (9.0, FACT, 0.0), (9.0, A, 2.0)]
    assert rows[1] == [(5.0, A, 9.0), (14.0, FACT, 0.0), (14.0, A, 2.0)]


def test_a_story_that_learns_of_a_death_already_past_ends_at_once(told):
    # granted on day 5, the story finds that the patient was to die on day 3 after all
    words = [[ask(0), stay(5.0), free(0)], [ask(0), fate(3.0), note(FACT), free(0)], [stay(1.0), ask(0)]]
    rows = told(Play(words))
    assert rows[1] == [(5.0, 0, 5.0), (5.0, DEATH, 1.0)]
    assert rows[2][1:] == [(5.0, 0, 4.0)]


def test_a_death_put_off_or_brought_forward_by_the_story_is_the_one_that_counts(told):
    words = [[fate(9.0), stay(5.0), note(FACT)], [stay(1.0), fate(2.0), stay(5.0), note(FACT)]]
    rows = told(Play(words, deaths={0: 3.0}))
    assert rows[0] == [(0.0, A, 5.0), (5.0, FACT, 0.0), (9.0, DEATH, 0.0)]
    assert rows[1] == [(0.0, A, 1.0), (1.0, A, 5.0), (2.0, DEATH, 1.0)]


def test_death_on_the_day_of_entry_and_stays_of_no_days(told):
    words = [[note(FACT)], [stay(0.0), ask(0), stay(0.0), note(FACT), free(0)], [ask(0), note(FACT)]]
    rows = told(Play(words, arrivals=(4.0, 4.0, 4.0), deaths={0: 4.0}))
    assert rows[0] == [(4.0, DEATH, 0.0)]
    assert rows[1] == [(4.0, A, 0.0), (4.0, 0, 0.0), (4.0, A, 0.0), (4.0, FACT, 0.0)]
    assert rows[2] == [(4.0, 0, 0.0), (4.0, FACT, 0.0)]


def test_what_is_unlimited_is_never_queued_for(told):
    words = [[ask(1), stay(3.0), free(1), ask(2)]] * 6
    rows = told(Play(words, places=(1, 0, 0)))
    for i in range(6):
        assert rows[i] == [(0.0, 1, 0.0), (0.0, A, 3.0), (3.0, 2, 0.0)]


def test_a_place_held_at_the_end_of_the_story_is_held_until_death(told):
    words = [[ask(0)], [ask(0), note(FACT)]]
    rows = told(Play(words, deaths={0: 30.0}))
    assert rows[1] == [(30.0, 0, 30.0), (30.0, FACT, 0.0)]


def test_so_it_is_where_death_comes_within_a_day(told):
    words = [[ask(0)], [stay(0.25), ask(0), note(FACT)]]
    rows = told(Play(words, deaths={0: 0.5}))
    assert rows[1] == [(0.0, A, 0.25), (0.5, 0, 0.25), (0.5, FACT, 0.0)]

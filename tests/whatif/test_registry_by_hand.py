"""Authority: lives written down by hand, and what a hospital cannot know."""

import numpy as np
import pytest

from haicsim.analysis.studies import load_study
from haicsim.analysis.whatif.bias.columns import LONG, REGISTRY_COLUMNS
from haicsim.analysis.whatif.bias.patients import patients_of
from haicsim.analysis.whatif.bias.registry import last_contact, registry_of
from haicsim.sim import codes
from haicsim.sim.journal import as_rows
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

NAN = np.nan
# entry on day 100: first infusion on day 110, CT with PR on day 150 and meeting that day, operated on day 175, dies on day 400
OPERATED = [
    (0, 110.0, codes.FIRST_INFUSION, 1.0),
    (0, 150.0, codes.MEASURED, 42.0),
    (0, 150.0, codes.RESPONSE, codes.PARTIAL),
    (0, 150.0, codes.AFP_MEASURED, 20.0),
    (0, 150.0, codes.PIVKA_MEASURED, 30.0),
    (0, 150.0, codes.DECISION, codes.OPERATE),
    (0, 150.0, codes.CONVERTED, 50.0),
    (0, 150.0, codes.SHRUNK, 0.6),
    (0, 150.0, codes.ICG_MEASURED, 12.0),
    (0, 150.0, codes.VP_SHOWN, 2.0),
    (0, 150.0, codes.VV_SHOWN, 0.0),
    (0, 150.0, codes.SCORE, 6.0),
    (0, 175.0, codes.HEPATECTOMY, 2.0),
    (0, 175.0, codes.SEEDS_LEFT, 3.0),
    (0, 400.0, codes.DEATH, codes.OF_TUMOUR),
]
# first infusion on day 10, CT with SD on day 60, progression on day 120; last known of on day 130, dies on day 500
LOST = [
    (1, 10.0, codes.FIRST_INFUSION, 1.0),
    (1, 60.0, codes.MEASURED, 80.0),
    (1, 60.0, codes.RESPONSE, codes.STABLE),
    (1, 60.0, codes.DECISION, 2),
    (1, 120.0, codes.PROGRESSED, 0.0),
    (1, 300.0, codes.RESPONSE, codes.PROGRESSIVE),
    (1, 500.0, codes.DEATH, codes.OF_TUMOUR),
]


def records() -> np.ndarray:
    found = np.zeros(3, RECORD)
    found["counted"] = True
    found["first_haic_day"] = [110.0, 10.0, NAN]  # the third was never infused
    found["death_day"] = [400.0, 500.0, 20.0]
    found["vp"], found["child_pugh"], found["afp"], found["pivka"] = 3, 5, 1000.0, 2000.0
    found["age_years"], found["lesions"], found["size_measured_mm"] = 60.0, 1, 90.0
    return found


def by_hand() -> np.ndarray:
    return registry_of(records(), as_rows([*OPERATED, *LOST]), np.array([5000.0, 130.0, 5000.0]), number=7)


def test_a_row_begins_whenever_something_is_seen_or_done_and_the_last_ends_with_death_or_last_contact() -> (
    None
):
    rows = by_hand()
    assert rows.dtype == LONG
    assert rows["id"].tolist() == [0, 0, 0, 1, 1, 1]
    assert rows["period"].tolist() == [0, 1, 2, 0, 1, 2]
    assert rows["start_day"].tolist() == [0.0, 40.0, 65.0, 0.0, 50.0, 110.0]
    assert rows["stop_day"].tolist() == [40.0, 65.0, 290.0, 50.0, 110.0, 120.0]
    assert rows["died"].tolist() == [False, False, True, False, False, False]
    assert rows["death"].tolist() == [True] * 3 + [False] * 3
    assert rows["followup_days"].tolist() == [290.0] * 3 + [120.0] * 3
    assert set(rows["registry"].tolist()) == {7}


def test_a_row_says_what_was_known_on_its_first_day_and_nothing_later() -> None:
    rows = by_hand()
    assert rows["operated"].tolist() == [False, False, True, False, False, False]
    assert rows["eligible"].tolist() == (~rows["operated"]).tolist()
    assert rows["converted"].tolist() == [False, True, True, False, False, False]
    assert rows["progressed"].tolist() == [False] * 5 + [True]
    assert (
        rows["response"].tolist()
        == [codes.NOT_ASSESSED, codes.PARTIAL, codes.PARTIAL, codes.NOT_ASSESSED] + [codes.STABLE] * 2
    )
    assert rows["vp"].tolist() == [3, 2, 2, 3, 3, 3]
    assert rows["child_pugh"].tolist() == [5, 6, 6, 5, 5, 5]
    assert rows["afp"].tolist() == [1000.0, 20.0, 20.0, 1000.0, 1000.0, 1000.0]
    assert np.isnan(rows["icg_r15"]).tolist() == [True, False, False, True, True, True]
    assert rows["vp_at_entry"].tolist() == [3] * 6
    assert rows["decision"].tolist() == [
        codes.NO_MEETING,
        codes.OPERATE,
        codes.OPERATE,
        codes.NO_MEETING,
        2,
        2,
    ]
    assert np.array_equal(rows["days_to_surgery"], [65.0] * 3 + [NAN] * 3, equal_nan=True)


def test_patient_by_patient() -> None:
    patients = patients_of(by_hand())
    assert patients.days.tolist() == [290.0, 120.0]
    assert patients.died.tolist() == [True, False]
    assert np.array_equal(patients.converted, [40.0, NAN], equal_nan=True)
    assert np.array_equal(patients.operated, [65.0, NAN], equal_nan=True)
    assert patients.at_decision[0] == pytest.approx(
        [1.0, np.log(0.6), np.log(20.0), 6.0, 12.0, 0.0, 0.0, 60.0]
    )
    assert np.isnan(patients.at_decision[1]).all()
    assert patients.at_entry[0] == pytest.approx([1.0, 0.0, 0.0, np.log(90.0), np.log(1000.0), 5.0])


def test_a_death_that_comes_sooner_forestalls_the_operation() -> None:
    dies = records()
    dies["death_day"][0] = 170.0
    rows = registry_of(dies, as_rows(OPERATED), np.full(3, 5000.0))
    assert rows["stop_day"].tolist()[:2] == [40.0, 60.0]
    assert not rows["operated"].any()


def test_last_contact_is_lock_loss_or_the_end_of_the_simulation() -> None:
    watched = load_study("kurume").design.watched
    assert watched is not None
    someone = records()[[0, 0, 0]]
    uniforms = np.array([[0.5, 0.9], [0.5, 0.01], [1.0, 0.9]])
    found = last_contact(someone, watched, uniforms, horizon_days=3000.0)
    lock = watched.base("until_lock") + 0.5 * watched.base("recruitment")
    assert found[0] == pytest.approx(110.0 + lock)
    assert found[1] == pytest.approx(110.0 - np.log(0.99) / watched.base("loss"))
    assert found[2] == 3000.0


def test_what_nobody_could_know_leaves_no_trace() -> None:
    """Scrambled truth gives the same registry, and the columns with the name of a hidden one are not there."""
    result = run(load_scenario("kurume", ["run.patients=150", "run.engine=process"]))
    until = result.records["entry_day"] + 4000.0
    seen = registry_of(result.records, result.journals[0], until)
    scrambled = result.records.copy()
    for name in ("potential", "seeds_at_entry", "size_before_mm", "icg_r15", "recurrence_day", "seeds_left"):
        scrambled[name] = 77
    assert {"potential", "seeds_at_entry", "seeds_left", "recurrence_day"}.isdisjoint(
        c.name for c in REGISTRY_COLUMNS
    )
    hidden = (
        codes.SEEDS_AT_ENTRY,
        codes.SEEDS_AT_SURGERY,
        codes.SEEDS_LEFT,
        codes.RECURS_IN,
        codes.RECURS_AT,
    )
    known = result.journals[0][~np.isin(result.journals[0]["event"], hidden)]
    assert registry_of(scrambled, known, until).tobytes() == seen.tobytes()


def test_rows_of_simulated_patients_follow_one_another_and_agree_with_their_records() -> None:
    result = run(load_scenario("kurume", ["run.patients=150", "run.engine=process", "policy.refusal=0.3"]))
    records = result.records
    rows = registry_of(records, result.journals[0], records["entry_day"] + 4000.0)
    same = rows["id"][1:] == rows["id"][:-1]
    assert (rows["stop_day"] > rows["start_day"]).all()
    assert (rows["start_day"][1:][same] == rows["stop_day"][:-1][same]).all()
    patients, who = patients_of(rows), np.unique(rows["id"])
    of = records[who]
    for ours, column in ((patients.converted, "conversion_day"), (patients.operated, "hepatectomy_day")):
        assert np.array_equal(ours, of[column] - of["first_haic_day"], equal_nan=True)
    assert set(who) == set(np.flatnonzero(~np.isnan(records["first_haic_day"])))
    assert (patients.died == (of["death_day"] <= of["entry_day"] + 4000.0)).all()
    assert np.count_nonzero(~np.isnan(patients.called_off)) == np.count_nonzero(of["cancelled"])

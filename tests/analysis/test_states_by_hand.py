"""Where patients are: against lives worked out by hand, and adding up to one in whole simulated worlds."""

import numpy as np
import pytest
from journals_by_hand import Life, many, of_every_kind, world

from haicsim.analysis.figures.occupancy import ORDER, occupancy
from haicsim.analysis.measures import states as s
from haicsim.analysis.results.events import counted_run
from haicsim.sim import codes
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario


def path(life: Life) -> list[tuple[float, int]]:
    """Days and states of one life, as they change."""
    journal, _ = world(life)
    return [(day, state) for _, day, state in s.changes(journal).tolist()]


def test_the_path_of_each_kind_of_life_is_that_worked_out_by_hand() -> None:
    free, again, refusing, stable, first, early, never, cancelled, waits, operation, capped = map(
        path, of_every_kind()
    )
    # first infusion on day 10, first CT on day 38
    assert free == [(0, s.ON_TREATMENT), (38, s.WAITING), (38, s.AFTER_SURGERY), (38, s.AFTER_SURGERY)]
    assert again[:3] == [(0, s.ON_TREATMENT), (82, s.WAITING), (102, s.AFTER_SURGERY)]
    assert again[-3:] == [(502, s.RECURRED), (1002, s.RECURRED), (1102, s.DIED_OF_CANCER)]
    assert refusing[1:] == [
        (38, s.WAITING), (38, s.ON_TREATMENT), (82, s.OFF_HAIC), (282, s.PROGRESSED), (372, s.DIED_OF_CANCER),
    ]  # fmt: skip
    assert stable[1:] == [(82, s.PROGRESSED), (82, s.PROGRESSED), (232, s.DIED_OF_CANCER)]
    assert first[-1] == (98, s.DIED_OF_LIVER)
    assert early == [(0, s.ON_TREATMENT), (24, s.DIED_OF_CANCER)]  # a tumour's embolism
    assert never == [(0, s.ON_TREATMENT), (4, s.DIED_OTHERWISE)]
    assert cancelled[1:3] == [(38, s.WAITING), (98, s.PROGRESSED)]
    assert waits[1:] == [(38, s.WAITING), (68, s.DIED_OTHERWISE)]
    assert operation[-2:] == [(38, s.AFTER_SURGERY), (78, s.DIED_OF_OPERATION)]
    assert capped[1:] == [(96, s.OFF_HAIC), (396, s.DIED_OF_CANCER)]


def test_every_cause_of_death_ends_in_a_state_of_the_dead() -> None:
    causes = [cause for cause in codes.DEATH_CAUSES if cause != codes.ALIVE]
    ends = [path(Life().dies(cause))[-1][1] for cause in causes]
    assert len(ends) == 9
    assert set(ends) == {s.DIED_OF_CANCER, s.DIED_OF_LIVER, s.DIED_OF_OPERATION, s.DIED_OTHERWISE}


def test_occupancy_is_that_counted_by_hand() -> None:
    # entered on days 0 and 100: time counts from each one's own entry
    one = Life(0.0).port().course().ct(40.0, codes.PARTIAL).meeting().operated()
    two = Life(100.0).stay(codes.PORT_PLANNING, 20.0).dies(codes.OF_OTHER_CAUSE)
    shares = occupancy(*world(one, two), np.array([0.0, 19.9, 20.0, 37.9, 38.0, 500.0]))
    assert shares[:, s.ON_TREATMENT].tolist() == [1.0, 1.0, 0.5, 0.5, 0.0, 0.0]
    assert shares[:, s.DIED_OTHERWISE].tolist() == [0.0, 0.0, 0.5, 0.5, 0.5, 0.5]
    assert shares[:, s.AFTER_SURGERY].tolist() == [0.0, 0.0, 0.0, 0.0, 0.5, 0.5]
    assert shares[:, s.WAITING].tolist() == [0.0] * 6  # it took no time


def test_occupancy_agrees_with_looking_each_patient_up() -> None:
    journal, records = many(5)
    days = np.arange(0.0, 2500.0, 13.7)
    changes = s.changes(journal)
    counts = np.zeros((len(days), len(s.STATES)))
    for place, record in enumerate(records):
        mine = changes[changes["patient"] == place]
        for k, day in enumerate(days):
            now = [state for _, when, state in mine.tolist() if when - record["entry_day"] <= day]
            counts[k, now[-1]] += 1
    assert np.array_equal(occupancy(journal, records, days), counts / len(records))


@pytest.mark.parametrize("scenario", ["kurume", "one-theatre"])
def test_in_a_simulated_world_shares_add_up_to_one_and_the_dead_are_those_of_the_records(
    scenario: str,
) -> None:
    unrested = [
        "surgery.rest_before.value=0",
        "surgery.lead_time.value=0",
        "surgery.lead_time.range=[0, 28]",
        "surgery.lead_scatter=0",
    ]  # so that who waits for surgery waits for a theatre
    everyone = counted_run(
        run(load_scenario(scenario, ["run.patients=600", "run.engine=compiled", *unrested]))
    )
    assert everyone.journal is not None
    days = np.linspace(0.0, 4383.0, 200)
    shares = occupancy(everyone.journal, everyone.records, days)
    assert np.abs(shares.sum(axis=1) - 1.0).max() < 1e-12
    assert shares.min() >= 0.0
    assert shares[0, s.ON_TREATMENT] == 1.0
    dead = shares[:, s.DIED_OF_CANCER :].sum(axis=1)
    lived = everyone.records["death_day"] - everyone.records["entry_day"]
    assert dead == pytest.approx([(lived <= day).mean() for day in days], abs=1e-12)
    assert np.diff(dead).min() >= 0.0
    ever_waited = (
        occupancy(everyone.journal, everyone.records, np.arange(0.0, 900.0, 1.0))[:, s.WAITING].max() > 0.0
    )
    assert ever_waited == (scenario == "one-theatre")


def test_every_state_is_stacked_once() -> None:
    assert sorted(ORDER) == list(range(len(s.STATES)))

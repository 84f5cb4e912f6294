"""Authority: the SimPy engine's own queues, watched while they run: who asked when, was granted, left, and gave back."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from haicsim.analysis.measures import places
from haicsim.analysis.measures.hospital import scarce
from haicsim.analysis.measures.places import requests
from haicsim.sim.codes import RESOURCES
from haicsim.sim.engines import hospital
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

FULL = [
    "capacity.angiography_suite=2", "capacity.infusion_bed=5", "capacity.ct=1", "capacity.theatre=1",
    "capacity.perfusion=1", "capacity.icu=1", "capacity.ward=2",
]  # fmt: skip
MORE_TACE = ["policy.tace_at_ct=1", "policy.tace_most=4", "policy.portal_embolisation=1"]
POOR_PORTS = [
    "treatment.port_failure.value=0.048", "treatment.port_success.value=0.95",
    "treatment.port_complication.value=0.2", "policy.port_replacements=3",
]  # fmt: skip
CROWDED = ["arrivals.per_year=4000", "arrivals.per_year.range=[1, 5000]"]
WORLDS = {
    "all but the meeting": ("kurume", FULL),
    "a calendar for meeting and theatre": ("one-theatre", ["arrivals.per_year=70"]),
    "everything, with TACE and embolisation": ("kurume", [*FULL, *MORE_TACE]),
    "TACE alone": ("tace-alone", ["capacity.angiography_suite=1", "capacity.ct=1", "capacity.ward=1"]),
    "surgery first": ("surgery-first", [*FULL, "arrivals.per_year=300"]),
    "one suite and few beds, ports laid again": (
        "kurume", ["capacity.angiography_suite=1", "capacity.infusion_bed=2", "arrivals.per_year=300", *POOR_PORTS]
    ),
    "a meeting that hears one case": ("one-theatre", ["arrivals.per_year=70", "capacity.meeting=1"]),
    "theatres that are short": (
        "kurume",
        ["capacity.theatre=1", "capacity.perfusion=1", "capacity.icu=1", "run.patients=900", *CROWDED]
    ),
    "a ward that is short, also for recurrences": (
        "kurume", ["capacity.ward=1", "run.patients=900", "arrivals.per_year=300", "policy.boldness=2"]
    ),
    "wards alone": ("kurume", ["capacity.ward=1", "capacity.icu=1", "arrivals.per_year=300"]),
    "a year of follow-up": ("kurume", [*FULL, "run.horizon=1"]),
}  # fmt: skip


class Watched:
    """What the queues of one run saw: asked (resource, patient, day, day left, granted), freed (resource: days)."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[int, int, float, float, bool]] = []
        self.freed: dict[int, list[float]] = defaultdict(list)
        own_ask, own_give_back = hospital.Resource.ask, hospital.Resource.give_back

        def ask(server: Any, patient: int) -> Any:
            day, answer = server.env.now, own_ask(server, patient)
            answer.callbacks.append(
                lambda event: self.asked.append((server.number, patient, day, server.env.now, event.value))
            )
            return answer

        def give_back(server: Any) -> None:
            self.freed[server.number].append(server.env.now)
            own_give_back(server)

        patch.setattr(hospital.Resource, "ask", ask)
        patch.setattr(hospital.Resource, "give_back", give_back)


def same_day(rows: Iterable[tuple[int, int, float, float, bool]]) -> set[tuple[int, int, float, float, bool]]:
    """Days to a tenth of a second: the journal has the length of a wait, from which its beginning is reckoned back."""
    return {(int(r), int(i), round(float(a), 6), round(float(b), 6), bool(g)) for r, i, a, b, g in rows}


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_every_request_is_read_from_the_journal_as_the_engine_saw_it(
    world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, changes = WORLDS[world]
    watched = Watched(monkeypatch)
    size = [] if "run.patients=900" in changes else ["run.patients=200"]
    result = run(load_scenario(name, [*changes, *size, "run.engine=process"]))
    monkeypatch.undo()
    found = requests(result, scarce(result))
    mine = same_day((r["resource"], r["patient"], r["asked"], r["left"], r["granted"]) for r in found)
    seen = same_day(watched.asked)
    waiting = {row for row in seen if not row[4] and row[3] > row[2]}
    assert {row for row in seen if row[4]} == {row for row in mine if row[4]}
    assert waiting == {row for row in mine if not row[4]}
    assert len(waiting) > 0
    for resource, days in watched.freed.items():
        held = found[(found["resource"] == resource) & found["granted"]]
        assert np.allclose(np.sort(held["freed"]), np.sort(days), atol=1e-9, rtol=0.0)


def test_where_two_resources_are_in_question_the_patient_is_simulated_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again: list[int] = []
    own = places._asked_last

    def counted(*arguments: Any) -> Any:
        again.append(arguments[-1])
        return own(*arguments)

    monkeypatch.setattr(places, "_asked_last", counted)
    result = run(load_scenario("kurume", [*FULL, "run.patients=200", "run.engine=process"]))
    requests(result, scarce(result))
    assert len(again) > 3


def test_granted_waits_add_up_to_those_of_the_records_in_every_replication() -> None:
    """Authority: `*_waited_days` of the outcomes, which the engines add up while they run."""
    changes = [*FULL, "run.patients=120", "run.replications=2", "run.engine=process", "arrivals.warm_up=0.3"]
    result = run(load_scenario("kurume", changes))
    found = requests(result, scarce(result))
    assert set(found["patient"] >= 120) == {True, False}
    for resource in scarce(result):
        mine = found[(found["resource"] == resource) & found["granted"]]
        days = np.bincount(mine["patient"], mine["left"] - mine["asked"], minlength=len(result.records))
        said = np.nan_to_num(result.records[f"{RESOURCES[resource]}_waited_days"])
        assert days == pytest.approx(said, abs=1e-6)
    assert np.nansum(result.records["infusion_bed_waited_days"]) > 0.0

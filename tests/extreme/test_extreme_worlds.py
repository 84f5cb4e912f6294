"""Authority: common sense where it needs no figures: worlds in which the answer is known before anything is run."""

from collections.abc import Iterator
from itertools import pairwise, product

import numpy as np
import pytest
from lengths import long_but
from worlds import RESOURCES, World, by_compiled, by_process, difference

from haicsim.sim import codes, criteria
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.parameters.catalogue import ParameterEntry, catalogue
from haicsim.sim.units import to_base

ALL_GOES_WELL = {
    "death_by_liver_per_day": 0.0,
    "death_by_tumour_per_day": 0.0,
    "death_by_thrombus_per_day": 0.0,
    "death_by_spread_per_day": 0.0,
    "operative_death_prob": 0.0,
    "age_mean_days": 36.0 * 365.25,
    "age_sd_days": 0.0,
    "icg_r15_median": 5.0,
    "icg_r15_log_sd": 0.0,
    "child_pugh_prob": (1.0, 0.0, 0.0, 0.0, 0.0),
    "worsening_per_day": 0.0,
    "decompensation_per_day": 0.0,
    "vessels_prob": tuple(float(cell == 3) for cell in range(20)),  # all are Vp3
    "number_with_invasion_prob": (1.0, 0.0, 0.0, 0.0, 0.0),
    "kill_median_per_day": 0.3,
    "kill_log_sd": 0.0,
    "kappa_per_day": 100.0,
    "tvdt_log_sd": 0.0,
    "resistance_median_per_day": 0.0,
    "seeding_liver_per_day": 0.0,
    "seeding_beyond_per_day": 0.0,
    "de_novo_per_day": 0.0,
    "lead_time_days": 0.0,
    "lead_scatter_days": 0.0,
    "port_success_prob": 1.0,
    "port_complication_prob": 0.0,
    "port_failure_per_day": 0.0,
    "toxicity_prob": 0.0,
    "unfit_prob": 0.0,
    "refusal_prob": 0.0,
    "first_ct_scatter_days": 0.0,
    "rest_before_days": 0.0,
    "z_on_kill": 0.0,
}


@pytest.fixture(scope="module")
def reference(shipped) -> World:
    return World.of(shipped("kurume"), 500)


@pytest.fixture
def told(engine):
    """The journal and the records of a world; both engines must agree on it."""

    def tell(world: World):
        records = np.zeros(world.patients, RECORD)
        journal = by_compiled(engine, world, records)
        assert not difference(journal, by_process(world))
        return journal, records

    return tell


def test_where_all_goes_well_everyone_is_operated_after_the_first_ct(told, reference):
    _, records = told(reference.but(patients=200, horizon=1000.0, **ALL_GOES_WELL))
    alive = np.isnan(records["death_day"])  # but for the life table
    assert alive.mean() > 0.95
    well = records[alive]
    assert well["resected"].all()
    assert np.allclose(well["hepatectomy_day"] - well["entry_day"], 53.25)  # by hand, tests/deterministic
    assert (well["scans"] == 1).all()
    assert (well["cycles"] == 4).all()
    assert (well["haic_end"] == codes.ENDED_OPERATION).all()


def test_where_everyone_refuses_nobody_is_operated(told, reference):
    world = reference.but(patients=200, horizon=1000.0, **ALL_GOES_WELL | {"refusal_prob": 1.0})
    journal, records = told(world)
    alive = np.isnan(records["death_day"])
    assert records["converted"][alive].all()
    assert records["refused"][alive].all()
    assert not records["resected"].any()
    assert not np.isin(journal["event"], [codes.GRANTED + codes.THEATRE, codes.HEPATECTOMY]).any()


NOTHING_KILLS = {
    "death_by_liver_per_day": 0.0,
    "death_by_tumour_per_day": 0.0,
    "death_by_thrombus_per_day": 0.0,
    "death_by_spread_per_day": 0.0,
    "operative_death_prob": 0.0,
}


def test_where_spread_beyond_the_liver_kills_at_once_nobody_is_seen_with_it(told, reference):
    # such a tumour is no sooner seen than it has killed: no recurrence there is ever found
    spread = {"seeding_beyond_per_day": 0.02, "seeding_beyond_factor": 1.0, "death_by_spread_per_day": 1e6}
    _, records = told(reference.but(**NOTHING_KILLS | spread))
    died = np.isfinite(records["death_day"])
    assert np.isin(
        records["death_cause"][died], [codes.OF_SPREAD_BEYOND, codes.OF_LIVER_FAILURE, codes.OF_OTHER_CAUSE]
    ).all()
    assert (records["death_cause"] == codes.OF_SPREAD_BEYOND).sum() > 250
    found = np.isfinite(records["recurrence_found_day"])
    assert not (found & (records["recurrence_site"] & codes.EXTRAHEPATIC > 0)).any()


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("liver", codes.OF_LIVER_DISEASE),
        ("tumour", codes.OF_TUMOUR),
        pytest.param("thrombus", codes.OF_THROMBUS, marks=pytest.mark.slow),
        pytest.param("spread", codes.OF_SPREAD_BEYOND, marks=pytest.mark.slow),
    ],
)
def test_a_source_that_alone_kills_is_the_cause_of_every_death_but_the_life_tables(
    told, reference, source, cause
):
    alone = {f"death_by_{source}_per_day": 0.01, "decompensation_per_day": 0.0, "embolism_prob": 0.0}
    _, records = told(reference.but(**NOTHING_KILLS | alone))
    named = set(records["death_cause"][np.isfinite(records["death_day"])].tolist())
    also = {codes.OF_SPREAD_IN_LIVER} if source == "tumour" else set()
    assert cause in named
    assert named <= {cause, codes.OF_OTHER_CAUSE} | also


def test_where_every_port_fails_at_once_and_none_is_replaced_no_course_follows_the_loss(told, reference):
    world = reference.but(port_failure_per_day=10.0, port_replacements=0.0, kill_median_per_day=0.0)
    journal, records = told(world)
    assert (records["cycles"] <= 4).all()  # the first course is given before anyone looks at the port again
    assert (journal["event"] == codes.PORT_LOST).any()
    assert (records["haic_end"] == codes.ENDED_PORT).sum() > 50


def test_a_team_without_ablation_may_leave_nothing(told, reference):
    single = {"number_with_invasion_prob": (1.0, 0.0, 0.0, 0.0, 0.0)}
    no_ablation = ALL_GOES_WELL | {"rfa_limit_mm": 0.0}
    assert told(reference.but(patients=100, **no_ablation | single))[1]["resected"].mean() > 0.9
    several = {
        "number_with_invasion_prob": (0.0, 0.0, 0.0, 0.0, 1.0),
        "same_lobe_prob": 0.0,
        "kill_median_per_day": 0.015,
    }
    _, records = told(reference.but(patients=100, **no_ablation | several))
    assert (records["failed_criteria"] >> criteria.TUMOUR & 1).any()
    assert not (records["resected"] & (records["ablated"] > 0)).any()


# ---- One of everything, and far too many patients


@pytest.fixture(scope="module")
def one_of_everything(reference) -> World:
    capacity = reference.hospital(
        dict.fromkeys(range(RESOURCES), 1), {codes.MEETING: 14.0, codes.THEATRE: 7.0}
    )
    return capacity.but(gap=0.5, kill_median_per_day=0.02, boldness=2.0, patients=300)


@pytest.fixture(scope="module")
def one_ward(reference) -> World:
    """Beds for infusion enough, but one theatre, one place in intensive care and one on the ward."""
    capacity = reference.hospital({codes.THEATRE: 1, codes.ICU: 1, codes.WARD: 1})
    return capacity.but(kill_median_per_day=0.04, boldness=2.0, patients=300)


@pytest.fixture(scope="module")
def crowded(engine, one_of_everything):
    records = np.zeros(one_of_everything.patients, RECORD)
    journal = by_compiled(engine, one_of_everything, records)
    assert not difference(journal, by_process(one_of_everything))
    return journal, records


@pytest.fixture(scope="module")
def blocked(engine, one_ward):
    journal = by_compiled(engine, one_ward)
    assert not difference(journal, by_process(one_ward))
    return journal


def held(journal, resource: int) -> list[tuple[float, float]]:
    """From when to when the place was held at the least: each stay that follows a grant of it, or until death."""
    died = dict(journal[["patient", "day"]][journal["event"] == codes.DEATH].tolist())
    granted = np.flatnonzero(journal["event"] == codes.GRANTED + resource)
    spans = []
    for row in granted:
        stay = row + 1
        while (
            stay < len(journal) and not codes.FIRST_ACTIVITY <= journal["event"][stay] <= codes.LAST_ACTIVITY
        ):
            stay += 1
        if stay < len(journal) and journal["patient"][stay] == journal["patient"][row]:
            _, day, _, days = journal[stay].tolist()
            spans.append((day, min(day + days, died.get(journal["patient"][row], np.inf))))
    return sorted(spans)


@pytest.mark.parametrize("resource", [codes.SUITE, codes.BED, codes.CT, codes.ICU, codes.WARD])
def test_one_place_is_never_used_by_two(crowded, blocked, resource):
    spans = held(blocked if resource in (codes.ICU, codes.WARD) else crowded[0], resource)
    assert len(spans) > 5
    for (_, end), (begin, _) in pairwise(spans):
        assert begin >= end


@pytest.mark.parametrize("resource", [codes.SUITE, codes.BED])
def test_one_place_that_many_wait_for_is_never_idle(crowded, resource):
    journal, _ = crowded
    granted = journal[journal["event"] == codes.GRANTED + resource]
    asked = granted["day"] - granted["value"]
    for (_, end), (begin, _) in pairwise(held(journal, resource)):
        if begin > end:  # idle: whoever was granted then had only just asked
            assert np.isclose(asked[granted["day"] == begin], begin).all()


def test_calendars_hear_no_more_than_their_places_and_only_at_sessions(told, one_ward):
    # the meeting hears three at a session, so that more are accepted than a theatre once a fortnight can serve
    calendars = {codes.MEETING: (3, 14.0), codes.THEATRE: (1, 14.0)}
    sessions = one_ward.hospital(
        {resource: places for resource, (places, _) in calendars.items()},
        {resource: every for resource, (_, every) in calendars.items()},
    )
    journal, _ = told(sessions.but(gap=1.0, **EAGER))
    for resource, (places, every) in calendars.items():
        granted = journal[journal["event"] == codes.GRANTED + resource]
        assert len(granted) > 30
        assert (granted["value"] > every).sum() > 20  # a session was full, or several
        assert (granted["day"] % every == 0.0).all()
        assert np.unique(granted["day"], return_counts=True)[1].max() == places


def test_an_overloaded_hospital_operates_on_fewer_and_loses_nobody(
    engine, reference, crowded, one_of_everything
):
    free = np.zeros(one_of_everything.patients, RECORD)
    by_compiled(engine, one_of_everything.but(places=reference.places, period=reference.period), free)
    _, records = crowded
    assert len(np.unique(records["entry_day"])) == 150  # two patients a day, each with a record
    assert records["resected"].sum() < 0.5 * free["resected"].sum()
    assert np.nansum(records["infusion_bed_waited_days"]) > 1000.0
    assert set(free["infusion_bed_waited_days"][free["cycles"] > 0]) == {0.0}


# ---- Every number of the model at the ends of what a scenario may say


CROWD = 20
EAGER = {
    "kill_median_per_day": 0.045,
    "accept_stable_prob": 1.0,
    "thrombus_retraction": 0.0,
}  # many reach surgery
TOPICS = sorted({entry.topic for entry in catalogue()} - {"run"})  # the horizon is the world's own


def at_its_end(entry: ParameterEntry, cell: str, end: str, row: np.ndarray) -> float | np.ndarray:
    """The value, a whole table at that end; where shares sum to one, one share none or all, the others in proportion."""
    value = to_base(getattr(entry.kind, end), entry.kind.unit, entry.kind.dimension)
    if not cell:
        return value
    shares = row[entry.name].copy()
    place = entry.cells.index(cell)
    others = 1.0 - shares[place]
    shares *= (1.0 - value) / others
    shares[place] = value
    return shares


def ends_of(topic: str) -> Iterator[tuple[ParameterEntry, str, str]]:
    """Every number of a topic, each share of those that sum to one, and either end."""
    for entry in catalogue():
        if entry.topic == topic:
            yield from product([entry], entry.cells if entry.kind.sums_to_one else ("",), ("low", "high"))


@pytest.mark.slow
@pytest.mark.parametrize("topic", long_but(TOPICS, "tumour", "policy", "surgery"))
def test_every_number_may_stand_at_either_end_of_what_is_possible(told, reference, topic):
    failed = {}
    for entry, cell, end in ends_of(topic):
        try:
            check_the_end(told, reference, entry, cell, end)
        except Exception as error:
            failed[f"{topic}.{entry.key} {cell} {end}"] = f"{type(error).__name__}: {error}"
    assert failed == {}


def check_the_end(told, reference, entry, cell, end):
    value = at_its_end(entry, cell, end, reference.theta[0])
    beds = reference.hospital({codes.BED: 3, codes.MEETING: 3, codes.THEATRE: 1}, {codes.MEETING: 14.0})
    changes = EAGER | {entry.name: value}
    if entry.key != "most_attempts":
        changes["most_attempts"] = (
            20.0  # where hardly anybody can enter, a run refuses; here they are told all the same
        )
    journal, _ = told(beds.but(patients=CROWD, **changes))
    assert np.isfinite(journal["day"]).all()
    assert np.isfinite(journal["value"]).all()
    assert (journal["event"] == codes.STARTED).sum() == CROWD
    assert (np.diff(journal["day"])[np.diff(journal["patient"]) == 0] >= 0.0).all()

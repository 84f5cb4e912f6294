"""The statistics of replicate studies, each against one study worked out by hand."""

from typing import Any

import numpy as np
import pytest
from worlds_by_hand import NEVER, lives

from haicsim.analysis.studies import Study
from haicsim.analysis.studies.reported_values import Count, Events, PValue, Size, Summary, Survival
from haicsim.analysis.survival.observation import observed_in_full
from haicsim.analysis.validation.replicates import Replicates
from haicsim.analysis.validation.study_statistics import NotSimulatedError, statistics
from haicsim.sim import codes
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

YEAR = DAYS_PER_YEAR
# six operated on day 100: A A A B C C; they recur after 1/2, 3/2, never, 1/10, 2, never years
RECORDS = lives(
    group=["A", "A", "A", "B", "C", "C"],
    resected=[True] * 6,
    male=[True, True, False, False, True, False],
    aetiology=[0, 1, 2, 0, 0, 1],
    child_pugh=[5, 5, 5, 6, 5, 5],
    child_pugh_after=[5, 6, 5, 6, 5, 5],
    vp=[3, 4, 3, 0, 2, 0],
    vp_after=[3, 3, 3, 0, 2, 0],
    vv=[0, 0, 0, 3, 0, 0],
    vv_after=[0, 0, 0, 2, 0, 0],
    retraction=[0.5, 0.4, 0.1, 0.3, 0.2, NEVER],
    lesions=[1, 1, 2, 1, 3, 2],
    lesions_after=[1, 1, 1, 1, 3, 2],
    size_measured_mm=[71.0, 150.0, 30.0, 40.0, 60.0, 45.0],
    size_after_mm=[50.0, 85.0, 20.0, 30.0, 45.0, 40.0],
    response_at_decision=[codes.PARTIAL, codes.PARTIAL, codes.STABLE, codes.PARTIAL, codes.PARTIAL, codes.STABLE],
    taces=[0, 0, 0, 0, 2, 1],
    haic_days=[30.0, 60.0, 90.0, 30.0, 150.0, 700.0],
    procedure=[2, 2, 5, 8, 6, 2],
    ablated=[0, 0, 0, 0, 1, 0],
    discharge_day=[120.0] * 6,
    first_haic_day=[0.0] * 6,
    hepatectomy_day=[100.0] * 6,
    recurrence_day=[100 + 0.5 * YEAR, 100 + 1.5 * YEAR, NEVER, 100 + 0.1 * YEAR, 100 + 2 * YEAR, NEVER],
    recurrence_site=[
        codes.SINGLE_INTRAHEPATIC, codes.BONE, 0, codes.LUNG | codes.ATRIAL, codes.SINGLE_INTRAHEPATIC | codes.LUNG, 0,
    ],
    death_day=[4 * YEAR, NEVER, NEVER, 0.5 * YEAR, NEVER, 100 + 3 * YEAR],
)  # fmt: skip
HERE: dict[str, Any] = {"id": "x", "place": "by hand"}


@pytest.fixture(scope="module")
def study(paper: Study) -> Replicates:
    """The six as a single replicate study, watched for ten years."""
    return Replicates(paper, observed_in_full(RECORDS[None, :], 10 * YEAR))


def told(figure: Any, study: Replicates) -> dict[str, float]:
    found = statistics(figure, study, study)
    return {name: float(values[0]) for name, values in found.items()}


@pytest.mark.parametrize(
    ("endpoint", "group", "at", "percent"),
    [
        ("OS", "all", "1 year", 5 / 6), ("OS", "B", "1 year", 0.0), ("OS", "A", "5 years", 2 / 3),
        ("DFS", "A", "1 year", 2 / 3), ("DFS", "A", "2 years", 1 / 3), ("DFS", "C", "3 years", 1 / 2),
    ],
)  # fmt: skip
def test_survival_by_hand(study: Replicates, endpoint: str, group: str, at: str, percent: float) -> None:
    figure = Survival(kind="survival", endpoint=endpoint, group=group, at=at, percent="0", **HERE)
    assert told(figure, study) == pytest.approx({"percent": 100 * percent})


@pytest.mark.parametrize(
    ("group", "by", "count", "of"), [("all", None, 4, 6), ("A", "1 year", 1, 3), ("B", None, 1, 1)]
)
def test_recurrences_by_hand(study: Replicates, group: str, by: str | None, count: int, of: int) -> None:
    figure = Events(kind="events", endpoint="DFS", group=group, by=by, count="0", **HERE)
    assert told(figure, study) == pytest.approx({"count": count, "percent": 100 * count / of})


def test_the_log_rank_p_value_by_lifelines(study: Replicates) -> None:
    from lifelines.statistics import multivariate_logrank_test

    figure = PValue(kind="p_value", endpoint="DFS", arms=[["A"], ["B"], ["C"]], p="0.5", **HERE)
    recurred = ~np.isnan(RECORDS["recurrence_day"])
    end = np.where(np.isnan(RECORDS["death_day"]), 10 * YEAR, RECORDS["death_day"])
    days = np.where(recurred, RECORDS["recurrence_day"], end) - 100.0
    theirs = multivariate_logrank_test(event_durations=days, groups=RECORDS["group"], event_observed=recurred)
    assert told(figure, study)["p"] == pytest.approx(theirs.p_value, rel=1e-9)


@pytest.mark.parametrize(
    ("measure", "category", "occasion", "group", "count"),
    [
        ("male", "yes", None, "all", 3), ("male", "yes", None, "A", 2),
        ("aetiology", "hcv", None, "all", 3), ("aetiology", "neither", None, "all", 1),
        ("child_pugh", "score_5", "before", "all", 5), ("child_pugh", "score_6", "after", "all", 2),
        ("portal_thrombus", "yes", "before", "all", 4), ("portal_grade", "vp3", "after", "all", 3),
        ("portal_grade", "vp4", "before", "all", 1), ("hepatic_grade", "vv2", "after", "all", 1),
        ("thrombus_shrank", "yes", None, "all", 5), ("thrombus_grade_fell", "yes", None, "all", 2),
        ("tumour_large", "yes", "before", "all", 1), ("tumour_large", "yes", "after", "all", 0),
        ("multiplicity", "multiple", "before", "all", 3), ("multiplicity", "single", "after", "all", 4),
        ("t_stage", "t3b", "before", "all", 4), ("t_stage", "t3a", "before", "all", 1),
        ("t_stage", "t2", "before", "all", 1), ("t_stage", "t2", "after", "all", 2),
        ("response", "pr", None, "all", 4), ("tace", "yes", None, "all", 2),
        ("resection", "right_hepatectomy", None, "all", 3), ("major_hepatectomy", "yes", None, "all", 4),
        ("concomitant_rfa", "yes", None, "all", 1), ("in_hospital_death", "yes", None, "all", 0),
    ],
)  # fmt: skip
def test_counts_of_the_tables_by_hand(
    study: Replicates, measure: str, category: str, occasion: str | None, group: str, count: int
) -> None:
    figure = Count(
        kind="count", measure=measure, category=category, occasion=occasion, group=group, count="0", **HERE
    )
    assert told(figure, study)["count"] == count


@pytest.mark.parametrize(
    ("category", "together", "per", "group", "count"),
    [
        ("intrahepatic", None, "sites", "all", 2), ("single", None, "sites", "A", 1),
        ("extrahepatic", None, "sites", "all", 4), ("extrahepatic", None, "sites", "B", 2),
        ("lung", None, "sites", "all", 2), ("ra_thrombus", None, "sites", "B", 1),
        ("yes", ("lung", "ra_thrombus"), "patients", "B", 1), ("yes", ("lung",), "patients", "B", 0),
        ("yes", ("bone",), "patients", "A", 1), ("yes", ("single",), "patients", "all", 1),
    ],
)  # fmt: skip
def test_sites_are_counted_as_table_three_counts_them_by_hand(
    study: Replicates, category: str, together: tuple[str, ...] | None, per: str, group: str, count: int
) -> None:
    figure = Count(
        kind="count", measure="recurrence_site", category=category, together=together, per=per, group=group,
        count="0", **HERE,
    )  # fmt: skip
    assert told(figure, study)["count"] == count


@pytest.mark.parametrize(
    ("measure", "occasion", "unit", "expected"),
    [
        ("tumour_size", "before", "mm", (52.5, 30.0, 150.0)),
        ("tumour_size", "after", "cm", (4.25, 2.0, 8.5)),
        ("size_reduction", "after", "%", (100 * (0.25 + 21 / 71) / 2, 100 / 9, 100 * 65 / 150)),
        ("tumour_number", "before", "1", (1.5, 1.0, 3.0)),
        ("chemotherapy_duration", None, "month", (75.0 / DAYS_PER_MONTH, 30.0 / DAYS_PER_MONTH, 700.0 / DAYS_PER_MONTH)),
        ("observation_time", None, "year", (7.0, 0.5, 10.0)),
    ],
)  # fmt: skip
def test_medians_and_ranges_by_hand(
    study: Replicates, measure: str, occasion: str | None, unit: str, expected: tuple[float, float, float]
) -> None:
    figure = Summary(
        kind="summary", measure=measure, occasion=occasion, unit=unit, statistic="median", centre="1", spread="range",
        low="1", high="1", **HERE,
    )  # fmt: skip
    found = told(figure, study)
    assert (found["centre"], found["low"], found["high"]) == pytest.approx(expected)


def test_the_size_of_a_group_by_hand(study: Replicates) -> None:
    assert told(Size(kind="size", group="A", count="0", **HERE), study) == {"count": 3.0}


def test_what_the_simulator_does_not_know_is_said(study: Replicates) -> None:
    for figure, why in (
        (Count(kind="count", measure="r0", count="0", **HERE), "does not record r0"),
        (Events(kind="events", status="censored", count="18", **HERE), "does not say which event"),
        (PValue(kind="p_value", measure="afp", occasions=["before", "after"], p="0.1", **HERE), "by a test"),
    ):
        with pytest.raises(NotSimulatedError, match=why):
            statistics(figure, study, study)

"""Authority: calculations by hand, and the words a reader must see: figures, scores and plans as they seldom come."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm
from worlds_by_hand import lives

from haicsim.analysis.audit.readings import DisputedSet, Reading
from haicsim.analysis.calibration import calibrate, expected
from haicsim.analysis.calibration.alarm import Alarm
from haicsim.analysis.calibration.evaluation import Evaluation
from haicsim.analysis.calibration.likelihood import Likelihood, Term
from haicsim.analysis.calibration.plan import Between, load_plan
from haicsim.analysis.calibration.posterior import Posterior
from haicsim.analysis.calibration.prior import prior_of
from haicsim.analysis.studies import Study
from haicsim.analysis.studies.printed import NOT_REACHED, read_printed
from haicsim.analysis.studies.reported_values import Count, MedianSurvival, Summary
from haicsim.analysis.survival.observation import observed_in_full
from haicsim.analysis.validation import gain, looks
from haicsim.analysis.validation.claims import _of_gain
from haicsim.analysis.validation.gain import Gain, gains
from haicsim.analysis.validation.hinges import ends
from haicsim.analysis.validation.predictive_check import Agreement, same
from haicsim.analysis.validation.regimen_search import targets
from haicsim.analysis.validation.replicates import Replicates
from haicsim.analysis.validation.study_statistics import NotSimulatedError, statistics
from haicsim.analysis.validation.synthetic_likelihood import fit
from haicsim.analysis.validation.targets import Dispute, ScoredTargets, Target, scored_targets
from haicsim.analysis.validation.verdict import counts, in_words
from haicsim.sim.errors import InputError
from haicsim.sim.provenance import model_version
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.units import DAYS_PER_MONTH

HERE: dict[str, Any] = {"id": "x", "place": "by hand"}
PLAN = """\
name: small
question: Which kill does the trial allow?
move: [{label: kill, paths: [tumour.kill_median]}]
series: [{study: fujino_2015, scenario: trials/fujino-2015, patients: 400}]
"""


@pytest.fixture(scope="module")
def study(paper: Study) -> Replicates:
    """Five operated, all of group A, as a single replicate study."""
    five = lives(
        group=["A"] * 5, resected=[True] * 5, first_haic_day=[0.0] * 5, hepatectomy_day=[100.0] * 5,
        size_measured_mm=[30.0, 40.0, 50.0, 70.0, 110.0],
    )  # fmt: skip
    return Replicates(paper, observed_in_full(five[None, :], 1000.0))


@pytest.mark.parametrize(
    ("spread", "expected"),
    [("iqr", {"low": 40.0, "high": 70.0}), ("sd", {"sd": 1000.0**0.5}), (None, {})],
)  # squares of 30, 20, 10, 10 and 50 add up to 4,000, by 4
def test_quartiles_and_standard_deviations_by_hand(
    study: Replicates, spread: str | None, expected: dict[str, float]
) -> None:
    parts: dict[str, Any] = {"spread": spread, "centre": "1", **dict.fromkeys(expected, "1")}
    parts["statistic"] = "mean" if spread == "sd" else "median"
    figure = Summary(kind="summary", measure="tumour_size", occasion="before", unit="mm", **parts, **HERE)
    found = {name: float(values[0]) for name, values in statistics(figure, study, study).items()}
    assert found == pytest.approx({"centre": 60.0 if spread == "sd" else 50.0, **expected})


@pytest.mark.filterwarnings("error")
def test_of_nobody_there_are_no_quartiles_and_of_one_patient_no_standard_deviation(study: Replicates) -> None:
    alone = {"group": ["B"], "resected": [True], "first_haic_day": [0.0], "hepatectomy_day": [100.0]}
    one = lives(**alone, size_measured_mm=[30.0])
    single = Replicates(study.study, observed_in_full(one[None, :], 1000.0))
    about: dict[str, Any] = {
        "measure": "tumour_size",
        "occasion": "before",
        "unit": "mm",
        "group": "B",
        **HERE,
    }
    quartiles = Summary(
        kind="summary", statistic="median", centre="1", spread="iqr", low="1", high="1", **about
    )
    deviation = Summary(kind="summary", statistic="mean", centre="1", spread="sd", sd="1", **about)
    assert np.isnan(list(statistics(quartiles, study, study).values())).all(), "all five are of group A"
    assert [float(values[0]) for values in statistics(quartiles, single, single).values()] == [30.0] * 3
    found = statistics(deviation, single, single)
    assert float(found["centre"][0]) == 30.0
    assert np.isnan(found["sd"]).all()


def test_a_site_of_recurrence_that_the_simulator_has_not_is_said_by_name(study: Replicates) -> None:
    figure = Count(kind="count", measure="recurrence_site", category="brain", count="0", **HERE)
    with pytest.raises(NotSimulatedError, match="knows no site like brain"):
        statistics(figure, study, study)
    both = figure.model_copy(update={"together": ("lung", "brain")})
    with pytest.raises(NotSimulatedError, match="knows no site like lung, brain"):
        statistics(both, study, study)


def test_a_time_without_progression_that_is_not_reached_is_no_target() -> None:
    reached = MedianSurvival(kind="median_survival", endpoint="PFS", unit="month", centre="3.0", **HERE)
    never, pfs = reached.model_copy(update={"centre": NOT_REACHED}), SimpleNamespace(convention="pfs")
    study: Any = SimpleNamespace(figures=(reached, never), endpoints={"PFS": pfs})
    assert targets(study) == (reached,)


def test_a_part_of_the_paper_of_which_no_figure_counts_is_not_counted() -> None:
    """Three figures of survival, of which two count and one lies inside; of the tables none counts."""
    survival = [("survival", *each) for each in ((True, True), (True, False), (False, True))]
    rows = [
        SimpleNamespace(kind=kind, judged=judged, printed_in_predictive_interval=within, low=0.0, high=1.0)
        for kind, judged, within in [*survival, ("count", False, True)]
    ]
    table: Any = SimpleNamespace(rows=rows, values=np.array([[0.5, 2.0], [0.5, 0.5], [0.5, 2.0], [0.5, 0.5]]))
    (found,) = counts(table)  # of the two one study has both inside, one only the second
    assert (found.part, found.inside, found.of) == ("survival", 1, 2)
    assert (found.own_low, found.own_high) == (1, 2)


def test_a_figure_of_no_measure_is_called_by_its_own_name(paper: Study) -> None:
    say = in_words(paper)
    assert say("n_b.count", "5") == "n_b 5"
    assert say("recurrences.count", "13") == "recurrences 13"


def test_no_more_than_256_readings_are_combined() -> None:
    """Nine disputes of two readings each are 512: the ninth is left as it is printed."""
    several = tuple(Target(k, True, 0.0, 0.1, lambda values, n: values) for k in range(9))
    disputes = tuple(Dispute((), (), (k,), ({k: 1.0}, {k: 2.0})) for k in range(9))
    found = ScoredTargets(several, disputes, 18).printed()
    assert found.shape == (9, 256)
    assert len(np.unique(found, axis=1).T) == 256
    assert set(found[7]) == {1.0, 2.0}
    assert set(found[8]) == {0.0}


def test_a_dispute_of_which_a_figure_has_no_counterpart_is_left_out(paper: Study) -> None:
    reading, nothing = Reading({"os_all_3y.percent": "50"}, 1.0), Agreement((), (), np.zeros((0, 3)), ())
    disputed = DisputedSet(("os_all_3y.percent",), (reading, reading))
    assert scored_targets(paper, nothing, [disputed], 18) == ScoredTargets((), (), 18)


def test_without_a_target_every_study_is_as_likely() -> None:
    nothing = fit(np.zeros((0, 5)), np.zeros(0))
    assert nothing.log_likelihood(np.zeros((0, 3))).tolist() == [0.0, 0.0, 0.0]


def test_a_number_printed_as_a_limit_is_what_lies_beyond_it() -> None:
    values = np.array([399.0, 400.0, 400.5])
    assert same(read_printed(">400"), values).tolist() == [False, False, True]
    assert same(read_printed("<400"), values).tolist() == [True, False, False]
    assert same(read_printed("400"), values).tolist() == [False, True, True]


def test_a_disk_that_is_full_is_said_and_the_look_counts_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    row, write = SimpleNamespace(trial="fohaic-1", inside=True), os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda log, text: write(log, text[:9]))
        found: Any = looks.record_looks([row])  # type: ignore[list-item]
    assert found.problem == "no room is left"
    again: Any = looks.record_looks([row])  # type: ignore[list-item]
    assert (again.problem, again.unreadable, [each.times for each in again.studies]) == ("", 1, [1])


def test_a_number_that_stands_at_an_end_of_its_range_has_one_other_end() -> None:
    usual = [end.where for end in ends(load_scenario("kurume"))]
    low, high = load_scenario("kurume").tumour.kill_median.range
    at_low, now = load_scenario("kurume", [f"tumour.kill_median={low}"]), f"tumour.kill_median = {low:g} 1/d"
    assert [end.where for end in ends(at_low)] == [each for each in usual if each != now]
    assert f"tumour.kill_median = {high:g} 1/d" in usual


def test_of_a_group_with_converts_only_at_an_end_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the end A lives 12 and 24 months with surgery and 6 without; nobody of B converted in the scenario itself."""
    with_surgery = lives(
        group=["A", "A", "B", "B"], first_haic_day=[0.0] * 4,
        death_day=[12 * DAYS_PER_MONTH, 24 * DAYS_PER_MONTH, 12 * DAYS_PER_MONTH, 24 * DAYS_PER_MONTH],
    )  # fmt: skip
    without = with_surgery.copy()
    without["death_day"] = 6 * DAYS_PER_MONTH
    monkeypatch.setattr(gain, "twins", lambda *_: without)
    end: Any = SimpleNamespace(where="an end", scenario=None, people=SimpleNamespace(records=with_surgery))
    said: list[str] = []
    own = {"all": (9, (1.0, 0.5, 1.5)), "A": (9, (20.0, 19.0, 21.0))}
    everybody, a = gains(["A", "B"], own, [end], lambda what, share: said.append(what))
    assert (everybody.group, everybody.least, everybody.most_where) == ("all", 1.0, "an end")
    assert a.least == pytest.approx(12.0)
    assert (a.group, a.least_where, a.most) == ("A", "an end", 20.0)
    assert said == ["Switching surgery off with an end"]


def test_a_gain_that_has_either_sign_is_withheld() -> None:
    either = Gain("B", 100, 2.0, 1.5, 2.5, -1.0, "one end", 5.0, "another", -2.0, 6.0)
    claim, who = _of_gain(either, "few numbers"), "the operated of group B"
    assert claim.firmness == "withheld"
    assert claim.sentence.startswith(f"Whether surgery lengthens life for {who} is not known: months gained")
    assert "-1.0 to 5.0" in claim.sentence


@pytest.mark.parametrize(
    ("moved", "path", "rule"),
    [
        (
            "[treatment.seed_kill]",
            "move.0.paths",
            "has a range from 0: take scale: linear, or name a low end",
        ),
        ("[tumour.phi], low: 0.9", "move.0.paths", "leaves nothing between the ends of its range"),
        ("[tumour.phi], high: 0.45", "move.0.low", "stands at 0.5823 in fujino-2015, outside 0.4 to 0.45"),
    ],
)
def test_ends_that_make_no_prior_are_refused_on_the_plans_line(
    tmp_path: Path, moved: str, path: str, rule: str
) -> None:
    place = tmp_path / "plan.yaml"
    place.write_text(PLAN.replace("[tumour.kill_median]", moved), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        prior_of(load_plan(place), load_scenario("trials/fujino-2015"))
    (fault,) = refused.value.faults
    assert (fault.line, fault.path, fault.rule.removesuffix(" above 0")) == (3, path, rule)


def test_a_series_that_prints_nothing_is_as_likely_everywhere_and_one_number_by_its_normal() -> None:
    """Chance has a standard deviation of 1 and the difference between studies one of 0.1: a variance of 1.01 in all."""
    seen = np.array([[0.1, 0.0], [5.0, 0.0]])  # mean, logarithm of the spread
    emulator: Any = SimpleNamespace(predict=lambda points: seen)
    places, terms = np.zeros((2, 1)), np.full((2, 2), 0.1)
    for printed, likely in ((np.nan, [0.0, 0.0]), (0.3, norm(seen[:, 0], 1.01**0.5).logpdf(0.3))):
        one = np.array([[printed]])
        term = Term("s", one, slice(0, 1), slice(1, 2), np.zeros(1), np.eye(1), np.zeros(1, bool))
        found = Likelihood(emulator, (term,), (), Between(share=0.1, time=0.3)).by_series(places, terms)
        assert found[:, 0] == pytest.approx(likely)


def test_where_no_draw_goes_with_the_scenario_the_last_refusal_is_said() -> None:
    drawn = Posterior(("tumour.phi",), np.array([[-1.0], [-2.0]]), "by-hand", "", "", "kurume")
    with pytest.raises(InputError, match=r"tumour\.phi = -2\.0: must be"):
        expected.expected_over_draws(load_scenario("kurume"), drawn, ["untreated"], None, draws=2)  # type: ignore[arg-type]


def test_a_worker_with_another_version_of_the_model_is_refused_with_both_named() -> None:
    Evaluation((), (), 200, "", model_version()).check()
    with pytest.raises(InputError) as refused:
        Evaluation((), (), 200, "", "older").check()
    assert f"a worker: has another version of the model ({model_version()}, not older):" in str(refused.value)


def test_draws_are_witnesses_only_where_all_were_simulated_again() -> None:
    rows, values = np.array([7, 3]), np.array([[1.0], [2.0]])
    first, second = calibrate._witnesses(rows, values)
    assert (first[0], second[0], second[1] - first[1]) == (7, 3, 1)
    assert first[2] != second[2]
    assert calibrate._witnesses(rows, values[:1]) == ()


def test_the_alarm_names_the_series_that_fits_worst() -> None:
    """Known diseases fit by 0 to 98 in all and by 0 to 49 in each series; the printed numbers by -99 and 39."""
    known = np.stack([np.arange(50.0), np.arange(50.0)], axis=1)
    poor = Alarm(("lai_2020", "song_2015"), known, np.array([-99.0, 39.0]), known[:2])
    assert poor.by_series == {"lai_2020": 0.0, "song_2015": 0.8}
    assert poor.said.startswith("Alarm: of 50 known diseases 100% explain their own data better than any")
    assert "The series that fits worst is lai_2020: it, or a rule of the model, is amiss." in poor.said
    assert Alarm(poor.names, known, np.array([30.0, 39.0]), known[:2]).said == ""

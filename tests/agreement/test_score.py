"""Authority: scipy's normal density, hand calculation, and disputes planted in studies of which the truth is known."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from haicsim.analysis.audit.calibration_targets import read_targets
from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.readings import DisputedSet, Reading, disputed_sets
from haicsim.analysis.audit.survival_curves import check_survival
from haicsim.analysis.studies import Study
from haicsim.analysis.studies.reported_values import Survival
from haicsim.analysis.validation.batches import batches
from haicsim.analysis.validation.candidate_pool import Pool
from haicsim.analysis.validation.claims import _of_score
from haicsim.analysis.validation.gain import Gain
from haicsim.analysis.validation.predictive_check import Agreement, agreement
from haicsim.analysis.validation.replicates import with_margins, without_margins
from haicsim.analysis.validation.score import Elsewhere, Score, elsewhere, joint_target, score
from haicsim.analysis.validation.synthetic_likelihood import SyntheticLikelihood, fit, log_mean_exp
from haicsim.analysis.validation.targets import ScoredTargets, scored_targets
from haicsim.analysis.validation.verdict import in_words
from haicsim.analysis.validation.wrong_models import WrongModel

Batches = list[np.ndarray]
THREE_YEARS = ("os_all_3y", "os_a_3y", "os_b_3y", "os_c_3y")


@pytest.fixture(scope="module")
def table(people: Pool, paper: Study) -> Agreement:
    return agreement(paper, {}, with_margins(people, paper, 300), without_margins(people, paper, 300))


@pytest.fixture(scope="module")
def own(people: Pool, paper: Study, table: Agreement) -> Batches:
    return batches(people, paper, table, 200)


def test_the_likelihood_is_the_normal_density_of_scipy() -> None:
    rng = np.random.default_rng(5)
    root = rng.normal(size=(4, 4))
    covariance = root @ root.T + np.eye(4)
    spread = np.sqrt(np.diag(covariance))
    mean = np.arange(4.0)
    factor = np.linalg.cholesky(covariance / np.outer(spread, spread))
    values = rng.normal(size=(4, 6))
    mine = SyntheticLikelihood(mean, spread, factor, 0.0).log_likelihood(values)
    assert mine == pytest.approx(multivariate_normal(mean, covariance).logpdf(values.T), abs=1e-9)


def test_a_fit_finds_means_spreads_and_correlations_again() -> None:
    rng = np.random.default_rng(6)
    covariance = np.array([[4.0, 1.2], [1.2, 1.0]])
    values = rng.multivariate_normal([3.0, -1.0], covariance, size=20_000).T
    found = fit(values, np.zeros(2))
    assert found.mean == pytest.approx([3.0, -1.0], abs=0.05)
    assert found.spread == pytest.approx([2.0, 1.0], rel=0.02)
    assert (found.factor @ found.factor.T)[0, 1] == pytest.approx(0.6, abs=0.02)
    assert found.shrinkage < 0.01


def test_what_a_study_does_not_have_says_nothing_by_hand() -> None:
    model = SyntheticLikelihood(np.zeros(2), np.ones(2), np.eye(2), 0.0)
    known, unknown = model.log_likelihood(np.array([[1.0, 1.0], [0.0, np.nan]]))
    assert known == unknown


def test_a_median_that_is_not_reached_says_nothing_by_hand() -> None:
    reached = np.array([[1.0, 2.0, 3.0, 2.0], [5.0, 7.0, 6.0, 6.0]])
    some_not = np.append(reached, [[np.inf], [8.0]], axis=1)
    likelihood = fit(some_not, np.full(2, 0.1))
    assert likelihood.mean.tolist() == pytest.approx([2.0, 6.4])
    assert np.isfinite(likelihood.factor).all()
    known = likelihood.log_likelihood(np.array([[2.0], [6.4]]))
    assert likelihood.log_likelihood(np.array([[np.inf], [6.4]])) == pytest.approx(known)


def test_the_mean_of_exponentials_by_hand() -> None:
    assert log_mean_exp(np.log([1.0, 3.0])) == pytest.approx(np.log(2.0))
    assert log_mean_exp(np.array([-1000.0, -1000.0])) == pytest.approx(-1000.0)


@pytest.mark.parametrize("part", ["survival", "all"])
def test_a_coherent_set_scores_as_its_figures_do_one_by_one(
    paper: Study, table: Agreement, own: Batches, part: str
) -> None:
    refs = tuple(f"{name}.percent" for name in THREE_YEARS)
    as_printed = {ref: paper.figure(ref.split(".")[0]).parts()["percent"].text for ref in refs}
    coherent = DisputedSet(refs, (Reading(as_printed, 0.0), Reading(as_printed, 0.0)))
    apart, together = (score(scored_targets(paper, table, sets, 18), own, part) for sets in ((), (coherent,)))
    assert together.log_likelihood == pytest.approx(apart.log_likelihood, abs=1e-9)
    assert (together.position, together.targets) == (apart.position, apart.targets)


def test_a_set_of_several_readings_scores_as_their_mean_by_hand(
    paper: Study, table: Agreement, own: Batches
) -> None:
    def read(value: str) -> DisputedSet:
        return DisputedSet(("os_b_3y.percent",), (Reading({"os_b_3y.percent": value}, 1.0),))

    def likelihood(sets: Sequence[DisputedSet]) -> float:
        targets = scored_targets(paper, table, sets, 18)
        model = fit(targets.scaled(own[0]), targets.steps())
        return model.of_readings(targets.printed())

    one, other = (likelihood([read(value)]) for value in ("25", "75"))
    readings = tuple(Reading({"os_b_3y.percent": value}, 1.0) for value in ("25", "75"))
    both = likelihood([DisputedSet(("os_b_3y.percent",), readings)])
    assert both == pytest.approx(np.log(0.5 * (np.exp(one - other) + 1.0)) + other, abs=1e-9)


def test_the_papers_three_year_set_has_four_readings_and_a_position(
    paper: Study, table: Agreement, own: Batches
) -> None:
    disputed = read_targets("kurume").disputed
    assert [reading.change for reading in disputed[0].readings] == [5.6, 12.0, 17.0, 25.0]
    targets = scored_targets(paper, table, disputed, 18)
    joint = joint_target(targets, targets.disputes[0], own, in_words(paper))
    assert {*joint.figures} == {f"{name}.percent" for name in THREE_YEARS}
    assert len(joint.readings) == 4
    assert sum(joint.weights) == pytest.approx(1.0)
    assert joint.low < joint.position < joint.high


def planted(paper: Study, table: Agreement, simulated: np.ndarray, altered: str, by: float) -> Study:
    """The paper's overall survival as a simulated study would print it, with one figure printed otherwise."""
    values = {row.figure: value for row, value in zip(table.rows, simulated, strict=True)}
    figures = []
    for figure in paper.figures:
        if (
            isinstance(figure, Survival)
            and figure.endpoint == "OS"
            and np.isfinite(values.get(figure.id, np.nan))
        ):
            value = values[figure.id] + (by if figure.id == altered else 0.0)
            text = f"{value:.1f}" if figure.group == "all" else f"{value:.0f}"
            figures.append(figure.model_copy(update={"percent": text}))
    return paper.model_copy(update={"figures": tuple(figures)})


def among_the_best(targets: ScoredTargets, own: Batches, ref: str) -> bool:
    """The planted reading is the likeliest, or within two units of log-likelihood of it (Edwards' support)."""
    (dispute,) = targets.disputes
    members = list(dispute.members)
    by_reading = np.mean(
        [
            fit(targets.scaled(batch)[members], targets.steps()[members]).log_likelihood(
                targets.of_dispute(dispute)
            )
            for batch in own
        ],
        axis=0,
    )
    place = [ref in reading.instead for reading in dispute.readings].index(True)
    return bool(by_reading[place] > by_reading.max() - 2.0)


@pytest.mark.long
def test_a_planted_reading_is_the_best_or_among_the_best_in_18_of_20(
    paper: Study, table: Agreement, own: Batches
) -> None:
    found = best = 0
    for number in range(200):
        simulated = own[number % len(own)][:, number]
        altered = THREE_YEARS[number % 4]
        place = [row.figure for row in table.rows].index(altered)
        by = -25.0 if simulated[place] > 50.0 else 25.0
        study = planted(paper, table, simulated, altered, by)
        context = Context(study)
        check_survival(context)
        sets = [
            each for each in disputed_sets(study, context.final()) if f"{altered}.percent" in each.figures
        ]
        if not sets or not np.isfinite(simulated[place]):
            continue  # the alteration contradicts nothing, or more than one figure would have to be wrong
        printed = {each.id: each for each in study.figures}
        whole = paper.model_copy(
            update={"figures": tuple(printed.get(each.id, each) for each in paper.figures)}
        )
        targets = scored_targets(whole, table, sets[:1], 18)
        others = [batch for at, batch in enumerate(own) if at != number % len(own)]
        found, best = found + 1, best + among_the_best(targets, others, f"{altered}.percent")
        if found == 20:
            break
    assert found == 20
    assert best >= 18


@pytest.mark.parametrize(
    ("reached", "worth"), [(0.01, "leans against"), (0.04, "leans against"), (0.06, "cannot be decided")]
)
def test_a_wrong_model_is_judged_by_the_share_of_its_studies_by_hand(reached: float, worth: str) -> None:
    assert WrongModel("w", "c", 2.0, 1.0, 3.0, reached, 0.0, 0.1).worth == worth


def test_the_worst_end_is_the_one_that_speaks_most_against_by_hand() -> None:
    shares = {"a": 0.2, "b": 0.01, "c": 0.5}
    assert elsewhere(shares, largest=False) == Elsewhere(3, 0.01, "b")
    assert elsewhere(shares, largest=True) == Elsewhere(3, 0.5, "c")
    assert elsewhere({}, largest=True).tried == 0


@pytest.mark.parametrize(
    ("low", "high", "worst", "firmness", "words"),
    [
        (0.10, 0.30, 0.06, "said", "such as"),
        (0.10, 0.30, 0.04, "said with its margin", "such as"),
        (0.00, 0.04, 0.03, "said", "unlike"),
        (0.00, 0.04, 0.08, "said with its margin", "unlike"),
        (0.03, 0.08, 0.06, "said with its margin", "at the edge"),
    ],
)
def test_agreement_is_said_as_firmly_as_chance_and_the_ends_bear_by_hand(
    low: float, high: float, worst: float, firmness: str, words: str
) -> None:
    found = Score(
        "survival", 27, (low + high) / 2, low, high, 0.0, 0.0, 0.0, 0.0, Elsewhere(14, worst, "x = 1")
    )
    said = _of_score(found, "")
    assert said.firmness == firmness
    assert words in said.sentence
    assert f"at the worst of 14 ends of ranges, x = 1, {100 * worst:.0f}%" in said.sentence


@pytest.mark.parametrize(
    ("least", "most", "sure_low", "sure_high", "sign", "sure"),
    [
        (1.0, 5.0, 0.5, 6.0, "longer", True),
        (1.0, 5.0, -0.5, 6.0, "longer", False),
        (-1.0, 5.0, -2.0, 6.0, "not known", False),
        (-4.0, -1.0, -5.0, -0.5, "shorter", True),
    ],
)
def test_a_gain_is_called_what_it_is_at_every_end_by_hand(
    least: float, most: float, sure_low: float, sure_high: float, sign: str, sure: bool
) -> None:
    gain = Gain("B", 100, 2.0, 1.5, 2.5, least, "one end", most, "another", sure_low, sure_high)
    assert (gain.sign, gain.sure) == (sign, sure)

"""Authority: by hand. Groups of up to six patients, whose every course can be gone through on paper.

A curve of four with two events before any loss stands at 2/4; with r of n still at risk it is never below r/n.
"""

from fractions import Fraction

import numpy as np
import pytest

from haicsim.analysis.km_solver import backward_sampling, feasibility, witness
from haicsim.analysis.km_solver.backward_sampling import BackwardSampler, TooLargeError
from haicsim.analysis.km_solver.corrections import minimal_correction_sets
from haicsim.analysis.km_solver.curve_bounds import CurveBounds
from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Limit, Moment, moments_of
from haicsim.analysis.km_solver.feasibility import Feasibility, FeasibilitySolver
from haicsim.analysis.km_solver.histories import NONE, Histories, list_histories
from haicsim.analysis.km_solver.joint_bounds import kinds_of, refuted_apart
from haicsim.analysis.km_solver.joint_search import JointSearch
from haicsim.analysis.km_solver.log_rank_search import LogRankSearch
from haicsim.analysis.km_solver.outer_bounds import OuterBounds
from haicsim.analysis.km_solver.particles import Patients
from haicsim.analysis.km_solver.prior import Shape, stretches
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.km_solver.sampler import Sampler

YEAR: Moment = (Fraction(12), 1)
HALF = Fraction(1, 2)
EVEN = (Shape(0.0, 1.0),)


def demand(
    curve: str, what: str, low: Fraction | int, high: Fraction | int | None = None, at: Moment | None = YEAR
) -> Demand:
    """A printed number that says a curve's survival, number at risk or number of events lies between two values."""
    inside = Interval(Fraction(low), Fraction(low if high is None else high))
    return Demand((f"{curve}.{what}{at}",), curve, str(low), 0, (Limit(what, at, inside),))


def curves(*demands: Demand, pooled: tuple[int, ...] = (), **sizes: int) -> CurveProblem:
    """Groups of so many patients; pooled: which of them make up the group 'both'."""
    unions = (("both", pooled),) if pooled else ()
    return CurveProblem("OS", tuple(sizes.items()), unions, demands, moments_of(demands))


def listed(problem: CurveProblem) -> list[Histories]:
    return [list_histories(problem, leaf) for leaf in range(len(problem.leaves))]


def asked(problem: CurveProblem, thorough: bool = True) -> Feasibility:
    return FeasibilitySolver(problem).ask(frozenset(problem.demands), thorough)


def too_low() -> CurveProblem:
    """Four of six in either group are at risk at a year: together 8 of 12, and so never a survival of a half or less."""
    own = [demand(group, "at_risk", 4) for group in "AB"]
    return curves(*own, demand("both", "survival", 0, HALF), pooled=(0, 1), A=6, B=6)


def copies(*courses: str) -> Patients:
    """Copies of four patients of one group: each leaves in month 3, 6, 20, 30, by the event (x) or lost (o)."""
    months = np.tile([3.0, 6.0, 20.0, 30.0], (len(courses), 1))
    return Patients(
        months, np.array([[one == "x" for one in each] for each in courses]), np.zeros(4, np.int64)
    )


# patients checked against their figures

HALF_OF_FOUR = curves(demand("A", "survival", HALF), demand("A", "events", 3, at=None), A=4)


@pytest.mark.parametrize(
    ("course", "right"), [("xxxo", True), ("xxox", True), ("xoxx", False), ("xxxx", False), ("xxoo", False)]
)
def test_four_patients_show_a_half_at_a_year_and_three_events_in_all_or_they_do_not(
    course: str, right: bool
) -> None:
    assert witness.meets(HALF_OF_FOUR, witness.leavers(copies(course), 0)) is right


def test_the_first_copy_that_shows_every_figure_is_the_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        witness, "_drawn", lambda problem, copies_wanted: copies("xoxx", "xxxx", "xxox", "xxxo")
    )
    found = witness.witness(HALF_OF_FOUR, 4)
    assert found is not None
    assert found.event.tolist() == [[True, True, False, True]]
    monkeypatch.setattr(witness, "_drawn", lambda problem, copies_wanted: copies("xoxx", "xxxx"))
    assert witness.witness(HALF_OF_FOUR, 2) is None


def test_more_copies_than_memory_is_meant_for_are_not_drawn() -> None:
    many = witness.MOST_DRAWN // 4
    assert witness.witness(HALF_OF_FOUR, 100) is not None
    assert witness.witness(HALF_OF_FOUR, many + 1) is None
    assert witness.sampled_values(HALF_OF_FOUR, HALF_OF_FOUR.demands[0], many + 1) == set()


# what figures can be met together


def test_the_number_of_events_by_a_year_can_be_what_those_no_longer_at_risk_allow() -> None:
    problem = curves(demand("A", "at_risk", 2), A=4)
    watched = demand("A", "events", 9)
    solver = FeasibilitySolver(problem.plus(watched))
    assert solver.values(frozenset(problem.demands), watched) == ({"0", "1", "2"}, True)
    surely = problem.plus(demand("A", "survival", HALF), watched)
    assert FeasibilitySolver(surely).values(frozenset(surely.demands[:2]), watched) == ({"2"}, True)


def test_the_events_of_a_group_outside_the_pooled_one_are_not_bound_by_it() -> None:
    watched = demand("C", "events", 9, at=None)
    both = demand("both", "events", 1, at=None)
    problem = curves(both, demand("C", "survival", HALF), watched, pooled=(0, 1), A=1, B=1, C=2)
    values, complete = FeasibilitySolver(problem).values(frozenset(problem.demands[:2]), watched)
    assert (values, complete) == ({"1", "2"}, True)
    inside = curves(both, demand("A", "at_risk", 1), demand("B", "events", 1), pooled=(0, 1), A=1, B=1)
    first = demand("A", "events", 9, at=None)
    assert FeasibilitySolver(inside.plus(first)).values(frozenset(inside.demands), first) == ({"0"}, True)


def test_where_the_other_figures_cannot_be_a_further_one_can_have_no_value() -> None:
    rising = curves(demand("A", "survival", HALF), demand("A", "survival", 1, at=(Fraction(24), 1)), A=4)
    watched = demand("A", "at_risk", 2)
    assert FeasibilitySolver(rising.plus(watched)).values(frozenset(rising.demands), watched) == (set(), True)
    first = listed(rising)[0]
    assert (first.start, first.complete) == (NONE, True)
    assert JointSearch(rising, [first], None, 10, 10).run().possible is False
    assert LogRankSearch(rising, [first], [0], ties=False, most=10).run().p_values == []


def test_more_events_than_patients_in_the_pooled_group_cannot_be_however_the_parts_are() -> None:
    for events, possible in ((4, True), (5, False)):
        problem = curves(
            demand("both", "events", events, at=None), demand("A", "at_risk", 1), pooled=(0, 1), A=2, B=2
        )
        assert JointSearch(problem, listed(problem), None, 1000, 10_000).run().possible is possible, events


def test_the_last_and_widest_search_alone_gives_the_answer_and_only_a_thorough_one_draws_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(feasibility, "witness", lambda problem, many: drawn.append(many))
    monkeypatch.setattr(FeasibilitySolver, "_soon", lambda *asked_of: Feasibility.OPEN)
    monkeypatch.setattr(FeasibilitySolver, "_bounds", lambda *asked_of: False)
    for thorough, wanted in ((True, [feasibility.FEW, feasibility.LOTS]), (False, [feasibility.FEW])):
        drawn.clear()
        assert asked(too_low(), thorough) is Feasibility.IMPOSSIBLE
        assert drawn == wanted
    fitting = curves(demand("A", "at_risk", 2), demand("both", "survival", HALF), pooled=(0, 1), A=3, B=3)
    assert asked(fitting) is Feasibility.POSSIBLE


def test_pooled_survival_below_the_share_at_risk_is_refuted_though_few_histories_are_listed() -> None:
    problem = too_low()
    few = FeasibilitySolver(problem, states=2, nodes=2)
    assert not all(each.complete for each in few._all_histories(problem) or [])
    assert few.ask(frozenset(problem.demands)) is Feasibility.IMPOSSIBLE


def test_what_is_possible_is_not_refuted_because_few_histories_are_listed() -> None:
    """One of A lost, then one of its three dies; two of B die: together 4/7, with 7 at risk when the first of three dies."""
    own = [demand(group, "survival", Fraction(1, 4), Fraction(3, 4)) for group in "AB"]
    about = demand("both", "survival", Fraction(56, 100), Fraction(58, 100))
    problem = curves(*own, about, pooled=(0, 1), A=4, B=4)
    few = FeasibilitySolver(problem, states=2, nodes=50)
    assert few.ask(frozenset(problem.demands)) is Feasibility.POSSIBLE


def test_bounds_of_pooled_groups_prove_it_and_say_nothing_where_too_little_is_followed() -> None:
    problem = too_low()
    assert refuted_apart(problem, listed(problem), 1_000_000) is True
    assert refuted_apart(problem, listed(problem), 1) is False
    apart = problem.plus(
        *(demand(group, "survival", 0, 1) for group in "AB")
    )  # their survival is followed as well
    assert refuted_apart(apart, listed(apart), 1_000_000) is True
    for kinds in kinds_of(
        listed(apart)[0]
    ):  # by numbers at risk and of events, whatever the survival: each kind once
        pairs = [*zip(kinds.risk.tolist(), kinds.events.tolist(), strict=True)]
        assert len(set(pairs)) == len(pairs)
    possible = curves(
        *problem.demands[:2], demand("both", "survival", 0, Fraction(3, 4)), pooled=(0, 1), A=6, B=6
    )
    assert refuted_apart(possible, listed(possible), 1_000_000) is False


def test_bounds_of_a_curve_go_through_every_number_of_deaths_where_all_three_die() -> None:
    everybody = curves(demand("A", "survival", 0, 1), demand("A", "events", 3, at=None), A=3)
    assert CurveBounds(everybody, "A").run() == [{(3, 0), (2, 1), (1, 2), (0, 3)}] * 2
    nobody = curves(demand("A", "survival", 0, 1), demand("A", "events", 0, at=None), A=3)
    assert CurveBounds(nobody, "A").run() == [{(3, 0), (2, 0), (1, 0), (0, 0)}] * 2


def test_a_part_has_no_more_at_risk_than_its_whole_and_a_group_that_is_no_part_may() -> None:
    for group, refuted in (("A", True), ("C", False)):
        problem = curves(
            demand("both", "at_risk", 2), demand(group, "at_risk", 3), pooled=(0, 1), A=3, B=3, C=3
        )
        assert OuterBounds().refuted(problem) is refuted, group


def test_figures_that_can_all_be_met_need_no_correction() -> None:
    problem = curves(demand("A", "survival", HALF), A=4)
    assert minimal_correction_sets(FeasibilitySolver(problem), problem.demands) == ([], [])
    worse = problem.plus(demand("A", "at_risk", 3))  # 3 of 4 at risk: survival is at least 3/4
    found, conflicts = minimal_correction_sets(FeasibilitySolver(worse), worse.demands)
    assert found == [frozenset({one}) for one in worse.demands]
    assert conflicts == [frozenset(worse.demands)]


# patients drawn


def test_patients_drawn_have_the_pooled_number_of_events_that_is_printed() -> None:
    problem = curves(demand("both", "events", 2), pooled=(0, 1), A=3, B=3)
    found = Sampler(problem, Fraction(24), EVEN).draw(200, np.random.default_rng(1))
    early = found.event & (found.months <= 12)
    assert len(found) == 200
    assert set(early.sum(axis=1).tolist()) == {2}
    assert 0 < early[:, :3].sum() < 400  # not always of the same group


def test_where_no_copy_shows_the_pooled_figure_none_is_drawn_and_the_moment_is_said() -> None:
    sampler = Sampler(too_low(), Fraction(24), EVEN)
    assert sampler.possible
    assert len(sampler.draw(50, np.random.default_rng(1))) == 0
    assert (sampler.fewest, sampler.lost) == (0, YEAR)


def test_a_figure_after_the_longest_follow_up_is_refused() -> None:
    problem = curves(demand("A", "survival", HALF), A=4)
    with pytest.raises(ValueError, match="a figure at 12 months lies beyond the follow-up"):
        Sampler(problem, Fraction(11), EVEN)
    assert Sampler(problem, Fraction(12), EVEN).possible


def test_more_ways_than_memory_holds_are_refused_before_they_are_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = curves(demand("A", "at_risk", 0), A=4)
    spans = stretches(problem.moments, 24.0, EVEN[0], 2.0)
    assert BackwardSampler(listed(problem)[0], spans).exact
    monkeypatch.setattr(backward_sampling, "MOST_WAYS", 1)
    with pytest.raises(TooLargeError):
        BackwardSampler(listed(problem)[0], spans)

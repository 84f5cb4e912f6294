"""Who gets through to surgery and why the others do not: against eleven lives by hand; nobody lost or counted twice."""

import numpy as np
import pytest
from journals_by_hand import Life, of_every_kind, world

from haicsim.analysis.figures.flow import Flow, flow
from haicsim.analysis.figures.reasons import Reasons, draw, reasons
from haicsim.analysis.validation import exact_interval
from haicsim.sim import codes, criteria
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario


def test_the_flow_of_eleven_lives_is_that_counted_by_hand() -> None:
    _, records = world(*of_every_kind())
    found = flow(records)
    assert found.counts == {
        "started": 11, "infused": 10, "assessed": 9, "responded": 6, "unresponsive": 3, "resectable": 6,
        "offered": 6, "operated": 3,
    }  # fmt: skip
    assert found.left == {
        "started": {"died": 1},
        "infused": {"died": 1},
        "responded": {criteria.DECISIONS[criteria.TUMOUR]: 1},
        "unresponsive": {
            criteria.DECISIONS[criteria.RESPONSE_SUFFICES]: 1,
            "progressed before any meeting": 1,
        },
        "resectable": {},
        "offered": {"refused": 1, "progressed while waiting: cancelled": 1, "died while waiting": 1},
    }


def test_who_waits_to_the_end_and_whose_team_does_not_operate_are_said() -> None:
    waits = Life().port().course().ct(30.0, codes.PARTIAL).meeting()
    never = (
        Life()
        .port()
        .course()
        .ct(30.0, codes.PARTIAL)
        .note(codes.FAILED)
        .note(codes.DECISION)
        .note(codes.CONVERTED, 40.0)
    )
    found = flow(world(waits, never)[1])
    assert found.left["resectable"] == {"the team does not operate": 1}
    assert found.left["offered"] == {"still waiting at the end": 1}


def test_the_reasons_of_eleven_lives_are_those_counted_by_hand() -> None:
    _, records = world(*of_every_kind())
    found = reasons(records)
    assert (found.unconverted, found.heard) == (5, 2)
    assert counts(found.first) == {
        criteria.DECISIONS[criteria.RESPONSE_SUFFICES]: 1,
        criteria.DECISIONS[criteria.TUMOUR]: 1,
    }
    assert counts(found.before) == {"progressed": 1, "died": 2}
    assert counts(found.any) == {
        criteria.DECISIONS[code]: 1 for code in (criteria.RESPONSE_SUFFICES, criteria.LIVER, criteria.TUMOUR)
    }
    assert counts(found.number) == {"one alone": 1, "two": 1}
    died = next(reason for reason in found.before if reason.name == "died")
    # 2 of 5 by Clopper and Pearson's tables: 5.27% to 85.34%
    assert (died.share, died.low, died.high) == pytest.approx((0.4, 0.0527, 0.8534), abs=5e-5)


def counts(found: tuple) -> dict[str, int]:  # type: ignore[type-arg]
    return {reason.name: reason.patients for reason in found if reason.patients}


WORLDS = {
    "the reference": ["kurume"],
    "one theatre": ["one-theatre", "capacity.theatre=1"],
    "nobody operates": ["kurume", "policy.operate=0"],
    "nobody responds": ["kurume", "tumour.kill_median=0.0001", "tumour.kill_median.range=[0, 0.015]"],
    "only responders are heard": ["kurume", "policy.discuss_all=0"],
    "short follow-up": ["kurume", "run.horizon=1"],
}


@pytest.fixture(scope="module", params=WORLDS)
def told(request: pytest.FixtureRequest) -> tuple[Flow, Reasons, int]:
    name, *changes = WORLDS[request.param]
    records = run(load_scenario(name, ["run.patients=500", "run.engine=compiled", *changes]), False).records
    return flow(records), reasons(records), int((~records["converted"]).sum())


def test_nobody_is_lost_on_the_way(told: tuple[Flow, Reasons, int]) -> None:
    n, left = told[0].counts, {name: sum(reasons.values()) for name, reasons in told[0].left.items()}
    assert n["started"] == n["infused"] + left["started"]
    assert n["infused"] == n["assessed"] + left["infused"]
    assert n["assessed"] == n["responded"] + n["unresponsive"]
    assert n["assessed"] == n["resectable"] + left["responded"] + left["unresponsive"]
    assert n["resectable"] == n["offered"] + left["resectable"]
    assert n["offered"] == n["operated"] + left["offered"]


def test_reasons_add_up_to_the_unconverted(told: tuple[Flow, Reasons, int]) -> None:
    _, found, unconverted = told
    assert found.unconverted == unconverted
    once = sum(reason.patients for reason in (*found.first, *found.before))
    assert once == unconverted
    assert sum(reason.patients for reason in found.number) == found.heard
    assert sum(reason.patients for reason in found.any) == sum(
        number * reason.patients for number, reason in enumerate(found.number, start=1)
    )
    by_name = {reason.name: reason.patients for reason in found.any}
    assert all(reason.patients <= by_name[reason.name] for reason in found.first)


def test_intervals_are_exact_and_hold_their_share(told: tuple[Flow, Reasons, int]) -> None:
    for reason in (*told[1].first, *told[1].before):
        assert reason.low <= reason.share <= reason.high
        assert (reason.low, reason.high) == exact_interval(reason.share, told[1].unconverted)


def heard(*failed: int) -> Life:
    """Somebody whose best meeting failed these criteria, in this order, and who lives on unconverted."""
    return Life().port().course().ct(40.0, codes.PARTIAL).meeting(*failed)


@pytest.mark.parametrize("criterion", criteria.JUDGED)
def test_whom_one_criterion_keeps_from_surgery_is_in_the_figures_under_its_name(criterion: int) -> None:
    records = world(heard(criterion))[1]
    found, label = reasons(records), criteria.DECISIONS[criterion]
    assert counts(found.first) == counts(found.any) == {label: 1}
    assert counts(found.number) == {"one alone": 1}
    assert flow(records).left["responded"] == {label: 1}
    drawn = draw(records, "one patient")
    texts = [text.get_text() for panel in drawn.axes for text in panel.texts]
    assert texts.count(label) == 2


@pytest.mark.parametrize("number", range(1, len(criteria.JUDGED) + 1))
def test_whoever_fails_several_criteria_is_counted_once(number: int) -> None:
    found = reasons(world(heard(*criteria.JUDGED[:number]))[1])
    assert found.heard == found.unconverted == 1
    assert sum(counts(found.number).values()) == sum(counts(found.first).values()) == 1
    assert sum(counts(found.any).values()) == number


def test_all_bars_find_room_in_the_figure() -> None:
    drawn = draw(world(heard(*criteria.JUDGED))[1], "one patient")
    for panel in drawn.axes:
        bottom, top = panel.get_ylim()
        assert all(top < text.get_position()[1] < bottom for text in panel.texts)


def test_where_everybody_is_converted_there_are_no_reasons_and_no_shares() -> None:
    _, records = world(Life().port().course().ct(30.0, codes.PARTIAL).meeting())
    found = reasons(records)
    assert found.unconverted == 0
    assert np.isnan([reason.share for reason in found.first]).all()

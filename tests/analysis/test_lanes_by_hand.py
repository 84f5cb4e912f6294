"""Lives as lines: every bar, course and mark against lives worked out by hand."""

import numpy as np
import pytest
from journals_by_hand import HORIZON_DAYS, Life, many, of_every_kind, world

from haicsim.analysis.figures.swimmer_data import EACH, FATES, Lane, chosen, fates, lanes
from haicsim.analysis.measures import states as s
from haicsim.sim import codes

MONTH = 30.4375


def lane(life: Life) -> Lane:
    journal, records = world(life)
    return lanes(journal, records, np.array([0]), HORIZON_DAYS)[0]


def days(months: float) -> float:
    return round(months * MONTH, 6)


def test_the_fates_of_eleven_lives() -> None:
    _, records = world(*of_every_kind())
    names = [FATES[fate] if fate >= 0 else "" for fate in fates(records).tolist()]
    assert names == [
        FATES[0], FATES[1], FATES[2], FATES[3], FATES[4], FATES[5], "", FATES[2], FATES[2], FATES[0], FATES[2],
    ]  # fmt: skip


def test_a_fate_shows_its_first_patients_and_nobody_twice() -> None:
    _, records = many(7)
    places = chosen(records).tolist()
    assert len(places) == len(set(places)) == EACH * len(FATES) == 30
    fate = fates(records)
    for code in range(len(FATES)):
        of_it = np.flatnonzero(fate == code).tolist()
        assert [place for place in places if fate[place] == code] == of_it[:EACH]


def test_a_life_with_recurrences_in_days_since_first_infusion() -> None:
    again = of_every_kind(late=50.0)[1]  # enters on day 50, first infusion on day 60
    found = lane(again)
    assert [(days(a), days(b), state) for a, b, state in found.bars] == [
        (0, 72, s.ON_TREATMENT), (72, 92, s.WAITING), (92, 492, s.AFTER_SURGERY), (492, 992, s.RECURRED),
        (992, 1092, s.RECURRED),
    ]  # fmt: skip
    assert [(days(a), days(b)) for a, b in found.courses] == [(0, 28), (58, 72)]
    assert [(days(month), event, value) for month, event, value in found.marks] == [
        (-1, codes.PORT_IMPLANTATION, 1.0), (28, codes.RESPONSE, codes.STABLE), (72, codes.RESPONSE, codes.PARTIAL),
        (72, codes.CONVERTED, 40.0), (92, codes.HEPATECTOMY, codes.RIGHT_HEPATECTOMY), (492, codes.RECURRED, codes.ABLATION),
        (992, codes.RECURRED, codes.SUPPORTIVE),
    ]  # fmt: skip
    assert (days(found.end), found.died_of) == (1092, "cancer")


def test_who_lives_is_followed_to_the_end() -> None:
    free = lane(of_every_kind()[0])
    assert (days(free.end), free.died_of) == (HORIZON_DAYS - 10, "")
    assert free.bars[-1][1] == free.end


@pytest.mark.parametrize(
    ("place", "died_of"), [(4, "liver"), (5, "cancer"), (8, "other cause"), (9, "operation")]
)
def test_of_what_one_died(place: int, died_of: str) -> None:
    assert lane(of_every_kind()[place]).died_of == died_of


def test_a_cycle_cut_short_by_death_ends_there() -> None:
    dying = Life().port().note(codes.FIRST_INFUSION, 1.0).note(codes.INFUSION, 5.0)
    dying.day += 2.0
    assert [days(end) for _, end in lane(dying.dies(codes.OF_LIVER_FAILURE)).courses] == [2]


def test_bars_leave_no_gap_between_first_infusion_and_the_end() -> None:
    journal, records = many(4)
    for found in lanes(journal, records, chosen(records), HORIZON_DAYS):
        assert found.bars[0][0] == 0.0
        assert [begin for begin, _, _ in found.bars[1:]] == [end for _, end, _ in found.bars[:-1]]
        assert found.bars[-1][1] == pytest.approx(found.end)

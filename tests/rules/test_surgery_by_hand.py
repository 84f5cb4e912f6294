"""Authority: the way to the operation told word by word by hand; what is not the way itself stands in as one line."""

from types import SimpleNamespace

import pytest
from bedside import Told

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    AFP_MEASURED,
    ASK,
    CANCELLED,
    COMPLICATION,
    CT,
    DEATH,
    ENDED_PROGRESSION,
    FREE,
    HAIC_ENDED,
    HAIC_ON,
    HEPATECTOMY,
    MEASURED,
    NOTE,
    OF_OPERATION,
    OF_OTHER_CAUSE,
    OF_SPREAD_IN_LIVER,
    PARTIAL,
    PIVKA_MEASURED,
    PROGRESSED,
    PROGRESSIVE,
    RESPONSE,
    RESTING,
    SCANNING,
    STAY,
    THEATRE,
)
from haicsim.sim.outcomes.initial import open_record
from haicsim.sim.outcomes.update import record
from haicsim.sim.pathway import scan, use
from haicsim.sim.pathway import surgery as chapter

OPERATED = (NOTE, HEPATECTOMY, 0.0)
LOOK = [
    (ASK, CT, 0.0),
    (STAY, SCANNING, 0.25),
    (FREE, CT, 0.0),
    (NOTE, MEASURED, 40.0),
]
MARKERS = [(NOTE, AFP_MEASURED, 8.0), (NOTE, PIVKA_MEASURED, 20.0)]


@pytest.fixture
def told(monkeypatch):
    """The words up to the operation of a patient accepted on day 50, who waits so long for theatre.

    The last infusion ended on day 36 unless said otherwise; the last CT was on day 49. Lead: days from the decision, and how
    much more or less by the patient's own number.
    """

    def tell(
        rest: float,
        wait: float,
        seen: int = PARTIAL,
        infused: float = 36.0,
        lead: tuple[float, float] = (0.0, 0.0),
        u: float = 0.5,
        allowed: bool = False,
        **said: float,
    ):
        one = SimpleNamespace(
            now=50.0,
            infusion_end=infused,
            cycles=4,
            seen_day=49.0,
            response=PARTIAL,
            target_mm=40.0,
            afp=8.0,
            pivka=20.0,
            new_seen_day=1e9,
            new_disease=0,
        )
        vars(one).update(said)
        theta = [
            SimpleNamespace(
                rest_before_days=rest,
                restage_after_days=28.0,
                ct_stay_days=0.25,
                lead_time_days=lead[0],
                lead_scatter_days=lead[1],
                haic=float(HAIC_ON),
                scarce=[0.0] * 16,
            )
        ]

        def judge(p, i, theta, stream):
            p[i].response = seen

        def hepatectomy(p, i, theta, stream):
            yield OPERATED

        monkeypatch.setattr(scan, "judge", judge)
        monkeypatch.setattr(chapter, "hepatectomy", hepatectomy)
        monkeypatch.setattr(chapter, "tumour_allows", lambda p, i, theta: allowed)
        monkeypatch.setattr(use, "foresee", lambda p, i, theta, day: None)
        words = []
        for word in chapter.surgery([one], 0, theta, Told({key.LEAD_TIME: u})):
            words.append(word)
            if word[0] == STAY:
                one.now += word[2]
            elif word[:2] == (ASK, THEATRE):
                one.now += wait
        return words

    return tell


@pytest.mark.parametrize(
    ("rest", "infused", "stay"),
    [
        (14.0, 36.0, []),  # the last infusion ended on day 36: 14 days are over
        (21.0, 36.0, [(STAY, RESTING, 7.0)]),  # until day 57
        (14.0, 50.0, [(STAY, RESTING, 14.0)]),  # the last infusion ended today
        (0.0, 50.0, []),
    ],
)
def test_the_operation_comes_no_sooner_than_the_rest_allows(told, rest, infused, stay):
    assert told(rest, 0.0, infused=infused) == [*stay, (ASK, THEATRE, 0.0), OPERATED]


@pytest.mark.parametrize(
    ("rest", "lead", "u", "days"),
    [
        (14.0, (21.0, 0.0), 0.5, 21.0),
        (14.0, (21.0, 7.0), 0.0, 14.0),
        (14.0, (21.0, 7.0), 0.75, 24.5),
        (40.0, (21.0, 7.0), 0.75, 26.0),  # rest until day 76 is longer
    ],
)
def test_the_operation_comes_its_lead_time_after_the_decision(told, rest, lead, u, days):
    assert told(rest, 0.0, lead=lead, u=u) == [(STAY, RESTING, days), (ASK, THEATRE, 0.0), OPERATED]


def test_whoever_was_never_infused_need_not_rest(told):
    assert told(21.0, 0.0, infused=50.0, cycles=0) == [(ASK, THEATRE, 0.0), OPERATED]


@pytest.mark.parametrize(
    ("rest", "wait", "looked"),
    [
        (14.0, 27.0, False),  # on day 77 the CT of day 49 is 28 days old
        (14.0, 27.5, True),
        (40.0, 2.0, True),  # resting until day 76 has made it as old: the age counts, not the wait
    ],
)
def test_another_ct_is_asked_for_where_the_last_is_too_old(told, rest, wait, looked):
    words = told(rest, wait)
    asked = words[words.index((ASK, THEATRE, 0.0)) + 1 :]
    assert asked == ([*LOOK, (NOTE, RESPONSE, float(PARTIAL)), *MARKERS, OPERATED] if looked else [OPERATED])


def test_growth_on_that_ct_that_leaves_the_tumour_resectable_cancels_nothing(told):
    words = told(14.0, 40.0, PROGRESSIVE, allowed=True)
    assert words == [(ASK, THEATRE, 0.0), *LOOK, (NOTE, RESPONSE, float(PROGRESSIVE)), *MARKERS, OPERATED]


@pytest.mark.parametrize(("new", "allowed"), [(1, True), (1, False), (0, False)])
def test_new_disease_or_a_tumour_no_longer_resectable_gives_theatre_back(told, new, allowed):
    assert told(14.0, 40.0, PROGRESSIVE, allowed=allowed, new_disease=new) == [
        (ASK, THEATRE, 0.0),
        *LOOK,
        (NOTE, RESPONSE, float(PROGRESSIVE)),
        *MARKERS,
        (FREE, THEATRE, 0.0),
        (NOTE, CANCELLED, 40.0),
        (NOTE, PROGRESSED, 0.0),
        (NOTE, HAIC_ENDED, float(ENDED_PROGRESSION)),
    ]


@pytest.mark.parametrize(
    ("noted", "cause", "complication"),
    [
        (False, OF_OPERATION, True),  # Clavien grade V
        (False, OF_SPREAD_IN_LIVER, False),
        (False, OF_OTHER_CAUSE, False),
        (True, OF_OTHER_CAUSE, True),
    ],
)
def test_death_of_the_operation_is_a_complication(noted, cause, complication):
    out = [SimpleNamespace()]
    open_record(out, 0, [_Anybody()], 0)
    if noted:
        record(out, 0, 60.0, COMPLICATION, 0.0)
    record(out, 0, 70.0, DEATH, float(cause))
    assert out[0].complication is complication


class _Anybody:
    """A patient about whom nothing matters."""

    lesion_mm = (80.0,)

    def __getattr__(self, name: str) -> float:
        return 1.0

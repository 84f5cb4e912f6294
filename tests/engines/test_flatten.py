"""Authority: house rule 12 and Python itself: a flat story says what the nested one says, or is refused."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import other_chapters
import pytest
from other_chapters import at_its_level, fact_of_its_own, for_its_days

from haicsim.sim.codes import NOTE, STAY
from haicsim.sim.engines.flatten import flatten

if TYPE_CHECKING:
    from decimal import Decimal

FACT = 40
ACTIVITY = 20


def use(activity, days):
    """A chapter with names of its own."""
    yield STAY, activity, days


def counts_down(left, step):
    total = 0.0
    while left > 0.0:
        left -= step
        total += 1.0
        yield NOTE, FACT, left
    yield NOTE, FACT, total


def inner(p, left):
    """Its `left` is not that of the chapter around it."""
    left = left * 10.0
    yield NOTE, FACT, left
    yield from counts_down(left, 5.0)


def outer(p, left):
    yield from inner(p, left)
    yield NOTE, FACT, left


def busy(p, i, theta, stream):
    left = 2.0
    total = 100.0
    for k in range(2):
        if k == 0:
            yield from use(ACTIVITY, left + k)
        elif left > 5.0:
            yield from use(ACTIVITY, 0.0)
        else:
            yield from counts_down(left, 1.0)
            yield from outer(p, total)
    while left > 0.0:
        left -= 1.0
        yield from use(ACTIVITY + 1, left)
    else:
        yield from counts_down(1.0, 0.5)
    yield NOTE, FACT, left
    yield NOTE, FACT, total


def fails(p):
    yield NOTE, FACT, 0.0
    yield NOTE, FACT, 1.0 / p


def failing(p, i, theta, stream):
    yield from fails(p)


def test_python_yields_the_same_nested_and_flat():
    steps = list(busy(None, 0, None, None))
    assert list(flatten(busy)(None, 0, None, None)) == steps
    assert len(steps) > 30


def annotated(p: Decimal, i, theta, stream) -> Decimal:
    yield NOTE, FACT, 1.0


def test_what_only_type_checkers_read_is_not_looked_for():
    assert list(flatten(annotated)(None, 0, None, None)) == [(NOTE, FACT, 1.0)]


def test_the_flat_story_holds_no_chapter_any_more():
    flat = flatten(busy)
    assert not {"use", "counts_down", "inner", "outer"} & set(flat.__code__.co_names)


def test_a_failing_line_keeps_its_number():
    places = []
    for story in (failing, flatten(failing)):
        with pytest.raises(ZeroDivisionError) as caught:
            list(story(0.0, 0, None, None))
        places.append(traceback.extract_tb(caught.tb)[-1].lineno)
    assert places[0] == places[1]


# ---- What is refused


def returns(p):
    if p is None:
        return
    yield NOTE, FACT, 0.0


def returning(p, i, theta, stream):
    yield from returns(p)


def again(p):
    yield NOTE, FACT, 0.0
    yield from again(p)


def calling_itself(p, i, theta, stream):
    yield from again(p)


def ping(p):
    yield from pong(p)


def pong(p):
    yield from ping(p)


def calling_each_other(p, i, theta, stream):
    yield from ping(p)


def by_keyword(p, i, theta, stream):
    yield from use(ACTIVITY, days=1.0)


def through_its_module(p, i, theta, stream):
    yield from other_chapters.at_its_level(p, i, theta, stream)


def for_its_value(p, i, theta, stream):
    got = yield from use(ACTIVITY, 1.0)
    yield NOTE, FACT, got


def answered(p, i, theta, stream):
    got = yield NOTE, FACT, 0.0
    yield NOTE, FACT, got


def in_a_try(p, i, theta, stream):
    try:
        yield NOTE, FACT, 0.0
    finally:
        yield from use(ACTIVITY, 1.0)


def in_a_match(p, i, theta, stream):
    match i:
        case 0:
            yield from use(ACTIVITY, 1.0)


def two_facts(p, i, theta, stream):
    yield NOTE, FACT, 0.0
    yield from fact_of_its_own(p, i, theta, stream)


def level_of_its_own(p, i, theta, stream):
    level = 5.0
    yield NOTE, FACT, level
    yield from at_its_level(p, i, theta, stream)


def days_of_its_own(p, i, theta, days):
    yield NOTE, FACT, days
    yield from for_its_days()


def kept_for_later(p, i, theta, stream):
    step = (NOTE, FACT, 1.0)
    yield step


def chosen_for_later(p, i, theta, stream):
    step = (NOTE, FACT, 1.0) if p else (NOTE, FACT, 2.0)
    yield step


@pytest.mark.parametrize(
    ("story", "why"),
    [
        (returning, "chapter returns returns at line"),
        (calling_itself, "chapter again calls itself"),
        (calling_each_other, "chapter ping calls itself"),
        (by_keyword, "plain name, arguments in order"),
        (through_its_module, "plain name, arguments in order"),
        (for_its_value, "a line of its own"),
        (answered, "a line of its own"),
        (in_a_try, "a line of its own"),
        (in_a_match, "a line of its own"),
        (two_facts, "'FACT' means one thing"),
        (level_of_its_own, "'level' is a variable of the story"),
        (days_of_its_own, "'days' is a variable of the story"),
        (kept_for_later, "a tuple is kept in a variable"),
        (chosen_for_later, "a tuple is kept in a variable"),
    ],
)
def test_what_could_not_be_run_the_same_is_refused(story, why):
    with pytest.raises(SyntaxError, match=why):
        flatten(story)

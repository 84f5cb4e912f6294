"""Authority: a second reader, who entered every figure of the source paper without having seen the first entry."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from haicsim.analysis.studies import Study, load_study
from haicsim.analysis.studies.reported_values import AnyFigure, Stated

SECOND = Path(__file__).parent / "kurume_second.yaml"
DETAILS = ("unit", "statistic", "spread", "announced", "test", "of", "joined", "quoted")
Key = tuple[object, ...]


@pytest.fixture(scope="module")
def first() -> Study:
    return load_study("kurume")


@pytest.fixture(scope="module")
def second() -> Study:
    return load_study(SECOND)


def key(figure: AnyFigure) -> Key:
    """What a figure says; its id, its place and the name of a quantity in words are each reader's own."""
    subject = ("stated",) if isinstance(figure, Stated) else figure.subject
    details = tuple((name, value) for name in DETAILS if (value := getattr(figure, name, None)))
    return (*subject, *details, *((name, number.text) for name, number in figure.parts().items()))


def lacking(mine: Iterable[AnyFigure], yours: Iterable[AnyFigure]) -> list[str]:
    """Every figure of mine that yours has not, or not so often, with its place."""
    mine = list(mine)
    more = Counter(map(key, mine)) - Counter(map(key, yours))
    places = {one: [f"{f.id} ({f.place})" for f in mine if key(f) == one] for one in more}
    return [f"{count} of {', '.join(places[one])}: {one}" for one, count in more.items()]


def test_the_second_reader_has_every_figure_of_the_study_file(first: Study, second: Study) -> None:
    assert lacking(first.figures, second.figures) == []


def test_the_study_file_has_every_figure_of_the_second_reader(first: Study, second: Study) -> None:
    assert lacking(second.figures, first.figures) == []


def test_every_kind_of_figure_the_paper_prints_was_compared(first: Study) -> None:
    assert {figure.kind for figure in first.figures} == {
        "size", "count", "summary", "survival", "events", "p_value", "stated",
    }  # fmt: skip


def test_both_readers_took_the_same_design_from_the_methods(first: Study, second: Study) -> None:
    def methods(study: Study) -> tuple[object, ...]:
        design = study.design
        return (
            design.entry_rule.name,
            design.search_years,
            design.summarised,
            sorted(design.tests),
            design.software,
        )

    assert methods(first) == methods(second)


def test_both_readers_count_survival_from_the_same_day_to_the_same_event(first: Study, second: Study) -> None:
    def conventions(study: Study) -> dict[str, tuple[object, ...]]:
        return {
            name: (one.time_zero, one.event, one.censored, one.convention)
            for name, one in study.endpoints.items()
        }

    assert conventions(first) == conventions(second)


def test_both_readers_have_the_same_groups_of_the_same_size(first: Study, second: Study) -> None:
    assert {name: (one.n, one.part_of) for name, one in first.groups.items()} == {
        name: (one.n, one.part_of) for name, one in second.groups.items()
    }


def test_both_readers_measure_the_same_things(first: Study, second: Study) -> None:
    assert first.measures == second.measures
    assert first.occasions == second.occasions


@pytest.mark.parametrize("number", range(0, 200, 20))
def test_a_slip_in_one_figure_is_told_with_its_place(second: Study, number: int) -> None:
    figure = second.figures[number]
    field = next((name for name in figure.part_names() if name in figure.parts()), "values")
    slip = ("4711",) if field == "values" else "4711"
    slipped = list(second.figures)
    slipped[number] = figure.model_copy(update={field: slip})
    wanted = f"{figure.id} ({figure.place})"
    assert [wanted in line for line in lacking(second.figures, slipped)] == [True]
    assert [wanted in line and "4711" in line for line in lacking(slipped, second.figures)] == [True]


def test_a_figure_entered_once_but_printed_twice_is_told(second: Study) -> None:
    twice = next(figure for figure in second.figures if figure.id == "results_size_p")
    once = [figure for figure in second.figures if figure is not twice]
    assert [line[:5] for line in lacking(second.figures, once)] == ["1 of "]

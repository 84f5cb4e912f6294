"""A study none of whose figures the simulator knows: said in a sentence, not in empty tables."""

import io
from typing import Any

from rich.console import Console

from haicsim.analysis.studies import load_study
from haicsim.analysis.validation.claims import _percent
from haicsim.show import agreement


def screen(show: Any, *content: Any) -> str:
    stream = io.StringIO()
    show(Console(file=stream, width=100), *content)
    return stream.getvalue()


def test_no_table_of_survival_without_a_row() -> None:
    said = screen(agreement.show_survival, [], {"replicates": 200}, load_study("kurume"))
    assert "no counterpart of any printed figure" in said
    assert "position" not in said


def test_no_table_of_counts_without_a_row() -> None:
    for everything in (False, True):
        said = screen(agreement.show_tables, [], everything)
        assert "no counterpart of any printed figure" in said
        assert "0 of 0" not in said
        assert "position" not in said


def test_convention_of_disease_free_survival_is_called_the_papers_only_where_it_is() -> None:
    content = {
        "without_surgery": {"operated": {"patients": 9, "at": [0.1]}, "not_operated": {"at": [0.1]}},
        "conventions": {
            "months": [60],
            "death_censored": [0.2],
            "death_counts": [0.1],
            "free_of_recurrence": [0.3],
        },
    }
    kurume = load_study("kurume")
    without = kurume.model_copy(update={"endpoints": {"OS": kurume.endpoints["OS"]}})
    assert "the paper's way" in screen(agreement.show_beyond, content, kurume)
    assert "the paper's way" not in screen(agreement.show_beyond, content, without)


def test_share_of_all_is_no_hundred_percent_with_an_interval_of_nothing() -> None:
    assert _percent(1.0, 1.0, 1.0) == "more than 99%"
    assert _percent(0.5, 0.4, 0.6) == "50% (40-60)"

"""What a paper quotes from others about patients, and what of the simulation answers it, side by side."""

from collections.abc import Mapping
from typing import Any

from haicsim.analysis.studies import Study
from haicsim.analysis.studies.quantities import factor, kind_of
from haicsim.analysis.studies.reported_values import Stated

# by the quantity's name in the study file: in which unit it is shown, and the path of what answers it in the summary
ANSWERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "quoted_conversion_rate": ("%", ("conversion_rate",)),
    "quoted_five_year_survival": ("%", ("converted", "at_60_months")),
    "quoted_median_survival_vv_unoperated": ("month", ("not_resected_by_group", "B", "median")),
    "quoted_median_survival_portal_responders": ("month", ("responders_a", "median")),
}


def quoted_beside(study: Study | None, summary: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """For each figure that may be quoted: its ends (equal where it is one number), place, and the answer with its interval.

    All in percent or months. What the study does not quote, and what the simulation does not know, is None.
    """
    figures = (
        {}
        if study is None
        else {each.quantity: each for each in study.figures if isinstance(each, Stated) and each.quoted}
    )
    return {
        name.removeprefix("quoted_"): {
            **_said(figures.get(name), unit),
            "simulated": _answer(summary, path, unit),
        }
        for name, (unit, path) in ANSWERS.items()
    }


def _said(figure: Stated | None, unit: str) -> dict[str, Any]:
    if figure is None or kind_of(figure.unit) != kind_of(unit):
        return {"low": None, "high": None, "place": None}
    said = [float(printed.value * factor(figure.unit, unit)) for printed in figure.parts().values()]
    return {"low": min(said), "high": max(said), "place": figure.place}


def _answer(summary: Mapping[str, Any], path: tuple[str, ...], unit: str) -> list[float | None]:
    """Estimate, low, high."""
    found: Any = summary
    for name in path[:-1]:
        found = found[name]
    last = path[-1]
    three = (
        [found[f"median{end}_months"] for end in ("", "_low", "_high")] if last == "median" else found[last]
    )
    scale = 100.0 if unit == "%" else 1.0
    return [None if value is None else scale * value for value in three]

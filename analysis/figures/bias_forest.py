"""Forest plot of what studies of registries would report as the effect of surgery, beside the truth."""

from collections.abc import Sequence
from typing import Any

from haicsim.analysis.figures.style import INK, QUIET, canvas, foot, head, settings
from haicsim.analysis.whatif.bias.repeat import Bias, Reported

_TRUE, _SAID = "#D55E00", "#0072B2"
_WIDTH, _ROW = 9.0, 0.62  # inches


def draw(found: Bias) -> Any:
    """The figure: a row for each comparison, those in months above, the hazard ratio below on an axis of its own."""
    months = [each for each in found.reported if each.method.unit == "months"]
    ratios = [each for each in found.reported if each.method.unit != "months"]
    height = 1.05 + _ROW * len(found.reported) + 0.72 + 1.30
    with settings():
        figure = canvas(_WIDTH, height)
        left, width = 0.34, 0.50
        bottom = 1.30 / height
        lower = _ROW * len(ratios) / height
        upper = _ROW * len(months) / height
        below = figure.add_axes((left, bottom, width, lower))
        above = figure.add_axes((left, bottom + lower + 0.72 / height, width, upper))
        _rows(above, months, 0.0)
        above.set_xlabel(f"Months lived longer within {found.asked.until:g} (0: surgery gains nothing)")
        below.set_xscale("log")
        _rows(below, ratios, 1.0)
        _ratio_ticks(below)
        below.set_xlabel("Hazard ratio of death (1: surgery gains nothing)")
        head(figure, "What studies would report, and what is true", _subtitle(found))
        foot(figure, _notes(found))
    return figure


def _rows(panel: Any, rows: Sequence[Reported], nothing: float) -> None:
    """Estimates as a dot and a line, the truth as an upright stroke, coverage in the margin."""
    for place, each in enumerate(rows):
        panel.plot(each.spread, [place, place], color=_SAID, lw=2.2, solid_capstyle="butt", zorder=2)
        panel.plot([each.mean], [place], "o", color=_SAID, ms=6.5, zorder=3)
        truth = each.truth.value
        panel.plot([truth, truth], [place - 0.33, place + 0.33], color=_TRUE, lw=3.0, zorder=4)
        said = f"{each.covered} of {each.studies}"
        panel.text(1.03, place, said, transform=panel.get_yaxis_transform(), va="center", color=INK)
    panel.axvline(nothing, color=QUIET, lw=0.8, ls=":", zorder=1)
    panel.set_yticks(range(len(rows)), [_label(each) for each in rows])
    panel.set_ylim(len(rows) - 0.5, -0.5)
    panel.tick_params(axis="y", length=0)
    panel.margins(x=0.06)
    if len(rows) > 1:
        panel.text(
            1.03, -0.62, "truth within\nits interval", transform=panel.get_yaxis_transform(), va="bottom",
            color=QUIET, fontsize=8.5,
        )  # fmt: skip


def _label(each: Reported) -> str:
    return f"{each.method.name}\n{each.method.compares}"


def _ratio_ticks(panel: Any) -> None:
    """Plain numbers on the axis of ratios, as many as have room."""
    from matplotlib.ticker import NullFormatter, NullLocator

    low, high = panel.get_xlim()
    low, high = min(low, 0.9), max(high, 1.1)
    marks = [mark for mark in (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0) if low <= mark <= high]
    panel.set_xlim(low, high)
    panel.xaxis.set_minor_locator(NullLocator())
    panel.xaxis.set_minor_formatter(NullFormatter())
    panel.set_xticks(marks, [f"{mark:g}" for mark in marks])


def _subtitle(found: Bias) -> str:
    useless = ", surgery made useless" if found.asked.useless else ""
    return (
        f"{found.asked.scenario.title}{useless}: {found.registries:,} registries of {found.patients:.0f} patients, "
        f"{found.converted:.0f} judged resectable, {found.operated:.0f} operated"
    )


def _notes(found: Bias) -> str:
    return (
        "Orange stroke: the true effect, from the same patients with surgery and without. Blue dot: mean of the studies'\n"
        "estimates; blue line: where 95% of them lie. Beside: in how many studies the 95% interval held the truth.\n"
        "Refusal is by chance alone here: real patients who refuse differ in more than that."
    )

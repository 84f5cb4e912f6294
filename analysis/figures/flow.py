"""Flow diagram: from starting HAIC to hepatectomy, how many get through each step and why the others leave."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import INK, PAGE, QUIET, SMALLEST, canvas, foot, head, percent, settings
from haicsim.analysis.measures import non_conversion as unconverted
from haicsim.analysis.validation import exact_interval
from haicsim.sim import codes

TITLES = {
    "started": "Started HAIC",
    "infused": "Infused",
    "assessed": "Assessed by CT",
    "responded": "Responded (CR or PR)",
    "unresponsive": "No response (SD or PD)",
    "resectable": "Converted (resectable)",
    "offered": "Offered surgery",
    "operated": "Operated",
}
_NOTES = (
    "Response: the best by mRECIST over all CTs; stable disease that shrank is accepted for surgery in some. The share "
    "converted is set by assumption: the paper does not print how many started HAIC. "
    "A patient whom the meeting heard several times leaves by the first criterion that failed at the best meeting."
)


# centre of each box in percent of the panel, and the step it is a part of
_PLACES = {
    "started": (49.5, 95, ""),
    "infused": (49.5, 81, "started"),
    "assessed": (49.5, 67, "infused"),
    "responded": (36.8, 50, "assessed"),
    "unresponsive": (62.2, 50, "assessed"),
    "resectable": (49.5, 31, "assessed"),
    "offered": (49.5, 18, "resectable"),
    "operated": (49.5, 5, "offered"),
}
_WIDTH, _HEIGHT = 24.6, 7.4
_ARROWS = (
    ("started", "infused"),
    ("infused", "assessed"),
    ("assessed", "responded"),
    ("assessed", "unresponsive"),
    ("responded", "resectable"),
    ("unresponsive", "resectable"),
    ("resectable", "offered"),
    ("offered", "operated"),
)
_OF = {
    "infused": "the infused",
    "assessed": "the assessed",
    "resectable": "converts",
    "offered": "those offered",
}
_MISSED = {
    "started": "not infused",
    "infused": "without a CT",
    "responded": "not converted",
    "unresponsive": "not converted",
    "resectable": "not offered surgery",
    "offered": "not operated",
}
_STEP, _LETTERS = 2.05, 26  # of the lists of those who leave: from line to line, and how long a line is
_STRONG = ("started", "resectable", "operated")


@dataclass(frozen=True)
class Flow:
    """How many reach each step, and how many leave after it, by reason.

    counts: by step; who is assessed has responded or not, and from either some are resectable. left: by the step last
    reached, then by reason: started - infused, infused - assessed, resectable - offered and offered - operated, and
    responded + unresponsive - resectable.
    """

    counts: dict[str, int]
    left: dict[str, dict[str, int]]


def flow(records: NDArray[Any]) -> Flow:
    """Count who gets how far. records: see `haicsim.sim.outcomes.schema.RECORD`."""
    infused = np.isfinite(records["first_haic_day"])
    assessed = infused & (records["scans"] > 0)
    responded = assessed & np.isin(records["best_response"], (codes.COMPLETE, codes.PARTIAL))
    offered = records["offered"]
    steps = {
        "started": np.ones(len(records), bool),
        "infused": infused,
        "assessed": assessed,
        "responded": responded,
        "unresponsive": assessed & ~responded,
        "resectable": records["converted"],
        "offered": offered,
        "operated": records["resected"],
    }
    kept = {
        f"{name} before any meeting": mask for name, mask in unconverted.by_what_came_before(records).items()
    }
    failed = {**kept, **unconverted.by_first_criterion(records)}
    left = {
        "started": _ended(records, ~infused),
        "infused": _ended(records, infused & ~assessed),
        "responded": _nonzero({name: mask & responded for name, mask in failed.items()}),
        "unresponsive": _nonzero({name: mask & steps["unresponsive"] for name, mask in failed.items()}),
        "resectable": _nonzero({"the team does not operate": records["converted"] & ~offered}),
        "offered": _nonzero(_not_operated(records)),
    }
    return Flow({name: int(mask.sum()) for name, mask in steps.items()}, left)


def _ended(records: NDArray[Any], who: NDArray[Any]) -> dict[str, int]:
    """Why those patients got no further, by what kept them from the meeting."""
    why = records["never_reached_meeting"]
    return _nonzero({name: who & (why == code) for code, name in codes.NEVER_REACHED.items()})


def _not_operated(records: NDArray[Any]) -> dict[str, Any]:
    """Offered surgery and not operated: refused, cancelled, or not come to it."""
    out = records["offered"] & ~records["resected"]
    refused = out & records["refused"]
    cancelled = out & ~refused & (records["cancelled"] > 0)
    waiting = out & ~refused & ~cancelled
    dead = np.isfinite(records["death_day"])
    return {
        "refused": refused,
        "progressed while waiting: cancelled": cancelled,
        "died while waiting": waiting & dead,
        "still waiting at the end": waiting & ~dead,
    }


def _nonzero(masks: dict[str, Any]) -> dict[str, int]:
    return {name: int(mask.sum()) for name, mask in masks.items() if mask.any()}


def draw(records: NDArray[Any], subtitle: str) -> Any:
    """The figure: boxes down the middle, those who leave beside the step they reached last."""
    found = flow(records)
    with settings():
        figure = canvas(PAGE, 9.6)
        head(figure, "From starting HAIC to surgery", subtitle)
        panel = figure.add_axes((0.012, 0.07, 0.976, 0.865))
        panel.set(xlim=(0, 100), ylim=(0, 100))
        panel.axis("off")
        for name in TITLES:
            _box(panel, name, found.counts)
        for name, below in _ARROWS:
            _arrow(panel, name, below)
        for name, left in found.left.items():
            if left:
                _leavers(panel, name, left)
        for name, sideways in (("responded", -1), ("unresponsive", 1)):
            _joiners(panel, found, name, sideways)
        _rates(panel, found.counts)
        foot(figure, _NOTES)
    return figure


def _box(panel: Any, name: str, counts: dict[str, int]) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y, parent = _PLACES[name]
    corner = (x - _WIDTH / 2, y - _HEIGHT / 2)
    face = "#DCEAF5" if name in _STRONG else "#F6F6F6"
    style = "round,pad=0,rounding_size=0.8"
    box = FancyBboxPatch(corner, _WIDTH, _HEIGHT, boxstyle=style, facecolor=face, edgecolor=INK, lw=1.0)
    panel.add_patch(box)
    panel.text(
        x,
        y + 1.55,
        f"{TITLES[name]}: {counts[name]:,}",
        ha="center",
        va="center",
        fontweight="bold",
        fontsize=9.5,
    )
    panel.text(
        x, y - 1.65, _shares(name, parent, counts), ha="center", va="center", fontsize=SMALLEST, color=QUIET
    )


def _shares(name: str, parent: str, counts: dict[str, int]) -> str:
    """The share of all starters, and of the step above where that is another."""
    if not parent or not counts["started"]:
        return "everyone, by intention to treat" if not parent else "nobody"
    said = f"{percent(counts[name] / counts['started'])}% of starters"
    if parent != "started" and counts[parent]:
        said += f" · {percent(counts[name] / counts[parent])}% of {_OF[parent]}"
    return said


def _arrow(panel: Any, name: str, below: str) -> None:
    """From the foot of one box to the head of the next, not quite to the middle where two meet."""
    (x0, y0, _), (x1, y1, _) = _PLACES[name], _PLACES[below]
    start = (x0 + 0.15 * (x1 - x0), y0 - _HEIGHT / 2)
    end = (x1 - 0.35 * (x1 - x0), y1 + _HEIGHT / 2)
    panel.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.2, "shrinkA": 0})


def _leavers(panel: Any, name: str, left: dict[str, int]) -> None:
    """Those who leave after a step: to the left of the responders, else to the right."""
    x, y, _ = _PLACES[name]
    leftwards = name == "responded"
    edge = x - _WIDTH / 2 if leftwards else x + _WIDTH / 2
    at = 4.6 if leftwards else edge + 7.4
    said = [
        (count, wrap(reason, _LETTERS)) for reason, count in sorted(left.items(), key=lambda row: -row[1])
    ]
    top = y + _STEP * sum(len(lines) for _, lines in said) / 2
    total = sum(left.values())
    panel.text(at + 0.8, top, f"{total:,} {_MISSED[name]}", va="center", fontweight="bold", fontsize=9.5)
    row = top
    for count, lines in said:
        panel.text(at, row - _STEP, f"{count:,}", ha="right", va="center", fontsize=SMALLEST)
        for line in lines:
            row -= _STEP
            panel.text(at + 0.8, row, line, va="center", fontsize=SMALLEST)
    end = edge - 1.5 if leftwards else edge + 1.5
    panel.annotate("", (end, y), (edge, y), arrowprops={"arrowstyle": "-|>", "color": QUIET, "lw": 1.0})


def _joiners(panel: Any, found: Flow, name: str, sideways: int) -> None:
    """How many of the responders, and of the others, become resectable: beside their arrow."""
    (x0, y0, _), (x1, y1, _) = _PLACES[name], _PLACES["resectable"]
    joining = found.counts[name] - sum(found.left[name].values())
    x, y = x1 + 0.72 * (x0 - x1) + 1.2 * sideways, (y0 + y1) / 2 - 1.2
    panel.text(x, y, f"{joining:,}", ha="right" if sideways < 0 else "left", va="center", fontweight="bold")


def _rates(panel: Any, counts: dict[str, int]) -> None:
    """The shares that are compared between studies, with what chance alone may do to them."""
    started = counts["started"]
    if not started:
        return
    panel.text(0.6, 21, "Of all starters (exact 95% interval)", va="center", fontweight="bold", fontsize=9)
    for row, name in enumerate(("responded", "resectable", "operated"), start=1):
        share = counts[name] / started
        low, high = exact_interval(share, started)
        said = f"{100 * share:.1f}% ({100 * low:.1f}-{100 * high:.1f})"
        panel.text(0.6, 21 - _STEP * row, TITLES[name], va="center", fontsize=SMALLEST)
        panel.text(32, 21 - _STEP * row, said, ha="right", va="center", fontsize=SMALLEST)

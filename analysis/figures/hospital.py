"""The hospital over calendar time: of each scarce resource how many are served and how many wait."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.figures.style import FAINT, INK, PAGE, QUIET, Fill, canvas, foot, head, settings
from haicsim.analysis.measures.hospital import HospitalRun
from haicsim.analysis.measures.queue_series import FOUND, NAMED, WEEK
from haicsim.analysis.measures.resource_names import words_of
from haicsim.sim.codes import RESOURCES
from haicsim.sim.theta import capacity
from haicsim.sim.units import DAYS_PER_YEAR

SERVED, WAITING = Fill("#56B4E9"), Fill("#D55E00", "////")
_USE_DAYS = 91.0  # a quarter: the use of sessions is counted over it,
_MOST_USES = 130  # and over longer where quarters are more than these
_MOST_POINTS = 260  # of a curve: more cannot be told apart
_ROW, _GAP, _TOP, _BOTTOM = 1.9, 0.62, 0.95, 1.7  # inches
_NOTES = (
    "Patients of the warm-up take places and stand in the queue, so they are shown. After the last arrival, where the figure "
    "ends, the hospital would empty. Of a calendar (sessions) the queue is shown, and as a line the share of places taken, "
    "over a quarter of a year or longer."
)


def draw(run: HospitalRun, subtitle: str) -> Any:
    """The figure: a panel for each scarce resource, served below and waiting on top; means of some weeks."""
    rows = list(run.asked)
    height = _TOP + _BOTTOM + _ROW * len(rows) + _GAP * (len(rows) - 1)
    with settings():
        figure = canvas(PAGE, height)
        head(figure, "The hospital over calendar time: who is served and who waits", subtitle)
        for place, resource in enumerate(rows):
            bottom = height - _TOP - (place + 1) * _ROW - _GAP * place
            panel = figure.add_axes((0.075, bottom / height, 0.855, _ROW / height))
            _panel(panel, run, resource)
        panel.set_xlabel("Years since the hospital opened, empty")
        _legend(figure, run, height)
        foot(figure, _NOTES)
    return figure


def coarse(weekly: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Means over as many whole weeks as leave at most some hundred points: years in the middle of each, and the means."""
    weeks = max(1, -(-len(weekly) // _MOST_POINTS))
    count = len(weekly) // weeks
    means: NDArray[np.float64] = weekly[: count * weeks].reshape(count, weeks).mean(axis=1)
    years = (np.arange(count, dtype=np.float64) + 0.5) * (weeks * WEEK / DAYS_PER_YEAR)
    return years, means


def _panel(panel: Any, run: HospitalRun, resource: int) -> None:
    hospital = capacity(run.result.scenario)
    places, every = int(hospital.places[resource]), float(hospital.period[resource])
    years, waiting = coarse(run.queue[resource])
    served = coarse(run.busy[resource])[1] if every == 0.0 else np.zeros(len(waiting))
    panel.fill_between(years, 0.0, served, **SERVED.areas())
    panel.fill_between(years, served, served + waiting, **WAITING.areas())
    if every == 0.0:
        panel.axhline(places, color=INK, lw=1.2, ls=(0, (5, 2)))
    first = run.window.first / DAYS_PER_YEAR
    if first > 0.0:
        panel.axvspan(0.0, first, color=FAINT, alpha=_GAP, lw=0.0, zorder=3)
    name = words_of(RESOURCES[resource])
    has = f"{places} {'place' if places == 1 else 'places'}"
    panel.set_title(f"{name}: {has}" + (f" every {every:g} days" if every > 0.0 else ""))
    most = float((served + waiting).max(initial=0.0))
    highest = max(most, float(places) if every == 0.0 else 0.0, 0.1)
    panel.set(xlim=(0.0, float(run.window.last.min()) / DAYS_PER_YEAR or 1.0), ylim=(0.0, 1.12 * highest))
    panel.set_ylabel("patients")
    if every == 0.0:
        use = panel.secondary_yaxis(
            "right",
            functions=(lambda patients: 100.0 * patients / places, lambda share: share * places / 100.0),
        )
        use.set_yticks([0, 50, 100])
        use.set_ylabel("% of places", color=QUIET)
    else:
        _use_of_sessions(panel, run, resource, places, every)


def _use_of_sessions(panel: Any, run: HospitalRun, resource: int, places: int, every: float) -> None:
    """A line for the share of a calendar's places that were taken, over whole sessions of about a quarter or longer."""
    last = float(run.window.last.min())
    step = every * max(round(max(_USE_DAYS, last / _MOST_USES) / every), 1)
    edges = step * np.arange(max(int(last // step), 1) + 1)
    asked = run.asked[resource]
    taken = np.histogram(asked["left"][asked["granted"]], edges)[0]
    share = 100.0 * taken / (len(run.result.journals) * places * round(step / every))
    use = panel.twinx()
    use.spines["right"].set_visible(True)
    use.step(edges / DAYS_PER_YEAR, np.append(share, share[-1]), where="post", color=INK, lw=1.0)
    use.set_ylim(0.0, max(110.0, 1.05 * float(share.max(initial=0.0))))
    use.set_ylabel("% of places", color=QUIET)


def _legend(figure: Any, run: HospitalRun, height: float) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [
        Patch(**SERVED.areas(), label="served"),
        Patch(**WAITING.areas(), label="waiting, on top of them"),
        Line2D([], [], color=INK, lw=1.2, ls=(0, (5, 2)), label="places"),
        Line2D([], [], color=INK, lw=1.0, label="places taken, % (sessions)"),
    ]
    if run.window.first > 0.0:
        whence = {NAMED: "named in the scenario", FOUND: "found by MSER-5"}[run.window.warm_up]
        handles.append(Patch(facecolor=FAINT, alpha=0.6, label=f"left out: warm-up, {whence}"))
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.065, 0.5 / height),
        ncols=3,
        labelcolor=QUIET,
    )

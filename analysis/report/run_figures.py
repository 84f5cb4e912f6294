"""The figures of a run, drawn for the report, each with what it shows in words."""

from typing import Any

from haicsim.analysis.figures import style, survival_by
from haicsim.analysis.figures.files import FigureFiles, written
from haicsim.analysis.figures.flow import flow
from haicsim.analysis.figures.gallery import Gallery
from haicsim.analysis.measures import non_conversion
from haicsim.analysis.report.blocks import Block, Figure, Words
from haicsim.analysis.report.numbers import median, share
from haicsim.analysis.report.sources import FIGURE_OF_RUN, RunSource, picture
from haicsim.analysis.survival.observation import endpoint
from haicsim.sim.codes import GROUPS

_DPI = 150


def survival_figure(run: RunSource) -> Figure:
    """Survival of everyone who started, together and by vessel group, with 95% bands and numbers at risk."""
    import matplotlib.pyplot as plt

    records, horizon = run.counted.records, run.scenario.run.base("horizon")
    parts = {group: records[records["group"] == place] for place, group in enumerate(GROUPS)}
    times = {
        name: endpoint(some, horizon, "os", "entry")
        for name, some in {"all": records, **parts}.items()
        if len(some)
    }
    with style.settings():
        figure, panel = plt.subplots(figsize=(7.0, 3.6), layout="constrained")
        survival_by.draw(times, "itt", panel, below=True)
        panel.set(title="", xlabel=f"Months since {run.since}")
        png, svg = _files(figure)
    everyone = run.answer["summary"]["all_starters"]
    marks = ", ".join(f"{share(everyone[f'at_{12 * year}_months'])} at {year}" for year in (1, 3, 5))
    said = (
        f"Kaplan-Meier curves from {run.since}, of everyone ({everyone['patients']:,}) and of each vessel group. "
        f"Everyone: median {median(everyone)} months; alive {marks} years."
    )
    return Figure(
        f"Overall survival from {run.since}, with 95% bands and numbers at risk.",
        said,
        png,
        short=True,
        svg=svg,
    )


def figures(run: RunSource) -> tuple[Block, ...]:
    """Flow, reasons, where everyone is month by month, and the resected beside the paper; and what could not be drawn."""
    gallery, blocks = Gallery(run.counted), []
    if gallery.given:
        counts = ", ".join(f"{what} {count:,}" for what, count in flow(run.counted.records).counts.items())
        said = f"Boxes from the start to surgery: {counts}; assessed here are those infused before their CT."
        blocks.append(
            _drawn("From starting HAIC to surgery, and who leaves where.", said, gallery.draw("flow"))
        )
    blocks.append(_drawn("Why patients were not converted.", _reasons(run), gallery.draw("reasons")))
    if run.counted.journal is not None:
        said = (
            "Areas: the share of all who started who are on treatment, waiting, after surgery, with recurrence, progressed or "
            "dead, month by month. What is read from it at 1, 3 and 5 years stands in the tables of survival."
        )
        blocks.append(
            _drawn("Where everyone who started is, month by month.", said, gallery.draw("occupancy"))
        )
    resected = picture(run.folder, FIGURE_OF_RUN)
    if resected is not None:
        said = "Kaplan-Meier curves of the simulated resected with printed landmarks; values: table of agreement."
        blocks.append(Figure("Survival of the resected beside the paper.", said, resected))
    missing = (
        ()
        if run.counted.journal is not None
        else (Words("Month by month is not drawn: no journal was kept."),)
    )
    return (*blocks, *missing)


def _reasons(run: RunSource) -> str:
    """The reasons with their numbers, the most frequent first."""
    records = run.counted.records
    counts = {
        **{
            f"{name}, at the meeting:": int(who.sum())
            for name, who in non_conversion.by_first_criterion(records).items()
        },
        **{
            f"{name}, before any meeting:": int(who.sum())
            for name, who in non_conversion.by_what_came_before(records).items()
        },
    }
    found = sorted((pair for pair in counts.items() if pair[1]), key=lambda pair: -pair[1])
    said = "; ".join(f"{name} {count:,}" for name, count in found)
    return f"Bars, the most frequent reason first; {said or 'everybody was converted'}."


def _drawn(caption: str, said: str, figure: Any) -> Figure:
    """A figure of matplotlib as a block of the report."""
    png, svg = _files(figure)
    return Figure(caption, said, png, svg=svg)


def _files(figure: Any) -> tuple[bytes, bytes]:
    """A figure as PNG and as SVG whose text is text, the same bytes every time, and its memory given back."""
    import matplotlib.pyplot as plt

    png, svg = (written(figure, kind, FigureFiles(dpi=_DPI)) for kind in ("png", "svg"))
    plt.close(figure)
    return png, svg

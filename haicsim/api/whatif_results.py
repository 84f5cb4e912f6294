"""What what-ifs give from Python: tables, pictures, plain numbers, folders."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.api.keep_files import plain, saved

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

    from haicsim.analysis.whatif.decomposition import Decomposition
    from haicsim.analysis.whatif.question import WhatIf
    from haicsim.analysis.whatif.thresholds import Threshold
    from haicsim.analysis.whatif.twin import BothWorlds, Twin
    from haicsim.sim.scenario.model import Scenario


class ConversionResult:
    """What if other shares were converted: the levers found, who is converted then, and what all who start gain.

    found: as `haicsim.analysis.whatif.question` gives it.
    """

    def __init__(self, found: "WhatIf") -> None:
        """Wrap what the analysis gives."""
        self.found = found

    @property
    def table(self) -> "pandas.DataFrame":
        """A row for each mechanism and rate.

        Columns: mechanism, rate, reached, value (of the mechanism's number) with value_low and value_high; months and alive of
        all who start with their 95% intervals and, over the ranges, least and most; newly_converted and their gain by surgery.
        """
        import pandas as pd

        return pd.DataFrame(
            [_row(line["name"], rate) for line in self.as_dict()["mechanisms"] for rate in line["rates"]]
        )

    def plot(self) -> "Figure":
        """Mean months and five-year survival of all who start against the rate, a line for each mechanism."""
        from haicsim.analysis.figures.conversion import draw_conversion

        figure: Figure = draw_conversion(self.found)
        return figure

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain numbers, as `haicsim whatif conversion --json` prints it; what has no value is None."""
        from haicsim.analysis.whatif.plain import as_dict

        return plain(as_dict(self.found))

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write whatif.json, whatif.csv and the figures into a folder; InputError where it holds something else."""
        files = {"whatif.json": self.as_dict(), "whatif.csv": self.table}
        return saved(Path(folder), files, {"conversion": self.plot(), **self._tornadoes()})

    def _tornadoes(self) -> "dict[str, Figure]":
        """How far each gain rests on what is assumed, for every mechanism asked for one rate."""
        from haicsim.analysis.figures.gain_ranges import draw_gain_ranges
        from haicsim.analysis.whatif.ranges import ENDS

        lines = [
            line
            for line in self.found.lines
            if len(line.levers) == 1
            and line.moved
            and line.moved[0].gain.ends
            and self.found.over == ENDS.words
        ]
        return {
            f"gain_{line.mechanism.name}": draw_gain_ranges(line.moved[0], self.found.scenario.title)
            for line in lines
        }

    def __repr__(self) -> str:
        """The question and how many rates were reached."""
        lines = self.found.lines
        reached, asked = sum(len(line.moved) for line in lines), sum(len(line.levers) for line in lines)
        return (
            f"<ConversionResult {self.found.scenario.title}: {reached} of {asked} rates reached, by "
            f"{', '.join(line.mechanism.name for line in lines)}\n .table .plot() .as_dict() .save(folder)>"
        )


class TwinResult:
    """One person in two worlds. found: as `haicsim.analysis.whatif.twin` gives it."""

    def __init__(self, found: "Twin", scenario: "Scenario") -> None:
        """Wrap what the analysis gives."""
        self.found, self.scenario = found, scenario

    @property
    def gain(self) -> float:
        """Months lived longer with surgery, within 60 from the decision for HAIC; no forecast for anybody."""
        return self.found.gain

    def plot(self) -> "Figure":
        """The two lives as two lines."""
        from haicsim.analysis.figures.twin import draw_twin

        figure: Figure = draw_twin(self.found, self.scenario.title, self.scenario.run.base("horizon"))
        return figure

    def as_dict(self) -> dict[str, Any]:
        """Both case reports and what differs, as `haicsim whatif twin --json` prints it."""
        from haicsim.analysis.whatif.plain import twin_as_dict

        return plain(twin_as_dict(self.found))

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write twin.json and the picture into a folder."""
        return saved(Path(folder), {"twin.json": self.as_dict()}, {"twin": self.plot()})


class TwinsResult:
    """Everybody in two worlds. found: as `haicsim.analysis.whatif.twin` gives it."""

    def __init__(self, found: "BothWorlds") -> None:
        """Wrap what the analysis gives."""
        self.found = found

    @property
    def gains(self) -> "pandas.DataFrame":
        """A row for everybody: who, months lived of 60 with surgery and without, and the gain."""
        from haicsim.analysis.whatif.twin import gains_table

        return gains_table(self.found)

    def as_dict(self) -> dict[str, Any]:
        """The rows of `gains`, and their sum beside the difference of the worlds."""
        here, there = self.found.worlds
        rows = self.gains
        return {
            "people": len(rows), "sum_of_gains": float(rows.gain_months.sum()),
            "difference_of_worlds": float(here.months.sum() - there.months.sum()), "gains": rows.to_dict("records"),
            "mean_gain_over_ranges": {name: list(ends) for name, ends in self.found.ranges.items()},
        }  # fmt: skip

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write twins.csv into a folder."""
        return saved(Path(folder), {"twins.csv": self.gains}, {})


class BreakEvenResult:
    """Where an answer changes its sign. found: of everybody and, if asked for, each group; see `thresholds`."""

    def __init__(self, found: "list[Threshold]", scenario: "Scenario", against: Sequence[str]) -> None:
        """Wrap what the analysis gives."""
        self.found, self.scenario, self.against = found, scenario, tuple(against)

    @property
    def table(self) -> "pandas.DataFrame":
        """A row for each break-even: group, value, low, high (infinite: unsure to the end), rises."""
        import pandas as pd

        rows = [
            {"group": each.group, **vars(crossing)}
            for each in self.found
            for crossing in each.found.crossings
        ]
        return pd.DataFrame(rows, columns=["group", "value", "low", "high", "rises"])

    def plot(self) -> "Figure":
        """The difference over the number, a panel for each group."""
        from haicsim.analysis.figures.break_even import draw_break_even

        figure: Figure = draw_break_even(self.found, self.scenario.title)
        return figure

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain numbers, as `haicsim whatif breakeven --json` prints it."""
        from haicsim.analysis.whatif.plain import thresholds_as_dict

        return plain(thresholds_as_dict(self.scenario, self.found, self.against))

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write breakeven.json and the figure into a folder."""
        return saved(Path(folder), {"breakeven.json": self.as_dict()}, {"breakeven": self.plot()})


class DecompositionResult:
    """Where a change comes from. found: as `haicsim.analysis.whatif.decomposition` gives it.

    first, second: the scenarios.
    """

    def __init__(self, found: "Decomposition", first: "Scenario", second: "Scenario") -> None:
        """Wrap what the analysis gives."""
        self.found, self.first, self.second = found, first, second

    @property
    def table(self) -> "pandas.DataFrame":
        """A row for each part and one for the whole: part, words, value, low, high (95%), least and most over the ranges."""
        import pandas as pd

        from haicsim.analysis.whatif.decomposition import WORDS

        said = {**WORDS, "change": "the whole change"}
        intervals = {**self.found.intervals, "change": self.found.change}
        rows = [
            (part, said[part], *interval, *self.found.ranges.get(part, (None, None)))
            for part, interval in intervals.items()
        ]
        return pd.DataFrame(rows, columns=["part", "words", "value", "low", "high", "least", "most"])

    def plot(self) -> "Figure":
        """A bar for each part, and one for the whole."""
        from haicsim.analysis.figures.parts_of_change import draw_parts

        figure: Figure = draw_parts(self.found, self.first.title, self.second.title)
        return figure

    def as_dict(self) -> dict[str, Any]:
        """All of it in plain numbers, as `haicsim whatif decompose --json` prints it."""
        from haicsim.analysis.results.difference import changed_inputs
        from haicsim.analysis.whatif.plain import decomposition

        changed = [vars(each) for each in changed_inputs(self.first, self.second)]
        size = {"patients": self.first.run.patients, "seed": self.first.run.seed}
        return plain(
            {
                "a": self.first.title,
                "b": self.second.title,
                "changed": changed,
                **size,
                **decomposition(self.found),
            }
        )

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write decomposition.json and the figure into a folder."""
        files = {"decomposition.json": self.as_dict()}
        return saved(Path(folder), files, {"decomposition": self.plot()})

    def __repr__(self) -> str:
        """The worlds and the change."""
        change = self.found.change[0]
        return (
            f"<DecompositionResult {self.first.title} and {self.second.title}: {change:+.2f} months for each starter\n"
            " .table .plot() .as_dict() .save(folder)>"
        )


def _row(name: str, rate: dict[str, Any]) -> dict[str, Any]:
    row = {"mechanism": name, "rate": rate["target"], "reached": rate["reached"]}
    row |= {"value": rate["value"], "value_low": rate["low"], "value_high": rate["high"]}
    for number in ("months", "alive", "gain_of_newly_converted"):
        row |= _over(number, rate.get(number) or {"ends": []})
    row["newly_converted"] = rate["whom"]["newly converted"]["people"] if "whom" in rate else None
    return row


def _over(name: str, said: dict[str, Any]) -> dict[str, Any]:
    """A number with its interval, and the least and most over the ranges, in columns."""
    value = said.get("value")
    found: list[float] = [end["value"] for end in said["ends"] if end["value"] is not None]
    ends = [*found, value] if found and value is not None else []
    return {
        name: value, f"{name}_low": said.get("low"), f"{name}_high": said.get("high"),
        f"{name}_least": min(ends, default=None), f"{name}_most": max(ends, default=None),
    }  # fmt: skip

"""What-ifs from Python, on the same people with the same random numbers: `haicsim.whatif`."""

import json
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haicsim.api.result import Progress
from haicsim.sized import ScenarioLike, load_sized

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

    from haicsim.analysis.whatif.question import WhatIf


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
        from haicsim.analysis.results.formats import as_json
        from haicsim.analysis.whatif.plain import as_dict

        plain: dict[str, Any] = json.loads(as_json(as_dict(self.found)))
        return plain

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write whatif.json, whatif.csv and the figure into a folder; InputError where it holds something else."""
        from haicsim.analysis.figures.style import save
        from haicsim.analysis.results.folder import in_one_step, refuse_strangers
        from haicsim.analysis.results.formats import as_json

        place = Path(folder)
        refuse_strangers(place, _FILES)

        def write(fresh: Path) -> None:
            (fresh / "whatif.json").write_text(as_json(self.as_dict()), encoding="utf-8")
            self.table.to_csv(fresh / "whatif.csv", index=False)
            save(self.plot(), fresh, "conversion")

        return in_one_step(place, write, lambda: True)

    def __repr__(self) -> str:
        """The question and how many rates were reached."""
        lines = self.found.lines
        reached, asked = sum(len(line.moved) for line in lines), sum(len(line.levers) for line in lines)
        return (
            f"<ConversionResult {self.found.scenario.name}: {reached} of {asked} rates reached, by "
            f"{', '.join(line.mechanism.name for line in lines)}\n .table .plot() .as_dict() .save(folder)>"
        )


_FILES = ("whatif.json", "whatif.csv", "conversion.png", "conversion.svg")


def conversion(
    scenario: ScenarioLike = "kurume", to: float | str | Sequence[float] = 0.30, by: str | Sequence[str] = "efficacy", *,
    rate: str = "conversion", ranges: bool = True, patients: int | None = None, replications: int | None = None,
    seed: int | None = None, overrides: Sequence[str] = (), progress: Progress | None = None,
) -> ConversionResult:  # fmt: skip
    """What if other shares of all who start were converted, by one mechanism or several?

    to: a rate, some, or text such as "0.05:0.50:0.05". by: mechanisms (see `levers`) or numbers of the scenario by path. rate:
    "conversion" (judged resectable) or "resection" (operated). ranges: whether to try both ends of what is not identified.
    Raises InputError for a faulty rate, an unknown mechanism or a faulty scenario.

    >>> from haicsim import whatif
    >>> found = whatif.conversion("kurume", 0.3, "efficacy", patients=1000, ranges=False)
    >>> bool(found.table.reached[0])
    True
    """
    from haicsim.analysis.whatif.question import what_if
    from haicsim.analysis.whatif.rates import rates_of
    from haicsim.api.sweeps import in_words_of_python

    size = {"patients": patients, "replications": replications, "seed": seed}
    with in_words_of_python():
        rates = [to] if isinstance(to, float) else to
        asked = rates_of(rates if isinstance(rates, str) else ",".join(str(each) for each in rates))
        names = by.split(",") if isinstance(by, str) else by
        loaded = load_sized(scenario, overrides, size, "{name}={value!r}")
        return ConversionResult(
            what_if(loaded, asked, [name.strip() for name in names], rate, ranges, progress)
        )


def levers(
    scenario: ScenarioLike = "kurume", *, rate: str = "conversion", patients: int | None = None
) -> "pandas.DataFrame":
    """The mechanisms by which a rate may change: the number each moves, its value now, and the least and highest rate."""
    import pandas as pd

    from haicsim.analysis.whatif.plain import levers_as_dict
    from haicsim.analysis.whatif.question import reaches
    from haicsim.api.sweeps import in_words_of_python

    with in_words_of_python():
        loaded = load_sized(scenario, (), {"patients": patients}, "{name}={value!r}")
        return pd.DataFrame(levers_as_dict(loaded, reaches(loaded, rate)))


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
    found = [end["value"] for end in said["ends"] if end["value"] is not None]
    ends = [*found, value] if found and value is not None else [None]
    return {
        name: value, f"{name}_low": said.get("low"), f"{name}_high": said.get("high"),
        f"{name}_least": min(ends), f"{name}_most": max(ends),
    }  # fmt: skip

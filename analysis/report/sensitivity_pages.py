"""A sensitivity analysis in a report: which numbers an answer hinges on, by which measure, and which are within noise."""

from collections.abc import Iterator, Sequence

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.report.answered import NOT_CALIBRATED
from haicsim.analysis.report.blocks import Block, Figure, Section, Sentence, Table, Words, answered
from haicsim.analysis.report.numbers import NONE
from haicsim.analysis.report.sources import SensitivitySource
from haicsim.analysis.report.sweep_pages import heading

Row = dict[str, str]
_SHARE = "share of 1"
_MOST, _NAMED, _MOST_SAID = 15, 3, 3
_YES = "True"
METHODS = {
    "oneway": "One number at a time is set to both ends of its range; everything else stays. What two together do "
    "is not seen.",
    "twoway": "Two numbers are moved together over their ranges; the map shows the outcome at each pair.",
    "morris": "Elementary effects (Morris 1991; Campolongo 2007): mu_star is the mean size of a number's effect "
    "over its whole "
    "range, mu its mean with the sign, sigma how much it differs from place to place.",
    "sobol": "Shares of the outcome's variance (Saltelli 2010; Jansen 1999): S1 by a number alone, ST with all it "
    "does together "
    "with others.",
    "pawn": "How far the distribution of the outcome moves when a number is known to a tenth of its range (Pianosi 2018).",
    "prcc": "Correlation of ranks, the other numbers held (Iman and Helton 1988).",
    "regression": "A linear regression over joint draws: coefficient for one standard deviation, and alone for its own share.",
}


def sensitivity_pages(asked: SensitivitySource) -> tuple[Section, ...]:
    """All that is said of it."""
    method = f"{asked.plan.get('method', NONE)}"
    outcomes = list(dict.fromkeys(row["outcome"] for row in asked.rows))
    said = Words(
        f"The sensitivity analysis kept in {asked.folder.name}: method {method}, "
        f"{asked.plan.get('run.patients', NONE)} simulated "
        f"patients a run, random seed {asked.plan.get('run.seed', NONE)}, model {asked.plan.get('model_version', NONE)}."
    )
    drawn = tuple(
        Figure(f"Sensitivity: {name}.", _said(method, name, outcomes), png)
        for name, png in asked.figures.items()
    )
    tables = tuple(_table(asked.rows, outcome) for outcome in outcomes)
    return (
        Section(
            f"What the answer hinges on: {asked.folder.name}",
            (Words("On which of the numbers that were moved does the answer depend, and how much?"), said,
             *answered(tuple(_sentences(asked, outcomes)))),
            new_page=True,
        ),
        Section("What was compared", (*tables, *drawn), level=3),
        Section("What is assumed, and how it was done", (*map(Words, _how(method)), _moved(asked)), level=3),
    )  # fmt: skip


def _how(method: str) -> tuple[str, ...]:
    return (
        METHODS.get(method, "By a method this version does not know."),
        "A number counts as within noise where its effect cannot be told from that of chance among so many "
        "patients. Every range "
        "is the one the scenario states, or the one asked for: a wide range makes a number look important.",
        NOT_CALIBRATED,
    )


def _said(method: str, name: str, outcomes: Sequence[str]) -> str:
    outcome = name.removeprefix(f"{method}-")
    if method == "twoway":
        return f"A map of {heading(outcome)} over both numbers; what was tried stands in the table of ranges."
    return f"The heaviest numbers for {heading(outcome)}; the same values stand in its table."


def _moved(asked: SensitivitySource) -> Block:
    rows = tuple(
        (path.removeprefix("vary."), " to ".join(f"{end:.4g}" for end in given))
        for path, given in asked.plan.items()
        if path.startswith("vary.") and isinstance(given, list)
    )
    if not rows:
        return Words("The ranges are those of the draws.")
    return Table("What was moved, and over which range.", ("Number", "Range"), rows)


def _sentences(asked: SensitivitySource, outcomes: Sequence[str]) -> Iterator[Sentence]:
    ranges = "the ranges moved over: where a range is wide, so is its effect"
    for outcome in outcomes[:_MOST_SAID]:
        mine = [row for row in asked.rows if row["outcome"] == outcome]
        clear = [path for path in _ranked(mine) if not _noisy(mine, path)]
        named = ", then ".join(clear[:_NAMED])
        text = (
            f"{heading(outcome)} depends most on {named}."
            if clear
            else f"{heading(outcome)} depends on none of them beyond chance."
        )
        yield Sentence(text, "description over these ranges", f"indices.csv: {outcome}", ranges)
    if len(outcomes) < _MOST_SAID:
        text = "How likely each value within a range is, is not said: the ranges are not probabilities."
        yield Sentence(text, "withheld", "none", "haicsim calibrate, or --posterior")


def _ranked(rows: Sequence[Row]) -> list[str]:
    """Numbers by the size of their effect (its larger end), or of the first index of the method."""
    sizes: dict[str, float] = {}
    first = rows[0].get("measure") if rows else None
    for row in rows:
        if row.get("measure") == first:
            value = abs(float(row["change"] if "change" in row else row["value"]))
            sizes[row["path"]] = max(sizes.get(row["path"], 0.0), value)
    return sorted(sizes, key=lambda path: (-sizes[path], path))


def _noisy(rows: Sequence[Row], path: str) -> bool:
    first = rows[0].get("measure")
    return all(
        row["below_noise_floor"] == _YES
        for row in rows
        if row["path"] == path and row.get("measure") == first
    )


def _table(rows: Sequence[Row], outcome: str) -> Table:
    mine = [row for row in rows if row["outcome"] == outcome]
    ranked = _ranked(mine)
    parts = list(dict.fromkeys(row["end"] if "end" in row else row["measure"] for row in mine))
    cells = {(row["path"], row["end"] if "end" in row else row["measure"]): row for row in mine}
    shown = tuple(
        (
            path,
            *(_cell(outcome, cells.get((path, part))) for part in parts),
            "within noise" if _noisy(mine, path) else "",
        )
        for path in ranked[:_MOST]
    )
    heads = [f"At the {part} end" if "end" in mine[0] else part for part in parts]
    left = f" {_MOST} of {len(ranked)}; all in indices.csv." if len(ranked) > _MOST else ""
    caption = f"{heading(outcome)}, the heaviest numbers first (95% intervals).{left}"
    return Table(caption, ("Number", *heads, "Chance"), shown)


def _cell(outcome: str, row: Row | None) -> str:
    """A change with the value at which it is, or an index; changes of shares in points of percent."""
    if row is None:
        return NONE
    in_unit = "change" in row or row["measure"] in ("mu_star", "mu", "sigma")
    share = in_unit and outcome in OUTCOMES and OUTCOMES[outcome].unit == _SHARE
    value, low, high = (
        100.0 * number if share else number
        for number in (
            _number(row.get("change", row.get("value", ""))),
            _number(row["low"]),
            _number(row["high"]),
        )
    )
    said = f"{value:.3g}" if low != low else f"{value:.3g} ({low:.3g} to {high:.3g})"
    return f"{float(row['at']):.4g}: {said}" if "at" in row else said


def _number(text: str | None) -> float:
    return float(text) if text else float("nan")

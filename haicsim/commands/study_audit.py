"""`haicsim study audit`: can the printed figures all be true together?"""

import sys
from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from haicsim.analysis.audit.findings import Finding, Report
    from haicsim.analysis.studies import Study

PROVED = 3
MOST_A_CHECK = {"contradiction": 2, "sloppy": 0}  # findings shown of one kind; of others, one
COLOURS = {"contradiction": "red", "implausible": "yellow", "sloppy": "cyan", "undecided": "magenta"}
HEADINGS = {
    "contradiction": "Contradictions, proved",
    "implausible": "Implausible",
    "sloppy": "Sloppy",
    "undecided": "Not decided",
}


class Rounding(StrEnum):
    """How printed numbers are assumed to have been rounded."""

    ANY = "any"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    TRUNCATED = "truncated"


StudyName = Annotated[str, typer.Argument(help="A shipped study by name, or the path of a study file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]
Rounded = Annotated[
    Rounding, typer.Option(help="How numbers were rounded; 'any' proves what is impossible under each.")
]
Everything = Annotated[
    bool, typer.Option("--all", help="List every finding, not only the first few of a kind.")
]
Keep = Annotated[
    bool, typer.Option("--write-marks", help="Keep beside the study file which figures are no targets.")
]


def audit(
    study: StudyName = "kurume",
    json: AsJson = False,
    rounding: Rounded = Rounding.ANY,
    everything: Everything = False,
    keep: Keep = False,
) -> None:
    """Examine whether the printed figures of a study can all be true together.

    Ends with 3 where a contradiction is proved, 0 where none is, 2 where the study file is faulty.

    Examples:

    haicsim study audit

    haicsim study audit my-study.yaml --rounding half_up --json
    """
    from haicsim.analysis.audit.calibration_targets import usable_targets, write_marks
    from haicsim.analysis.studies import load_study

    loaded = load_study(study)
    if not json:
        _show_head(loaded)
    early: list[Report] = []
    report = _examined(loaded, rounding, None if json else _shown_early(loaded, everything, early))
    marks = usable_targets(loaded, report)
    if keep:
        path = write_marks(study, loaded, report)
        print(f"Marks written to {path}.") if not json else None
    if json:
        print(as_json(loaded, report), end="")
    else:
        _show(loaded, report, [mark.status for mark in marks.values()], everything, early)
    raise typer.Exit(PROVED if report.contradicted else 0)


def _examined(study: "Study", rounding: Rounding, show: "Callable[[Report], None] | None") -> "Report":
    """What the audit finds; progress on the error stream. show: called with all but survival, as soon as it is known."""
    from rich.console import Console

    from haicsim.analysis.audit import audit as examine

    with Console(stderr=True).status("Reading figures") as status:
        return examine(study, rounding.value, lambda what: status.update(f"Examining {what}"), show)


def _shown_early(study: "Study", everything: bool, shown: list["Report"]) -> "Callable[[Report], None]":
    """Prints what arithmetic finds at once, for survival may take a minute; keeps what it printed."""

    def show(report: "Report") -> None:
        shown.append(report)
        if report.findings:
            print("By arithmetic")
        _show_findings(study, report.findings, everything)
        sys.stdout.flush()

    return show


def _show_head(study: "Study") -> None:
    from rich.console import Console
    from rich.markup import escape

    from haicsim.show.study_words import legend

    console = Console(highlight=False)
    console.print(f"[bold]{escape(study.name)}[/bold]: {escape(study.title)}")
    console.print(escape(legend(study)))
    sys.stdout.flush()


def as_json(study: "Study", report: "Report | None" = None) -> str:
    """Everything an audit found of a study, for machines; report: the audit, if it was done already."""
    from json import dumps

    from haicsim.analysis.audit import audit as examine
    from haicsim.analysis.audit.calibration_targets import usable_targets

    found = examine(study) if report is None else report
    marks = usable_targets(study, found)
    kept = {ref: asdict(mark) for ref, mark in marks.items() if mark.status != "usable"}
    return dumps({**_plain(found), "not_usable": kept}, indent=2, ensure_ascii=False) + "\n"


def _plain(report: "Report") -> dict[str, object]:
    plain = asdict(report)
    plain["confirmed"] = sorted(report.confirmed)
    plain["contradicted"] = report.contradicted
    return plain


def _show(
    study: "Study", report: "Report", statuses: list[str], everything: bool, early: list["Report"]
) -> None:
    """What was decided of survival and found there, and the sum of all. early: what has been printed already."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    decisions = _decisions(report, everything)
    known = {finding for each in early for finding in each.findings}
    left = tuple(finding for finding in report.findings if finding not in known)
    if decisions or left:
        console.print("\nBy survival")
    for line in decisions:
        console.print(f"  {escape(line)}")
    _show_findings(study, left, everything)
    marks = {status: statuses.count(status) for status in ("usable", "doubtful", "unusable")}
    many = len(report.findings)
    console.print(
        f"\n{many or 'No'} finding{'' if many == 1 else 's'}; rounding assumed: {report.convention}. Figures as targets: "
        f"{marks['usable']} usable, {marks['doubtful']} doubtful, {marks['unusable']} unusable."
    )


def _show_findings(study: "Study", found: "tuple[Finding, ...]", everything: bool) -> None:
    """Findings by gravity, the first few of each kind."""
    from rich.console import Console

    console = Console(highlight=False)
    for severity, heading in HEADINGS.items():
        findings = [finding for finding in found if finding.severity == severity]
        if findings:
            console.print(f"[bold {COLOURS[severity]}]{heading} ({len(findings)})[/]")
            _show_some(console, study, findings, 10**6 if everything else MOST_A_CHECK.get(severity, 1))


def _decisions(report: "Report", everything: bool) -> list[str]:
    """What was decided of curves and log-rank tests, each once; those that are possible in short."""
    lines = list(dict.fromkeys(f"{one.subject}: {one.verdict}{one.detail}" for one in report.decisions))
    if everything:
        return lines
    tests = [line for line in lines if line.startswith("log-rank") and ": possible" in line]
    short = [f"log-rank: {len(tests)} p values are possible with the curves"] if tests else []
    return [line for line in lines if line not in tests] + short


def _show_some(console: "Console", study: "Study", findings: list["Finding"], most: int) -> None:
    """The first findings of each kind, and how many there are."""
    seen: dict[str, int] = {}
    for finding in findings:
        seen[finding.check] = seen.get(finding.check, 0) + 1
        if seen[finding.check] <= most:
            console.print(_line(study, finding))
    if left := {check: number for check, number in seen.items() if number > most}:
        more = ", ".join(f"{check} ({number}{' in all' if most else ''})" for check, number in left.items())
        console.print(f"  [dim]{'more ' if most else ''}with --all: {more}[/]")


def _line(study: "Study", finding: "Finding") -> str:
    from rich.markup import escape

    colour = COLOURS[finding.severity]
    return (
        f"  [{colour}]{escape(finding.check)}[/]  {escape(_each_place_once(study, finding.printed))}\n"
        f"      {escape(finding.possible)}. [dim]{escape(finding.consequence)}[/]"
    )


def _each_place_once(study: "Study", printed: str) -> str:
    """A place that is named after several numbers in a row is named after the last of them."""
    for place in {f" ({figure.place})" for figure in study.figures}:
        first, *rest = printed.split(place)
        if len(rest) > 1 and all(piece.startswith(";") and "(" not in piece for piece in rest[:-1]):
            printed = "".join([first, *rest[:-1]]) + place + rest[-1]
    return printed

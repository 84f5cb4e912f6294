"""Arguments and options that several commands take, each described once."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer


def whole_number(text: str | int) -> int:
    """A whole number as written on the command line, or as an option's default gives it."""
    if isinstance(text, int):
        return text
    if not re.fullmatch(r"[+-]?[0-9]{1,30}", text):
        raise typer.BadParameter(f"'{text}' must be a whole number, such as 12.")
    return int(text)


def written_so(context: typer.Context, text: str | None) -> str | None:
    """Have every figure of the command written as an option says; InputError where it says nothing known."""
    if text is not None:
        from haicsim.analysis.figures.files import figure_files, writing

        files = figure_files(text)
        widened = context.with_resource(writing(files))
        context.call_on_close(lambda: _say_widened(widened, files.width_mm))
    return text


def _say_widened(names: list[str], width_mm: float | None) -> None:
    """Which figures of a command are wider than was asked for, and why; nothing where none is."""
    from haicsim.analysis.figures.files import LEAST_POINTS, WIDTHS
    from haicsim.edge import fitted

    if names:
        note = f"{WIDTHS[-1]} mm wide: {', '.join(dict.fromkeys(names))}."
        why = f"At {width_mm:g} mm their text would be smaller than the {LEAST_POINTS:g} points that journals ask for."
        print(fitted(f"{note} {why}"), file=sys.stderr)


def refuse_others_folder(out: Path | None) -> None:
    """InputError, before anything is simulated, where the folder for an answer holds what haicsim did not write."""
    from haicsim.analysis.results.folder import check_ours

    if out is not None:
        check_ours(out)


def with_acceptance(overrides: list[str] | None, accept: bool) -> list[str]:
    """What is set, and that implausible numbers are meant, where that was said."""
    return [*(overrides or ()), *(["accept=implausible"] if accept else ())]


def _number(help_: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(parser=whole_number, metavar="N", help=help_)
    return option


ScenarioFile = Annotated[str, typer.Argument(help="A scenario file, or the name of a shipped one.")]
ResultFolder = Annotated[Path, typer.Argument(help="A folder of results, as `haicsim run` writes it.")]
Patients = Annotated[int | None, _number("Patients who start HAIC.")]
Replications = Annotated[int | None, _number("Independent replications.")]
Seed = Annotated[int | None, _number("Random seed (0 allowed).")]
Engine = Annotated[str | None, typer.Option(metavar="NAME", help="auto, process (SimPy) or compiled.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="WHAT=VALUE", help="Override a value: surgery.ward_stay=21. May be repeated."
    ),
]
AcceptImplausible = Annotated[
    bool, typer.Option("--accept-implausible", help="Numbers that are hardly possible are meant.")
]
StudyFile = Annotated[
    str,
    typer.Option("--study", metavar="STUDY", help="The published study to compare with: a name or a file."),
]
PosteriorName = Annotated[
    str | None,
    typer.Option(
        "--posterior",
        metavar="NAME|FILE",
        help="Also over draws of a posterior, as `haicsim calibrate` writes it.",
    ),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FOLDER", help="Folder for the results.")]
Again = Annotated[bool, typer.Option("--again", help="Run even if the results already exist.")]
Journal = Annotated[
    bool | None,
    typer.Option("--journal/--no-journal", help="Keep every event (default: up to 200,000 patients)."),
]
Compare = Annotated[
    bool,
    typer.Option(
        "--compare/--no-compare",
        help="Simulate studies of the published size and assess agreement (default).",
    ),
]
Ranges = Annotated[
    bool,
    typer.Option("--ranges/--no-ranges", help="Try both ends of what is not identified (default)."),
]
Figures = Annotated[
    str | None,
    typer.Option(
        "--figures",
        metavar="KIND,...",
        callback=written_so,
        help="How figures are written: png, svg, pdf, a width and dots per inch, such as pdf,svg,85mm,600dpi.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
PatientNumber = Annotated[int, _number("The patient's number, from 0.")]
ReplicationNumber = Annotated[int, _number("The replication, from 0.")]

"""`haicsim whatif bias SCENARIO`: what studies of registries would report as the effect of surgery, beside the truth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import Figures, Json, Overrides, ScenarioFile, Seed, whole_number

if TYPE_CHECKING:
    from haicsim.api.biases import BiasResult

StudySize = Annotated[
    int, typer.Option(parser=whole_number, metavar="N", help="Patients who enter one registry, at least 20.")
]
Repeat = Annotated[int, typer.Option(parser=whole_number, metavar="M", help="How many registries.")]
Until = Annotated[float, typer.Option(metavar="MONTHS", help="Months since first infusion to be counted.")]
Grace = Annotated[
    float,
    typer.Option(
        metavar="MONTHS", help="Clone-censor-weight: months from the decision within which to operate."
    ),
]
Useless = Annotated[
    bool, typer.Option("--useless", help="Make surgery useless: all die as they would have without it.")
]
Registry = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write all registries in long format: a .csv or .parquet file."),
]
OutFolder = Annotated[
    Path | None, typer.Option("--out", metavar="FOLDER", help="Folder for bias.json and the figure.")
]


def bias(
    scenario: ScenarioFile,
    study_size: StudySize = 500,
    repeat: Repeat = 100,
    until: Until = 60.0,
    grace: Grace = 2.0,
    useless: Useless = False,
    seed: Seed = None,
    set_: Overrides = None,
    registry: Registry = None,
    out: OutFolder = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Compare what studies of a registry would report as the effect of surgery with its true effect.

    Naive, landmark and time-dependent Cox comparisons, and clone-censor-weight, each beside the truth it is meant to show.

    haicsim whatif bias kurume --set policy.refusal=0.3

    haicsim whatif bias kurume --set policy.refusal=0.3 --useless

    haicsim whatif bias refusal-10 --study-size 1000 --repeat 1 --registry registry.csv
    """
    _check_files(registry, out)
    numbers = {"study_size": study_size, "repeat": repeat, "until": until, "grace": grace}
    found = _found(scenario, numbers, useless, seed, set_ or [])
    _written(found, registry, out)
    if json:
        print(found.to_json(), end="")
    else:
        _show(found, registry, out)


def _found(
    scenario: str, numbers: dict[str, float], useless: bool, seed: int | None, overrides: list[str]
) -> "BiasResult":
    """The answer, with a bar for those who wait."""
    from haicsim.api.biases import bias_in_words
    from haicsim.show.progress import progress_bar

    said = lambda name, value: f"--{name.replace('_', '-')} {value}"  # noqa: E731
    with progress_bar() as progress:
        bar = progress.add_task("Reading", total=1.0)
        report = lambda what, share: progress.update(bar, description=what, completed=share)  # noqa: E731
        return bias_in_words(scenario, numbers, useless, seed, overrides, report, said)


def _show(found: "BiasResult", registry: Path | None, out: Path | None) -> None:
    from haicsim.show.whatif_bias import show_bias

    show_bias(found.found)
    for place in (registry, out):
        if place is not None:
            print(f"Written: {place}{'/' if place == out else ''}")


def _check_files(registry: Path | None, out: Path | None) -> None:
    """Refuse what cannot be written before anything is simulated."""
    from haicsim.analysis.results.folder import check_place
    from haicsim.analysis.whatif.bias.export import check_ending

    if registry is not None:
        check_ending(registry)
    if out is not None:
        check_place(out)


def _written(found: "BiasResult", registry: Path | None, out: Path | None) -> None:
    if registry is not None:
        from haicsim.analysis.whatif.bias.export import write_registry

        write_registry(found.found.rows, registry)
    if out is not None:
        found.save(out)

"""`haicsim whatif decompose A B`: where a change in the life of all who start comes from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haicsim.commands.arguments import (
    AcceptImplausible,
    Figures,
    Json,
    Out,
    Overrides,
    Patients,
    PosteriorName,
    Ranges,
    Replications,
    Seed,
    refuse_others_folder,
    with_acceptance,
)

if TYPE_CHECKING:
    from haicsim.analysis.whatif.decomposition import Decomposition
    from haicsim.sim.scenario.model import Scenario

First = Annotated[str, typer.Argument(metavar="A", help="A scenario, or a folder of results.")]
Second = Annotated[
    str | None, typer.Argument(metavar="B", help="Another; by default A with what --set changes.")
]


def decompose(
    a: First,
    b: Second = None,
    patients: Patients = None,
    replications: Replications = None,
    seed: Seed = None,
    set_: Overrides = None,
    accept_implausible: AcceptImplausible = False,
    ranges: Ranges = True,
    posterior: PosteriorName = None,
    out: Out = None,
    figures: Figures = None,
    json: Json = False,
) -> None:
    """Split a change in mean months lived by all who start: more operated, others operated, the same faring otherwise.

    The parts add up to the change. Each world is run with surgery and without, on the same people. Values set with --set count
    for B alone.

    haicsim whatif decompose kurume except-vv

    haicsim whatif decompose kurume --set policy.ct_interval=1 --out where
    """
    from haicsim.analysis.whatif.ranges import where_else
    from haicsim.analysis.whatif.two_worlds import decomposed
    from haicsim.api.whatif_results import DecompositionResult
    from haicsim.commands.answer import give
    from haicsim.show.progress import following

    refuse_others_folder(out)
    size = {"patients": patients, "replications": replications, "seed": seed, "engine": None}
    first, second = _named(a, (), size), _named(b or a, with_acceptance(set_, accept_implausible), size)
    with following() as say:
        found = decomposed(first, second, say, where_else(ranges, posterior))
    files = "decomposition.json and the figure decomposition"
    result = DecompositionResult(found, first, second)
    give(result, lambda: _show(found, first, second.title), json, out, files)


def _show(found: "Decomposition", first: "Scenario", second: str) -> None:
    """The parts on the screen, under who was compared."""
    from haicsim.show.whatif import NOT_RANGED, console, ranged
    from haicsim.show.whatif_parts import show_parts

    screen, run = console(), first.run
    screen.print(
        f"{first.title} and {second}: {run.patients:,} patients, seed {run.seed}, the same in both. "
        f"Mean months of the first 60 from the decision for HAIC: {found.before:.1f} and {found.after:.1f}."
    )
    show_parts(screen, found)
    screen.print(ranged(found.over) if found.ranges else NOT_RANGED)


def _named(name: str, overrides: "tuple[str, ...] | list[str]", size: dict[str, int | None]) -> "Scenario":
    """The scenario of a name, a file or a folder of results."""
    from haicsim.analysis.whatif.settled import is_results, scenario_of
    from haicsim.sized import load_for_worlds

    base = scenario_of(Path(name)) if is_results(name) else name
    return load_for_worlds(base, overrides, size, "--{name} {value}")

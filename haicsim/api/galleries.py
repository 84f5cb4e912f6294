"""The gallery: every figure haicsim makes, from small examples simulated on the spot, on one page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from haicsim.api.result import Progress, Result

_VARIED = ("policy.boldness", "tumour.kill_median", "policy.refusal")
_OUTCOME = "conversion_rate"
_DPI = 80


class Bench:
    """What the examples are made of: small runs, simulated when first asked for, in a folder for the while."""

    def __init__(self, place: Path) -> None:
        """place: the folder."""
        self.place = place

    @cached_property
    def kurume(self) -> Result:
        """The reference, with a journal."""
        return self._run("kurume", 1000)

    @cached_property
    def theatre(self) -> Result:
        """A hospital in which beds, meeting and theatre are scarce."""
        return self._run("one-theatre", 300)

    @cached_property
    def folders(self) -> tuple[Path, Path]:
        """Both, saved."""
        return self.kurume.save(self.place / "kurume"), self.theatre.save(self.place / "one-theatre")

    def _run(self, scenario: str, patients: int) -> Result:
        from haicsim.api.runs import run

        return run(scenario, patients=patients)

    def picture(self, run: Result, name: str) -> Any:
        """A figure of patients, by name."""
        from haicsim.analysis.figures.gallery import Gallery
        from haicsim.analysis.results.events import counted_run

        return Gallery(counted_run(run.simulated)).draw(name)

    def sensitivity(self, method: str, size: int) -> bytes:
        """The figure of a small sensitivity analysis."""
        from haicsim.api.sensitivities import sensitivity

        varied = _VARIED[:2] if method == "twoway" else _VARIED
        folder = self.place / method
        sensitivity(
            "kurume", method, outcomes=(_OUTCOME,), vary=varied, size=size, patients=100, out=folder,
            replications=3 if method == "oneway" else None,
        )  # fmt: skip
        return (folder / "figures" / f"{method}-{_OUTCOME}.png").read_bytes()

    def sweep(self, name: str) -> bytes:
        """The figure of a shipped experiment, made small."""
        from haicsim.api.sweeps import sweep

        sweep(name, patients=100, replications=2, out=self.place / name).write()
        return (self.place / name / "figures" / "sweep.png").read_bytes()

    @cached_property
    def compared(self) -> dict[str, Any]:
        """The paper's figures among simulated studies, by file name."""
        from haicsim.analysis.figures.predicted import figures
        from haicsim.api.studies import compare

        found = compare("kurume", patients=2000, replicates=100, power=False).comparison
        return figures(found.margins, found.agreement.rows, "kurume")


@dataclass(frozen=True)
class Step:
    """One figure of the gallery: its title, what is to be seen, the command that makes it, and how it is made here."""

    title: str
    alt: str
    command: str
    make: Callable[[Bench], Any]


def gallery(
    out: str | PathLike[str] = "gallery.html", *, again: bool = False, progress: Progress | None = None
) -> Path:
    """Write one page with every figure haicsim makes, each with its command and in words; returns the page.

    The examples are small and simulated on the spot. again: replace a file that is there. Raises InputError where the file
    cannot be written.
    """
    from haicsim.analysis.figures.files import FigureFiles, writing
    from haicsim.analysis.figures.gallery_page import page
    from haicsim.analysis.results.new_file import check_new_file, write_new_file
    from haicsim.api.gallery_rooms import ROOMS
    from haicsim.api.keep import backend_kept

    target, say = Path(out), progress or _silent
    check_new_file(target, again)
    with TemporaryDirectory() as place, backend_kept(), writing(FigureFiles(("png",), dpi=_DPI)):
        bench, of, made = Bench(Path(place)), sum(len(steps) for _, steps in ROOMS), 0
        rooms = []
        for room, steps in ROOMS:
            shown = []
            for step in steps:
                say(f"{room}: {step.title}", made / of)
                shown.append(_hung(step, bench))
                made += 1
            rooms.append((room, shown))
        say("Writing", 1.0)
    return write_new_file(target, page(rooms).encode())


def _hung(step: Step, bench: Bench) -> Any:
    from haicsim.analysis.figures.gallery_page import Exhibit, exhibit

    made = step.make(bench)
    if isinstance(made, bytes):
        return Exhibit(step.title, step.alt, step.command, made)
    return exhibit(step.title, step.alt, step.command, made)


def commands() -> Iterator[str]:
    """The command of every figure of the gallery."""
    from haicsim.api.gallery_rooms import ROOMS

    return (step.command for _, steps in ROOMS for step in steps)


def _silent(what: str, share: float) -> None:
    pass

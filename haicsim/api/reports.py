"""Reports: one file on results of any kind, for print, mail and archive."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from haicsim.api.cells import ResultOfCells
from haicsim.api.folders import in_a_folder
from haicsim.api.result import Progress, Result
from haicsim.sim.errors import Fault, InputError, nearest_name

if TYPE_CHECKING:
    from haicsim.analysis.report.write import Format

Reported = Result | ResultOfCells | str | PathLike[str]


def report(
    results: Reported | Sequence[Reported],
    out: str | PathLike[str] = "report.html",
    *,
    format: str | None = None,
    again: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write one file on what was asked, what came of it, on what that rests and how it was done; returns it.

    results: one or several: runs, sweeps, sensitivity analyses, or their folders, and folders of answers (what-ifs, capacity,
    policies, calibrations, bias). format: "html" (nothing is fetched to read it), "md" or "docx" (Word; needs python-docx);
    by default what `out` ends in, else "html". again: replace a file that is no report as haicsim wrote it. Raises
    InputError for results of which no report is made, and where `out` cannot be written.

    >>> import haicsim, tempfile
    >>> result = haicsim.run("kurume", patients=100, engine="process")
    >>> with tempfile.TemporaryDirectory() as place:
    ...     text = haicsim.report(result, f"{place}/report.md").read_text()
    >>> text.splitlines()[0]
    '# Report: kurume'
    """
    from haicsim.analysis.report.build import report_of
    from haicsim.analysis.report.word import check_installed
    from haicsim.analysis.report.write import check_target, content
    from haicsim.analysis.results.new_file import write_new_file
    from haicsim.api.keep import backend_kept

    target, say = Path(out), progress or _silent
    chosen = _format(target, format)
    if chosen == "docx":
        check_installed()
    check_target(target, again)
    with ExitStack() as stack, backend_kept():
        folders = [stack.enter_context(_folder(each)) for each in _listed(results)]
        made = report_of(folders, say)
    say("Writing", 1.0)
    return write_new_file(target, content(made, chosen))


def _listed(results: Reported | Sequence[Reported]) -> Sequence[Reported]:
    listed = [results] if isinstance(results, Result | ResultOfCells | str | PathLike) else list(results)
    if not listed:
        raise InputError([Fault("results", None, "", "", "must name at least one result")])
    return listed


def _folder(result: Reported) -> AbstractContextManager[Path]:
    """The folder of a result, for the while."""
    return nullcontext(result.folder) if isinstance(result, ResultOfCells) else in_a_folder(result)


def _format(target: Path, asked: str | None) -> "Format":
    from haicsim.analysis.report.write import FORMATS

    ending = target.suffix.removeprefix(".")
    found = asked or (ending if ending in FORMATS else "html")
    if found not in FORMATS:
        rule = f"must be one of {', '.join(FORMATS)}"
        raise InputError([Fault("report", None, "format", found, rule, nearest_name(found, FORMATS))])
    return found


def _silent(what: str, share: float) -> None:
    pass

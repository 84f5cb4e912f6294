"""How far long work has come: a bar for people who watch, now and then a line in a log."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

    from haicsim.analysis.experiments.scheduler import CellProgress

_EVERY = 30.0  # seconds between two lines in a log
_SHORT = 60.0  # seconds that need no announcement


def duration(seconds: float) -> str:
    """So many seconds in words: 40 s, 12 min, 3.5 h, 2.1 d."""
    for size, unit in ((86400.0, "d"), (3600.0, "h")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds / 60:.0f} min" if seconds >= 100 else f"{seconds:.0f} s"


def progress_bar() -> "Progress":
    """A bar on the error stream that leaves nothing behind; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import Progress, TaskProgressColumn

    columns = (*_named_bar(), TaskProgressColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def _named_bar() -> "tuple[ProgressColumn, ...]":
    """What is being done, on several lines where it must be, and a bar that leaves it most of 80 columns."""
    from rich.progress import BarColumn, TextColumn
    from rich.table import Column

    return TextColumn("{task.description}", markup=False, table_column=Column()), BarColumn(bar_width=20)


@contextmanager
def watched(what: str, cells: int, most_hours: float | None) -> Iterator["Callable[[CellProgress], None]"]:
    """Something to report progress to; it says once how long all will take, before most of it is done."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    columns = (*_named_bar(), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=cells, left="")
        said_at: list[float] = []

        def report(progress: "CellProgress") -> None:
            left = "" if progress.left is None else f"{duration(progress.left)} left"
            bar.update(task, completed=progress.done, left=left)
            if progress.left is None:
                return
            if not said_at:
                said_at.append(monotonic())
                if progress.left > _SHORT or most_hours is not None:
                    console.print(_estimate(progress, most_hours))
            elif not sys.stderr.isatty() and monotonic() - said_at[-1] > _EVERY:
                said_at.append(monotonic())
                console.print(f"{progress.done:,} of {progress.of:,} cells, {left}")

        yield report


def _estimate(progress: "CellProgress", most_hours: float | None) -> str:
    said = f"{progress.of:,} cells will take about {duration(progress.left or 0.0)}"
    if most_hours is not None and (progress.left or 0.0) > most_hours * 3600:
        return f"{said}, more than --max-hours {most_hours:g}: it will stop then, and can go on"
    return f"{said}."


@contextmanager
def following() -> Iterator[Callable[[str, float], None]]:
    """Something to report to, with what is being done and the share done: a bar, silent where nobody watches."""
    with progress_bar() as progress:
        bar = progress.add_task("Reading", total=1.0)

        def report(what: str, share: float) -> None:
            progress.update(bar, description=what, completed=share)

        yield report

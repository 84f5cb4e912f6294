"""What every result of work on cells says: where its cells are, whether all are done, and which failed."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from haicsim.analysis.experiments.work import WorkDone


class ResultOfCells:
    """A result of work done cell by cell."""

    done: "WorkDone"

    @property
    def folder(self) -> Path:
        """Where the cells are kept."""
        return self.done.folder

    @property
    def complete(self) -> bool:
        """Whether every cell is done."""
        return self.done.state == "done"

    @property
    def failed(self) -> dict[int, str]:
        """Why cells failed, by their number."""
        return {cell.number: why for cell, why in self.done.failed}

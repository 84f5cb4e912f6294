"""An answer kept in one file, in a report: its question, sentences with their ledger, tables, figures, how it was made."""

from collections.abc import Callable
from typing import Any

from haicsim.analysis.report import (
    bias_pages,
    calibration_pages,
    capacity_pages,
    decomposition_pages,
    policy_pages,
    search_pages,
    whatif_pages,
)
from haicsim.analysis.report.answered import Answered
from haicsim.analysis.report.blocks import Figure, Section, Table, Words, answered
from haicsim.analysis.report.numbers import NONE
from haicsim.analysis.report.sources import AnswerSource

_SAID_OF: dict[str, Callable[[dict[str, Any]], Answered]] = {
    "whatif.json": whatif_pages.conversion,
    "breakeven.json": whatif_pages.break_even,
    "twin.json": whatif_pages.twin,
    "decomposition.json": decomposition_pages.decomposition,
    "policies.json": policy_pages.compared,
    "search.json": search_pages.searched,
    "capacity.json": capacity_pages.capacity,
    "calibration.json": calibration_pages.calibration,
    "bias.json": bias_pages.bias,
}


def answer_pages(asked: AnswerSource) -> tuple[Section, ...]:
    """All that is said of an answer, whatever its kind."""
    said = _SAID_OF[asked.file](asked.answer)
    size = Words(f"{said.size}, model {asked.model_version}; kept in {asked.name}.")
    drawn = tuple(
        Figure(f"{said.title}: {name.replace('_', ' ')}.", said.figures, png)
        for name, png in asked.figures.items()
    )
    return (
        Section(
            f"{said.title}: {asked.name}",
            (Words(said.question), size, *answered(said.sentences)),
            new_page=True,
        ),
        Section("What was compared", (*said.tables, *drawn), level=3),
        Section("What is assumed, and how it was done", tuple(map(Words, said.methods)), level=3),
        Section("Where it comes from", (_provenance(asked),), level=3),
    )


def _provenance(asked: AnswerSource) -> Table:
    rows = (
        ("Folder", asked.name),
        ("Identity of the results", asked.digest or NONE),
        ("Model", asked.model_version),
        ("Files, each with its SHA-256 in provenance.json", ", ".join(asked.files) or NONE),
    )
    return Table("Provenance.", ("What", "Value"), rows, text=2)

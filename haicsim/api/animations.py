"""Animations: one year of a hospital as a page that moves, and its events as other programs read them."""

from os import PathLike
from pathlib import Path

from haicsim.api.folders import in_a_folder
from haicsim.api.result import Result


def animate(
    result: Result | str | PathLike[str],
    out: str | PathLike[str] = "year.html",
    *,
    events: str | PathLike[str] | None = None,
    year: int | None = None,
    again: bool = False,
) -> list[Path]:
    """Write one year of a run's hospital as a page that moves; returns the files written.

    result: a run, or its folder, with a journal and something scarce. events: a CSV file for every event in the columns of
    vidigi (entity_id, pathway, event_type, event, time, resource_id). year: of the hospital, from 1; by default the first
    after the warm-up. again: replace files that are there. Raises InputError where the run has no journal, nothing is
    scarce, or a file cannot be written.
    """
    from haicsim.analysis.animation.page import event_table, page, read_hospital
    from haicsim.analysis.results.new_file import check_new_file, write_new_file

    targets = [Path(out), *([] if events is None else [Path(events)])]
    for target in targets:
        check_new_file(target, again)
    with in_a_folder(result) as folder:
        hospital = read_hospital(folder)
        texts = [page(hospital, folder, year)]
        texts += [] if events is None else [event_table(hospital, folder)]
    return [write_new_file(target, text.encode()) for target, text in zip(targets, texts, strict=True)]

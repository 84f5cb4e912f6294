"""A report put together: first pages of everything named, in that order, then methods of every run, then checklists."""

from collections.abc import Callable, Sequence
from pathlib import Path

from haicsim.analysis.report.blocks import Report, Section
from haicsim.analysis.report.checklists import checklists
from haicsim.analysis.report.methods import methods
from haicsim.analysis.report.run_pages import first_pages
from haicsim.analysis.report.sources import RunSource, Source, SweepSource, read_source
from haicsim.analysis.report.sweep_pages import sweep_pages
from haicsim.analysis.report.whatif_pages import what_if_pages
from haicsim.analysis.results.as_written import as_written

Say = Callable[[str, float], None]


def report_of(folders: Sequence[Path], say: Say) -> Report:
    """The report on these folders; InputError for one of which none is made. say: called with each step and the share done."""
    sources = []
    for place, folder in enumerate(folders):
        say(f"Reading {folder.name}", 0.4 * place / len(folders))
        sources.append(read_source(folder))
    sections: list[Section] = []
    for source in sources:
        say(f"First pages of {source.folder.name}", 0.4)
        with as_written(source.folder):
            sections += _pages(source)
    for source in sources:
        if isinstance(source, RunSource):
            say(f"Methods of {source.folder.name}", 0.7)
            with as_written(source.folder):
                sections += methods(source)
    names = [_name(source) for source in sources]
    return Report(f"Report: {', '.join(names)}", _made_from(sources), (*sections, checklists()))


def _pages(source: Source) -> tuple[Section, ...]:
    if isinstance(source, RunSource):
        return first_pages(source)
    return sweep_pages(source) if isinstance(source, SweepSource) else what_if_pages(source)


def _name(source: Source) -> str:
    return source.scenario.name if isinstance(source, RunSource) else source.folder.name


def _made_from(sources: Sequence[Source]) -> str:
    kinds = {"RunSource": "run", "SweepSource": "sweep", "WhatIfSource": "what-if"}
    return ", ".join(f"{kinds[type(source).__name__]} {source.folder.name}" for source in sources)

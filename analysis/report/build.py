"""A report put together: first pages of everything named, in that order, then methods of every run, then checklists."""

from collections.abc import Callable, Sequence
from pathlib import Path

from haicsim.analysis.report.answer_pages import answer_pages
from haicsim.analysis.report.blocks import Report, Section
from haicsim.analysis.report.checklists import checklists
from haicsim.analysis.report.methods import methods
from haicsim.analysis.report.run_pages import first_pages
from haicsim.analysis.report.sensitivity_pages import sensitivity_pages
from haicsim.analysis.report.sources import (
    ANSWERS,
    AnswerSource,
    RunSource,
    SensitivitySource,
    Source,
    SweepSource,
    read_source,
)
from haicsim.analysis.report.sweep_pages import sweep_pages
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
    if isinstance(source, SensitivitySource):
        return sensitivity_pages(source)
    return sweep_pages(source) if isinstance(source, SweepSource) else answer_pages(source)


def _name(source: Source) -> str:
    return source.scenario.name if isinstance(source, RunSource) else _called(source)


def _called(source: Source) -> str:
    return source.name if isinstance(source, AnswerSource) else source.folder.name


def _made_from(sources: Sequence[Source]) -> str:
    return ", ".join(f"{_kind(source)} {_called(source)}" for source in sources)


def _kind(source: Source) -> str:
    if isinstance(source, RunSource):
        return "run"
    if isinstance(source, SensitivitySource):
        return "sensitivity analysis"
    return "sweep" if isinstance(source, SweepSource) else ANSWERS[source.file]

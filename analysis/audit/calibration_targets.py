"""Which printed figures a calibration may aim at, and how disputed ones can be read, kept beside the study file."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Strict

from haicsim.analysis.audit.audit import audit
from haicsim.analysis.audit.findings import Finding, Report
from haicsim.analysis.audit.readings import DisputedSet, Reading, disputed_sets
from haicsim.analysis.studies import Study, load_study, study_path
from haicsim.analysis.studies.reported_values import Stated
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.loading.document import InputModel, read_document, validate

HEAD = "# Which printed figures are no targets for calibration, and why."  # the first line of marks begins so
Status = Literal["usable", "doubtful", "unusable"]


@dataclass(frozen=True)
class TargetStatus:
    """Whether one printed number (`id.part`) can serve as a target, and why not.

    usable: nothing speaks against it. doubtful: one of several numbers of which at least one is wrong, or
    implausible. unusable: wrong as printed, or the one that no longer fits once the others are believed.
    """

    figure: str
    status: Status
    reasons: tuple[str, ...] = ()


class _Stored(InputModel):
    """One mark in a file."""

    status: Literal["doubtful", "unusable"]
    reasons: Annotated[tuple[str, ...], Strict(False)]


@dataclass(frozen=True)
class Targets:
    """What a comparison may aim at: the mark of every number (`id.part`), and the sets that are disputed."""

    marks: Mapping[str, TargetStatus]
    disputed: tuple[DisputedSet, ...]


class _Reading(InputModel):
    """One way to read a disputed set."""

    change: float
    instead: dict[str, str]


class _Disputed(InputModel):
    """One disputed set."""

    readings: Annotated[tuple[_Reading, ...], Strict(False)]

    def as_set(self) -> DisputedSet:
        """As the audit has it."""
        readings = tuple(Reading(each.instead, each.change) for each in self.readings)
        return DisputedSet(tuple(dict.fromkeys(ref for each in readings for ref in each.instead)), readings)


class _Statuses(InputModel):
    """A file of marks; figures not listed are usable."""

    study: str
    digest: str
    rounding: str
    marks: dict[str, _Stored]
    disputed: Annotated[tuple[_Disputed, ...], Strict(False)] = ()


def usable_targets(study: Study, report: Report) -> dict[str, TargetStatus]:
    """A mark for every measured number the study prints (numbers in words about methods are left out)."""
    doubted: dict[str, list[tuple[Status, str]]] = {}
    wrong = {ref for finding in report.findings for ref in finding.odd if finding.severity != "sloppy"}
    for finding in report.findings:
        reason = f"{finding.check}: {finding.possible}"
        for ref, status in _accused(finding, wrong, report.confirmed):
            doubted.setdefault(ref, []).append((status, reason))
    marks = {}
    for figure in study.figures:
        if isinstance(figure, Stated):
            continue
        for ref in (f"{figure.id}.{part}" for part in figure.texts()):
            found = {status for status, _ in doubted.get(ref, [])}
            worst: Status = "unusable" if "unusable" in found else "doubtful" if found else "usable"
            marks[ref] = TargetStatus(ref, worst, tuple(reason for _, reason in doubted.get(ref, [])))
    return marks


def _accused(finding: Finding, wrong: set[str], confirmed: frozenset[str]) -> list[tuple[str, Status]]:
    """The refs a finding speaks against.

    A contradiction between several numbers is settled where another finding already shows one of them wrong; a
    number that other numbers bear out is not doubted for one that is odder.
    """
    worst: Status = "unusable" if finding.severity == "contradiction" else "doubtful"
    accused: list[tuple[str, Status]] = [(ref, worst) for ref in finding.odd]
    if finding.severity != "contradiction":
        return accused
    if not finding.odd and any(ref in wrong for ref in finding.disputed):
        return [(ref, "unusable") for ref in finding.disputed if ref in wrong]
    clear = confirmed if finding.check != "survival" and finding.odd else frozenset()
    return accused + [(ref, "doubtful") for ref in finding.disputed if ref not in clear]


def digest(study: Study) -> str:
    """A fingerprint of everything a study file says (its comments and layout aside, and what is left out as usual)."""
    return hashlib.sha256(study.model_dump_json(exclude_defaults=True).encode()).hexdigest()[:16]


def marks_path(name_or_path: str | Path) -> Path:
    """Where the marks of a study are kept: beside its file, with '.marks.yaml'."""
    return study_path(name_or_path).with_suffix(".marks.yaml")


def write_marks(name_or_path: str | Path, study: Study, report: Report) -> Path:
    """Write the marks of a study beside its file, over marks alone that the audit wrote itself; returns where.

    Raises InputError where anything else stands there, a link included, or nothing can be written.
    """
    path = marks_path(name_or_path)
    try:
        if path.is_symlink() or (path.exists() and not _are_marks(path)):
            rule = "holds something that the audit did not write: move it away"
            raise InputError([Fault(str(path), None, "", "", rule)])
        beside = path.with_name(f".{path.name}-{os.getpid()}")
        beside.write_text(marks_text(study, report), encoding="utf-8")
        os.replace(beside, path)
    except OSError as problem:
        rule = f"cannot be written ({os.strerror(problem.errno or 0)})"
        raise InputError([Fault(str(path), None, "", "", rule)]) from None
    return path


def _are_marks(path: Path) -> bool:
    """Whether a file begins as the audit's own do."""
    with path.open("rb") as file:
        return file.readline().startswith(HEAD.encode())


def marks_text(study: Study, report: Report) -> str:
    """What a file of marks says."""
    lines = [
        f"{HEAD} Written by `haicsim study audit",
        f"# {study.name} --write-marks`; not to be edited. Figures not listed are usable.",
        "",
        f"study: {study.name}",
        f"digest: {json.dumps(digest(study))}",
        f"rounding: {report.convention}",
        "marks:",
    ]
    for mark in usable_targets(study, report).values():
        if mark.status != "usable":
            lines += [f"  {mark.figure}:", f"    status: {mark.status}", "    reasons:"]
            lines += [f"      - {json.dumps(reason, ensure_ascii=False)}" for reason in mark.reasons]
    if lines[-1] == "marks:":
        lines[-1] = "marks: {}"
    return "\n".join([*lines, *_disputed_lines(disputed_sets(study, report))]) + "\n"


def _disputed_lines(sets: tuple[DisputedSet, ...]) -> list[str]:
    """The readings of each disputed set, the smallest change first."""
    lines = ["disputed:"] if sets else []
    for each in sets:
        lines.append("  - readings:")
        for reading in each.readings:
            instead = ", ".join(f"{ref}: {json.dumps(text)}" for ref, text in reading.instead.items())
            lines += [f"      - change: {reading.change:.6g}", f"        instead: {{{instead}}}"]
    return lines


def read_targets(name_or_path: str | Path) -> Targets:
    """Marks and disputed sets of a study: those kept beside its file if they are of this very study, else by an audit.

    Raises InputError where the study or its marks cannot be read.
    """
    study = load_study(name_or_path)
    path = marks_path(name_or_path)
    if path.exists():
        stored = validate(read_document(path), _Statuses)
        if stored.digest == digest(study):
            return _as_stored(study, stored)
    report = audit(study)
    return Targets(usable_targets(study, report), disputed_sets(study, report))


def _as_stored(study: Study, stored: _Statuses) -> Targets:
    everything = usable_targets(study, Report(study.name, "any", ()))
    marks = {ref: TargetStatus(ref, "usable") for ref in everything}
    marks.update((ref, TargetStatus(ref, kept.status, kept.reasons)) for ref, kept in stored.marks.items())
    return Targets(marks, tuple(each.as_set() for each in stored.disputed))


def kept_worth(name_or_path: str | Path) -> dict[str, str]:
    """What the kept marks say of printed survival, by the id of the figure; nothing where none are kept of this very study."""
    study, path = load_study(name_or_path), marks_path(name_or_path)
    if not path.exists():
        return {}
    stored = validate(read_document(path), _Statuses)
    if stored.digest != digest(study):
        return {}
    parts = ("percent", "count")
    refs = {ref: kept.status for ref, kept in stored.marks.items() if ref.rpartition(".")[2] in parts}
    return {ref.rpartition(".")[0]: status for ref, status in refs.items()}


def read_marks(name_or_path: str | Path) -> Mapping[str, TargetStatus]:
    """The marks alone; see `read_targets`."""
    return read_targets(name_or_path).marks

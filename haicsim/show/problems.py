"""The page that says what is wrong in a paper, written from what the audit finds."""

from collections import Counter
from collections.abc import Mapping

from haicsim.analysis.audit.calibration_targets import TargetStatus
from haicsim.analysis.audit.findings import Finding, Report
from haicsim.analysis.studies import Study

HEADINGS = {
    "contradiction": "Proved: these cannot all be true",
    "implausible": "Hardly possible",
    "sloppy": "Loose, but possible",
    "undecided": "Not decided",
}
CHECKS = {
    "survival": (
        "Survival",
        "Survival of a few patients can take only a few values. Every order in which they can have died or been lost was "
        "tried: for each group, and for all groups together.",
    ),
    "log-rank": (
        "Log-rank tests",
        "The printed curves leave only some p values possible, whoever the patients were.",
    ),
    "same patients": (
        "Two endpoints of the same patients",
        "Every death is an event of disease-free survival too, so one curve says something of the other.",
    ),
    "nested endpoints": (
        "Endpoints that contain others",
        "Where one endpoint counts every event of another its curve is nowhere higher, and who has had an event is not "
        "free of it.",
    ),
    "mean survival": (
        "Means of survival",
        "A mean restricted to a time is the area under the curve up to then.",
    ),
    "intervals": (
        "Confidence intervals",
        "Whatever the method, an interval holds the estimate it is printed beside.",
    ),
    "hazard ratios": (
        "Hazard ratios",
        "A ratio and its interval say what the p of the same model is.",
    ),
    "follow-up": ("Beyond follow-up", "Nothing is known of a time at which nobody was watched any more."),
    "containment": (
        "Rates that contain others",
        "What is contained in a rate cannot be more frequent than it.",
    ),
    "percentages": ("Counts and percentages", "So many of so many patients is one percentage, and no other."),
    "totals": ("Parts and totals", "Parts must add up to the whole."),
    "sites": (
        "Sites and patients",
        "A patient may have several sites of recurrence, but all counts must come from the same patients.",
    ),
    "printed twice": (
        "The same number, printed twice",
        "Text and tables say the same thing and differ.",
    ),
    "summaries": (
        "Medians, means and ranges",
        "So many patients can have only some medians and means within a range.",
    ),
    "limits": (
        "How many lie beyond a limit",
        "A median and a range say how many patients can lie beyond a limit; the paper also counts them.",
    ),
    "magnitude": ("Units", "Read literally, the number cannot be what it is said to be."),
    "change": (
        "Before, after and change",
        "The same patients before and after must show the change that is printed.",
    ),
    "p values": (
        "p values of counts",
        "The counts are printed, so the p value can be computed again, by every usual test.",
    ),
}


def problems_page(study: Study, report: Report, marks: Mapping[str, TargetStatus]) -> str:
    """What is wrong in a study, in plain words: Markdown, gravest first, with what follows for calibration."""
    lines = [
        "# What is wrong in the source paper",
        "",
        f"Written by `python -m haicsim.generate` from what `haicsim study audit {study.name}` finds; not to be edited.",
        "The command works from the printed figures alone and knew none of these problems beforehand.",
        "",
        f"The paper: {study.title}. What it prints is kept in",
        f"[analysis/studies/{study.name}.yaml](../analysis/studies/{study.name}.yaml), with the place of every number.",
        "",
    ]
    lines += [*_names(study), "", *_in_short(report, marks), ""]
    for severity, heading in HEADINGS.items():
        findings = [finding for finding in report.findings if finding.severity == severity]
        if findings:
            lines += [f"## {heading}", ""]
            for check in dict.fromkeys(finding.check for finding in findings):
                title, why = CHECKS[check]
                lines += [f"### {title}", "", why, ""]
                lines += [_item(finding) for finding in findings if finding.check == check]
                lines += [""]
    return "\n".join([*lines, *_targets(study, marks)]) + "\n"


def _names(study: Study) -> list[str]:
    """What the short names of endpoints and groups stand for."""
    endpoints = [f"{name} is {about.label.lower()}" for name, about in study.endpoints.items()]
    groups = [f"{name}: {about.label} (n = {about.n})" for name, about in study.groups.items()]
    return [f"Short names: {', '.join(endpoints)}; groups {'; '.join(groups)}."]


def _in_short(report: Report, marks: Mapping[str, TargetStatus]) -> list[str]:
    counts = {severity: sum(one.severity == severity for one in report.findings) for severity in HEADINGS}
    status = {
        name: sum(mark.status == name for mark in marks.values())
        for name in ("usable", "doubtful", "unusable")
    }
    decisions = list(dict.fromkeys(report.decisions))
    tests = [one for one in decisions if one.subject.startswith("log-rank")]
    decided = [f"- {one.subject}: {one.verdict}." for one in decisions if one not in tests]
    decided += [
        f"- {verdict}: {number} printed log-rank p value{'s' * (number > 1)}."
        for verdict, number in Counter(one.verdict.capitalize() for one in tests).items()
    ]
    return [
        f"{counts['contradiction']} contradictions are proved, {counts['implausible']} figures are hardly possible, "
        f"{counts['sloppy']} are loose. Of {len(marks)} printed numbers {status['usable']} remain usable as targets of a "
        f"calibration, {status['doubtful']} are doubtful and {status['unusable']} unusable.",
        "",
        *decided,
        "",
        "Proved means: under every usual way of rounding, and for every data set of so many patients. Where several",
        "figures contradict one another the command cannot know which is wrong; it names the one whose smallest change",
        "would let the rest be true, and the other ways out.",
    ]


def _item(finding: Finding) -> str:
    printed, possible = _sentence(finding.printed), _sentence(finding.possible)
    return f"- Printed: {_literal(printed)} **{_literal(possible)}** What follows: {_literal(finding.consequence)}."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _literal(text: str) -> str:
    """Text without signs that Markdown would read."""
    for sign in ("*", "_", "<", ">"):
        text = text.replace(sign, f"\\{sign}")
    return text


def _targets(study: Study, marks: Mapping[str, TargetStatus]) -> list[str]:
    """Which figures are no targets, by place."""
    rows = [
        f"| {study.figure(ref.split('.')[0]).place} | {study.figure(ref.split('.')[0]).texts()[ref.split('.')[1]]} "
        f"| `{ref}` | {mark.status} |"
        for ref, mark in marks.items()
        if mark.status != "usable"
    ]
    return [
        "## Figures that are no targets",
        "",
        f"The same is kept, with the reasons, in [analysis/studies/{study.name}.marks.yaml]"
        f"(../analysis/studies/{study.name}.marks.yaml). All other figures are usable.",
        "",
        "| where | printed | figure | |",
        "| --- | --- | --- | --- |",
        *(row.replace("<", "\\<") for row in rows),
    ]

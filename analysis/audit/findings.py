"""What an audit reports: findings with their severity, the figures they rest on, and those that may be wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from haicsim.analysis.km_solver.curves import Demand
from haicsim.analysis.km_solver.rounding import Convention, Interval, before_rounding
from haicsim.analysis.studies import Study
from haicsim.analysis.studies.printed import Printed

Severity = Literal["contradiction", "implausible", "sloppy", "undecided"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True)
class Alternative:
    """A way out: these figures changed, everything else as printed.

    figures: refs (`id.part`) that print the same number. printed: that number. attainable: what it could be
    instead, nearest first; empty where the values were not listed. change: size of the smallest change, in the
    printed unit (None where not listed). certain: a data set was found; otherwise merely not refuted.
    """

    figures: tuple[str, ...]
    printed: str
    attainable: tuple[str, ...] = ()
    change: float | None = None
    certain: bool = True


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit: what is printed, what is possible, how grave, what follows for calibration.

    check: the family of checks. printed, possible, consequence: sentences for a reader. figures: refs on which
    the finding rests. odd: refs that are the likeliest to be wrong; disputed: others that may be wrong instead.
    alternatives: each single change that would reconcile. assumption: what the proof takes for granted.
    """

    check: str
    severity: Severity
    subject: str
    printed: str
    possible: str
    consequence: str
    figures: tuple[str, ...]
    odd: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    assumption: str = ""


@dataclass(frozen=True)
class Decision:
    """What was decided of some figures together: possible (a data set was found), proved impossible, or undecided.

    subject: which figures. detail: more, to be read after the verdict.
    """

    subject: str
    verdict: str
    detail: str = ""


@dataclass(frozen=True)
class Report:
    """All findings of one study, gravest first, with the figures that other figures bear out.

    confirmed: refs of figures that take part in a sum or comparison that holds. decisions: on curves and log-rank tests.
    """

    study: str
    convention: Convention
    findings: tuple[Finding, ...]
    confirmed: frozenset[str] = frozenset()
    decisions: tuple[Decision, ...] = ()

    @property
    def contradicted(self) -> bool:
        """Whether a contradiction is proved."""
        return any(finding.severity == "contradiction" for finding in self.findings)


def follows_from(severity: Severity) -> str:
    """What a finding among printed estimates means for their use."""
    if severity == "contradiction":
        return "one of these numbers is wrong; use none of them alone"
    return "nothing is proved; look at the page again"


@dataclass
class Context:
    """What every check works with: the study, the rounding assumed, and where findings go.

    large: groups with demands under which there are too many histories to list, so that nobody tries twice.
    """

    study: Study
    convention: Convention = "any"
    findings: list[Finding] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    decisions: list[Decision] = field(default_factory=list)
    large: list[tuple[str, frozenset[Demand]]] = field(default_factory=list)

    def decide(self, subject: str, verdict: str, detail: str = "") -> None:
        """Note what was decided."""
        self.decisions.append(Decision(subject, verdict, detail))

    @property
    def rounding(self) -> str:
        """The rounding a proof takes for granted, in words."""
        return f"rounding: {self.convention}"

    def add(self, finding: Finding) -> None:
        """Take in a finding."""
        self.findings.append(finding)

    def report(
        self,
        check: str,
        severity: Severity,
        refs: Iterable[str],
        possible: str,
        consequence: str,
        *,
        subject: str | None = None,
        printed: str | None = None,
        suspects: Iterable[str] = (),
        odd: Iterable[str] = (),
        disputed: Iterable[str] = (),
        assumption: str = "",
    ) -> None:
        """Take in a finding about some printed numbers, by their refs.

        subject: their reported values, unless said. printed: quoted, unless said. suspects: who may be wrong: the odd one
        out where it is one alone, else disputed among them.
        """
        figures, named = tuple(refs), tuple(suspects)
        alone = named if len(named) == 1 else ()
        self.add(
            Finding(
                check=check,
                severity=severity,
                subject=", ".join(dict.fromkeys(ref.split(".")[0] for ref in figures))
                if subject is None
                else subject,
                printed=self.quote(*figures) if printed is None else printed,
                possible=possible,
                consequence=consequence,
                figures=figures,
                odd=(*alone, *odd),
                disputed=(*(named if not alone else ()), *disputed),
                assumption=assumption,
            )
        )

    def confirm(self, refs: Iterable[str]) -> None:
        """Note figures that bear one another out."""
        self.confirmed.update(refs)

    def interval(self, printed: Printed) -> Interval:
        """The numbers that print as this one, under the rounding assumed."""
        return before_rounding(printed, self.convention)

    def number(self, ref: str) -> Printed:
        """The printed number at a ref `id.part`."""
        figure, part = ref.split(".")
        return self.study.figure(figure).parts()[part]

    def text(self, ref: str) -> str:
        """What is printed at a ref, words such as "not reached" too."""
        figure, part = ref.split(".")
        return self.study.figure(figure).texts()[part]

    def place(self, ref: str) -> str:
        """Where a figure stands."""
        return self.study.figure(ref.split(".")[0]).place

    def quote(self, *refs: str) -> str:
        """Printed numbers with the places they stand at."""
        return "; ".join(f"{self.text(ref)} ({self.place(ref)})" for ref in refs)

    def final(self) -> Report:
        """The findings in order of gravity, as found within each."""
        ordered = sorted(self.findings, key=lambda finding: SEVERITIES.index(finding.severity))
        return Report(
            self.study.name, self.convention, tuple(ordered), frozenset(self.confirmed), tuple(self.decisions)
        )

"""Units against magnitudes: percentages beyond 100, p values beyond 1, tumours larger than a liver."""

from fractions import Fraction
from importlib.resources import files
from pathlib import Path

from haicsim.analysis.audit.findings import Context, Severity
from haicsim.analysis.studies.measured import Numeric
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_value import LIMITS, Name, Text, Unit
from haicsim.analysis.studies.reported_values import (
    Count,
    Cumulative,
    Events,
    HazardRatio,
    PValue,
    Summary,
    Survival,
)
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.loading.document import InputModel, read_document, validate

CHECK = "magnitude"


class Magnitude(InputModel):
    """Between what a quantity can lie in a person, and why."""

    low: float
    high: float
    unit: Unit
    why: Text


class Magnitudes(InputModel):
    """The file of limits."""

    limits: dict[Name, Magnitude]


def read_limits() -> dict[str, Magnitude]:
    """The limits on what can be measured, by name."""
    document = read_document(Path(str(files("haicsim.analysis.audit") / "limits.yaml")), "limits.yaml")
    return validate(document, Magnitudes).limits


def check_units(context: Context) -> None:
    """Every printed number against what can be at all."""
    limits = read_limits()
    _known_names(context, limits)
    for figure in context.study.figures:
        if isinstance(figure, Count | Events | Survival | Cumulative):
            _share(context, figure.id, "percent", figure.parts().get("percent") is not None)
        elif isinstance(figure, PValue | HazardRatio):
            if "p" in figure.parts() and not 0 <= figure.parts()["p"].value <= 1:
                _found_unit(context, [f"{figure.id}.p"], "contradiction", "a p value lies between 0 and 1")
        elif isinstance(figure, Summary):
            _summary(context, figure, limits)


def _known_names(context: Context, limits: dict[str, Magnitude]) -> None:
    for name, measure in context.study.measures.items():
        if isinstance(measure, Numeric) and measure.what is not None and measure.what not in limits:
            rule = f"is not a quantity with known limits; known are {', '.join(limits)}"
            raise InputError([Fault(context.study.name, None, f"measures.{name}.what", measure.what, rule)])


def _share(context: Context, name: str, part: str, printed: bool) -> None:
    ref = f"{name}.{part}"
    if printed and not 0 <= context.number(ref).value <= 100:
        _found_unit(context, [ref], "contradiction", "a share lies between 0 and 100%")


def _summary(context: Context, figure: Summary, limits: dict[str, Magnitude]) -> None:
    measure = context.study.measures[figure.measure]
    if not isinstance(measure, Numeric):
        return
    parts = {part: number for part, number in figure.parts().items() if part not in ("sd", *LIMITS)}
    if measure.kind == "percent" and measure.change is None:
        low, high, unit, why, severity = 0.0, 100.0, "%", "a share of a whole", "contradiction"
    elif measure.what is not None:
        limit = limits[measure.what]
        low, high, unit, why, severity = limit.low, limit.high, limit.unit, limit.why, "implausible"
    else:
        return
    scale = factor(figure.unit, unit)
    outside = [
        f"{figure.id}.{part}"
        for part, number in parts.items()
        if not Fraction(str(low)) <= number.value * scale <= Fraction(str(high))
    ]
    if outside:
        values = ", ".join(f"{float(context.number(ref).value * scale):g}" for ref in outside)
        text = f"read literally {values} {unit}; between {low:g} and {high:g} {unit} can be ({why})"
        refs = outside if severity == "contradiction" else [f"{figure.id}.{part}" for part in parts]
        _found_unit(context, refs, "contradiction" if severity == "contradiction" else "implausible", text)


def _found_unit(context: Context, refs: list[str], severity: Severity, possible: str) -> None:
    unit = getattr(context.study.figure(refs[0].split(".")[0]), "unit", "")
    printed = context.quote(*refs) + (f", unit {unit}" if unit else "")
    consequence = "do not use as printed; the unit may be wrong"
    subject = refs[0].split(".")[0]
    context.report(CHECK, severity, refs, possible, consequence, subject=subject, printed=printed, odd=refs)

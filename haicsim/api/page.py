"""`docs/python-api.md`: what `import haicsim` offers, from the docstrings."""

import inspect
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import haicsim

MADE_BY = "<!-- Written by `python -m haicsim.generate` (make docs); changes made here are lost. -->"

OPENING = """\
Every verb of the command line is a function that returns its answer and prints nothing. Faulty input raises
`haicsim.InputError`, whose `faults` say where, what was read and which rule it breaks. Long work reports to a callback
`progress(what, share)`. The examples are run as tests.

```python
import haicsim

kurume = haicsim.load("kurume")
result = haicsim.run(kurume, patients=5000)
narrow = haicsim.run(kurume.with_({"capacity.infusion_bed": 18}), patients=5000)
result.survival(by="group", endpoint="itt")
result.plot().figure.savefig("survival.png")
haicsim.diff(result, narrow).outputs
```
"""

_SECTIONS = {
    "Scenarios": ("load", "check", "Scenario"),
    "Runs": (
        "run",
        "read",
        "Result",
        "story",
        "PatientStory",
        "pictures",
        "animate",
        "gallery",
        "report",
        "diff",
        "DifferenceResult",
    ),
    "Experiments": ("sweep", "SweepResult", "sensitivity", "SensitivityResult", "capacity", "CapacityResult"),
    "What if": (
        "whatif.conversion",
        "whatif.levers",
        "whatif.ConversionResult",
        "whatif.decompose",
        "whatif.DecompositionResult",
        "whatif.breakeven",
        "whatif.BreakEvenResult",
        "whatif.twin",
        "whatif.TwinResult",
        "whatif.twins",
        "whatif.TwinsResult",
        "bias",
        "BiasResult",
    ),
    "Policies": ("policy.compare", "policy.PolicyComparison", "policy.search", "policy.PolicySearch"),
    "Studies": (
        "new_study",
        "check_study",
        "compare",
        "ComparisonResult",
        "audit",
        "AuditResult",
        "reconstruct",
        "ReconstructionResult",
        "expect",
        "validate",
        "ValidationResult",
        "new_cohort",
        "cohort",
        "CohortResult",
    ),
    "Errors": ("InputError", "Fault"),
}
_SHOWN_OF = {"Scenario": ("with_", "as_json", "digest", "files", "numbers", "origin")}


def api_page() -> str:
    """The whole page."""
    lines = ["# haicsim in Python", "", MADE_BY, "", *OPENING.splitlines(), ""]
    for section, names in _SECTIONS.items():
        lines += [f"## {section}", ""]
        for name in names:
            lines += _entry(name, attrgetter(name)(haicsim))
    return "\n".join(lines).rstrip() + "\n"


def _entry(name: str, thing: Any) -> Iterator[str]:
    """A function with its arguments, or a class with what it offers."""
    if not inspect.isclass(thing):
        yield from (f"### `haicsim.{name}{_arguments(thing)}`", "", *_prose(thing), "")
        return
    yield from (f"### `haicsim.{name}`", "", *_prose(thing), "")
    own = [
        each
        for kind in reversed(thing.__mro__)
        if kind.__module__.startswith("haicsim.")
        for each in vars(kind)
    ]
    members = _SHOWN_OF.get(name) or [each for each in dict.fromkeys(own) if not each.startswith("_")]
    for member in members:
        found = inspect.getattr_static(thing, member)
        text = inspect.getdoc(found)
        if text is None or not (inspect.isfunction(found) or hasattr(found, "__get__")):
            continue
        shown = f"{member}{_arguments(found)}" if inspect.isfunction(found) else member
        yield from (f"- `.{shown}`: {' '.join(_before_examples(text).split())}",)
    if members:
        yield ""


def _arguments(function: Any) -> str:
    """The arguments with their defaults, without types."""
    parameters = [
        each.replace(annotation=inspect.Parameter.empty)
        for each in inspect.signature(function).parameters.values()
        if each.name != "self"
    ]
    return str(inspect.Signature(parameters))


def _before_examples(text: str) -> str:
    return text.partition(">>>")[0]


def _prose(thing: Any) -> Iterator[str]:
    """A docstring as it is, examples as code."""
    inside = False
    for line in (inspect.getdoc(thing) or "").splitlines():
        if line.startswith(">>>") and not inside:
            inside = True
            yield "```pycon"
        elif inside and not line.strip():
            inside = False
            yield "```"
        yield line
    if inside:
        yield "```"

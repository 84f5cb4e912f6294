"""Choices as a person writes them: `--choice policy.ct_interval=1,2,3`, the name of a usual one, or a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from haicsim.analysis.whatif.choices import (
    DEFAULT,
    Choice,
    Option,
    Settings,
    choice,
    default_choices,
    refuse_unusable,
)
from haicsim.sim.errors import Fault, InputError, nearest_name, short
from haicsim.sim.loading.document import read_document
from haicsim.sim.loading.scalars import Refused, resolve
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import changeable, value_at


def choices_of(scenario: Scenario, asked: Sequence[str] = (), file: str | Path | None = None) -> list[Choice]:
    """The choices asked for, those of the file first; the usual ones where none are. InputError with every fault.

    asked: "path=value,value,...", or the name of a usual choice. file: YAML, a list of values below each path, or below a name
    of your own the options, each with what it sets.
    """
    found = [] if file is None else _in_file(scenario, file)
    found += [_written(scenario, text) for text in asked]
    if not found:
        found = default_choices(scenario)
    refuse_unusable(scenario, found)
    return found


def _written(scenario: Scenario, text: str) -> Choice:
    said = f"--choice {text}"
    path, equals, right = (part.strip() for part in text.partition("="))
    if not equals:
        if path in DEFAULT:
            return default_choices(scenario, [path])[0]
        rule = f"must read path=value,value,... or be one of {', '.join(DEFAULT)}"
        raise InputError([Fault(said, None, "", "", rule, nearest_name(path, DEFAULT))])
    values = [_value(each.strip(), said) for each in right.split(",")]
    return _of_values(scenario, path, values, said)


def _of_values(scenario: Scenario, path: str, values: Sequence[Any], said: str) -> Choice:
    unit = _unit(scenario, path)
    options = [Option(_words(each, unit), {path: each}) for each in dict.fromkeys(map(_hashable, values))]
    if not options:
        raise InputError([Fault(said, None, path, "", "offers nothing")])
    return choice(scenario, path, options)


def _value(text: str, said: str) -> Any:
    value = resolve(text)
    if isinstance(value, Refused):
        raise InputError([Fault(said, None, "", text, value.rule)])
    if value is None:
        raise InputError([Fault(said, None, "", "", "has a value that is empty")])
    return value


def _in_file(scenario: Scenario, file: str | Path) -> list[Choice]:
    document = read_document(Path(file))
    found = []
    for name, content in document.data.items():
        if isinstance(content, list) and content:
            found.append(_of_values(scenario, str(name), content, str(file)))
        elif (
            isinstance(content, dict) and content and all(isinstance(each, dict) for each in content.values())
        ):
            options = [Option(str(words), _settings(each)) for words, each in content.items()]
            found.append(choice(scenario, str(name), options))
        else:
            rule = "must be a list of values, or options by name, each with what it sets"
            line = document.lines.get((name,))
            raise InputError([Fault(document.file, line, str(name), short(content), rule)])
    return found


def _settings(content: dict[str, Any]) -> Settings:
    return {str(path): _hashable(value) for path, value in content.items()}


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _unit(scenario: Scenario, path: str) -> str:
    """The unit of a number, after a space; nothing where there is none."""
    unit = value_at(scenario, path)[1] if path in changeable() else ""
    return "" if unit in ("", "ratio", "count", "probability", "1") else f" {unit}"


def _words(value: Any, unit: str) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g}{unit}" if isinstance(value, float) else f"{value}{unit}"

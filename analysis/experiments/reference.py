"""Against which setting of a sweep all others are compared: the first, or one that is named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from haicsim.analysis.experiments.cells import Cell, Settings
from haicsim.analysis.experiments.plan import Work
from haicsim.sim.errors import Fault, InputError, nearest_name

SCENARIO = "scenario"
_AS_SHOWN = 1e-3  # a number may be written as the table shows it, with four digits
Place = tuple[int, int]


@dataclass(frozen=True)
class Setting:
    """One scenario with one setting. place: its numbers among scenarios and settings. settings: what all its draws share."""

    place: Place
    scenario: str
    settings: Settings

    @property
    def words(self) -> str:
        """How it is called: its scenario and what is set."""
        return ", ".join([self.scenario, *(f"{path}={said(value)}" for path, value in self.settings)])


def settings_of(work: Work) -> dict[Place, Setting]:
    """Every scenario and setting of some work, in order."""
    cells: dict[Place, list[Cell]] = {}
    for cell in work.cells:
        cells.setdefault((cell.base, cell.point), []).append(cell)
    return {place: Setting(place, work.scenarios[place[0]], _shared(mine)) for place, mine in cells.items()}


def _shared(cells: Sequence[Cell]) -> Settings:
    """What is set alike in all of them; with draws that leaves what is varied besides."""
    first = cells[0].settings
    if len({cell.settings for cell in cells}) == 1:
        return first
    return tuple(each for each in first if all(each in cell.settings for cell in cells))


def reference_of(work: Work, text: str | None) -> Setting:
    """The setting that a text names: the number of one of its cells, or "name=value,..."; the first where it is None.

    A name is a path that is varied, or "scenario". Raises InputError where nothing, or more than one setting, is so called.
    """
    known = settings_of(work)
    if text is None:
        return next(iter(known.values()))
    if text.strip().isdigit():
        number = int(text)
        if number >= len(work.cells):
            raise _refused(text, f"there is no such cell: the last is {len(work.cells) - 1}")
        return known[work.cells[number].base, work.cells[number].point]
    wanted = _pairs(
        text, {SCENARIO: None} | {path: None for each in known.values() for path, _ in each.settings}
    )
    found = [
        each for each in known.values() if all(_has(each, name, value) for name, value in wanted.items())
    ]
    if not found:
        raise _refused(text, f"no setting is so called: {_some(each.words for each in known.values())}")
    if len(found) > 1:
        raise _refused(text, f"names {len(found)} settings, say which: {_some(each.words for each in found)}")
    return found[0]


def _pairs(text: str, names: Mapping[str, None]) -> dict[str, str]:
    """What a text such as "scenario=bold,capacity.theatre=2" says, by name."""
    wanted = {}
    for part in text.split(","):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not (equals and name and value):
            raise _refused(text, "must be the number of a cell, or name=value, several joined by commas")
        if name not in names:
            rule = f"'{name}' is not varied in this sweep: {', '.join(names)}"
            raise _refused(text, rule, nearest_name(name, names))
        wanted[name] = value
    return wanted


def _has(setting: Setting, name: str, text: str) -> bool:
    """Whether a setting has this value by a name, to the digits shown."""
    value = setting.scenario if name == SCENARIO else dict(setting.settings).get(name)
    if isinstance(value, bool | str | tuple) or value is None:
        return text == said(value)
    try:
        return abs(float(text) - value) <= _AS_SHOWN * abs(value)
    except ValueError:
        return False


def said(value: object) -> str:
    """A setting as it is written."""
    if isinstance(value, float):
        return f"{value:.4g}"
    return " + ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _some(names: Iterable[str], most: int = 6) -> str:
    listed = list(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return "; ".join(listed[:most]) + more


def _refused(text: str, rule: str, nearest: str | None = None) -> InputError:
    return InputError([Fault(f"--reference {text}", None, "", "", rule, nearest)])

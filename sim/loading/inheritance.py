"""One scenario building on another: layers of values, each remembering the file and line it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from haicsim.scenarios import FOLDER
from haicsim.sim.errors import Fault, InputError, cut, nearest_name, short
from haicsim.sim.loading.builder import LOST, dotted
from haicsim.sim.loading.document import ABSENT, Document, read_partly

Place = tuple[str | int, ...]

OWN = ("name", "question")
MOST_PARENTS = 20
LONGEST_SOURCE, LONGEST_SAID = 2000, 300  # characters
FOLDERS = (
    "regimens",
    "trials",
    "series",
)  # of shipped scenarios, besides those at the top: part of their names
MEASURED = ("value", "unit", "places", "every")


@dataclass(frozen=True)
class Origin:
    """Where a value was written: a file and a line, or (without line) an override."""

    file: str
    line: int | None

    def __str__(self) -> str:
        """As an editor understands it."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Layer:
    """Values by name, and where each was written; what `haicsim.sim.loading.document.validate` reads.

    files: those read, the heir first. unsourced: the faults of numbers changed without a source, by the number's path.
    faults, lost: of what could not be read, as in `haicsim.sim.loading.document.Document`.
    """

    data: dict[str, Any]
    origins: Mapping[Place, Origin] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    unsourced: Mapping[Place, Fault] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    lost: frozenset[Place] = frozenset()

    def origin(self, path: Place) -> Origin:
        """Where the value at a path was written, or the nearest entry around it."""
        while path and path not in self.origins:
            path = path[:-1]
        return self.origins.get(path, Origin("scenario", None))

    def fault(self, path: Place, value: object, rule: str, nearest: str | None = None) -> Fault:
        """A fault at a path, in the file and on the line where it was written; value ABSENT prints none."""
        origin = self.origin(path)
        shown = "" if value is ABSENT else short(value)
        return Fault(origin.file, origin.line, dotted(path), shown, rule, nearest)


def layer(document: Document) -> Layer:
    """A file as a layer."""
    origins = {path: Origin(document.file, line) for path, line in document.lines.items()}
    return Layer(document.data, origins, (document.file,), faults=document.faults, lost=document.lost)


def overlay(base: Layer, above: Layer) -> Layer:
    """The values of `base` with those of `above` over them; neither is changed.

    A source speaks of the value it came with. Where a file changes the value and gives no source of its own, that is a
    fault (`Layer.unsourced`); a value set on the command line becomes an assumption, and its source says so.
    """
    marks = _Marks(above, dict(base.origins), dict(base.unsourced))
    data = _merge(base.data, above.data, (), marks)
    return Layer(
        data,
        marks.origins,
        above.files + base.files,
        marks.unsourced,
        above.faults + base.faults,
        above.lost | base.lost,
    )


@dataclass(frozen=True)
class _Marks:
    """What is kept beside the values while those of a layer `above` are laid over others."""

    above: Layer
    origins: dict[Place, Origin]
    unsourced: dict[Place, Fault]


def _merge(below: dict[str, Any], over: dict[str, Any], path: Place, marks: _Marks) -> dict[str, Any]:
    merged = dict(below)
    marks.origins[path] = marks.above.origin(path)
    for key, value in over.items():
        place = (*path, key)
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            merged[key] = _merge(below[key], value, place, marks)
        else:
            if isinstance(value, dict | list) or isinstance(below.get(key), dict | list):
                _replace_origins(place, marks.above, marks.origins)
            else:
                marks.origins[place] = marks.above.origin(place)
            merged[key] = value
    changed = [key for key in MEASURED if key in over and over[key] != below.get(key)]
    if "source" in over:
        marks.unsourced.pop(path, None)
    elif "source" in below and changed:
        _part_from_source(merged, (*path, changed[0]), marks)
    if "grade" in below and "grade" not in over and changed:  # what was printed is no longer what stands here
        merged["grade"] = "assumed"
        marks.origins[*path, "grade"] = marks.above.origin((*path, changed[0]))
    return merged


def _part_from_source(number: dict[str, Any], changed: Place, marks: _Marks) -> None:
    """A changed value has no longer the source of the value before: a fault of a file, an assumption where it was set."""
    path, here = changed[:-1], marks.above.origin(changed)
    if here.line is not None:
        rule = f"changed here without a source of its own (the inherited one speaks of {short(number['source'])})"
        marks.unsourced[path] = Fault(here.file, here.line, dotted((*path, "source")), "", rule)
        return
    said = f"changed by {cut(str(here), LONGEST_SAID)} without a source; before: "
    number["source"] = said + cut(str(number["source"]), LONGEST_SOURCE - len(said))
    marks.origins[*path, "source"] = here


def _replace_origins(place: Place, above: Layer, origins: dict[Place, Origin]) -> None:
    length = len(place)
    for path in [path for path in origins if path[:length] == place]:
        del origins[path]
    origins.update({path: origin for path, origin in above.origins.items() if path[:length] == place})


def read_layers(path: Path | str) -> Layer:
    """A scenario file over all those it builds on; `inherits` is used up.

    A name is looked for beside the file that gives it, then among the shipped scenarios. Raises InputError
    for files that cannot be read, a missing parent, and a circle of parents.
    """
    place, named = find_scenario(path)
    return _with_parents(place, named, ())


def _with_parents(place: Path, named: str, heirs: tuple[tuple[Path, str], ...]) -> Layer:
    document = read_partly(place, named)
    own = layer(document)
    if "inherits" not in document.data:
        _refuse_misspelt(document)
        return own
    if document.data["inherits"] is LOST:
        raise InputError(document.faults)
    try:
        inherited = _inherited(document, place, named, heirs)
    except InputError as problem:
        raise InputError([*document.faults, *problem.faults]) from problem
    without = {key: value for key, value in document.data.items() if key != "inherits"}
    return overlay(inherited, replace(own, data=without))


def _refuse_misspelt(document: Document) -> None:
    """A name that is almost `inherits` stands for a parent: without it hundreds of values would be said to be missing."""
    for key in document.data:
        if key not in OWN and nearest_name(key, ("inherits",)):
            rule = "is not a name known here"
            raise InputError([*document.faults, document.fault((key,), ABSENT, rule, "inherits")])


def _inherited(document: Document, place: Path, named: str, heirs: tuple[tuple[Path, str], ...]) -> Layer:
    """What a scenario is given by the one it builds on: everything but that one's name and question."""
    chain = (*heirs, (place.resolve(), named))
    if len(chain) > MOST_PARENTS:
        rule = f"scenarios build on one another at most {MOST_PARENTS} deep"
        raise InputError([document.fault(("inherits",), ABSENT, rule)])
    parent, parent_named = _parent(document, place, named)
    if parent.resolve() in [path for path, _ in chain]:
        circle = " -> ".join([name for _, name in chain] + [parent_named])
        rule = f"scenarios cannot build on one another in a circle: {circle}"
        raise InputError([document.fault(("inherits",), ABSENT, rule)])
    inherited = _with_parents(parent, parent_named, chain)
    passed_on = {key: value for key, value in inherited.data.items() if key not in OWN}
    origins = {
        path: origin for path, origin in inherited.origins.items() if path[:1] not in [(own,) for own in OWN]
    }
    return replace(inherited, data=passed_on, origins=origins)


def _parent(document: Document, place: Path, named: str) -> tuple[Path, str]:
    """The file a scenario builds on, and how to call it."""
    given = document.data["inherits"]
    if not isinstance(given, str) or not given:
        raise InputError([document.fault(("inherits",), given, "must be the file name of a scenario")])
    try:
        beside = place.parent / given
        if beside.exists() and not beside.is_file():
            rule = f"is {'a folder' if beside.is_dir() else 'no ordinary file'}: name the file of a scenario"
            raise InputError([document.fault(("inherits",), given, rule)])
        if beside.exists():
            return place.parent / given, str(Path(named).parent / given)
    except (OSError, ValueError) as error:
        raise InputError([document.fault(("inherits",), given, "is not a file name")]) from error
    found = _shipped(given)
    if found is None:
        rule = "there is no such file beside this one, nor a shipped scenario of that name"
        nearest = nearest_name(given, (name + ".yaml" for name in every_shipped_scenario()))
        raise InputError([document.fault(("inherits",), given, rule, nearest)])
    return found


def find_scenario(path: Path | str) -> tuple[Path, str]:
    """The file a user means, and how to call it: a path, or the bare name of a shipped scenario.

    Raises InputError where there is none.
    """
    given = Path(path)
    try:
        if given.is_file():
            return given, str(path)
        found = _shipped(str(path))
        if found is not None:
            return found
        if given.exists():
            return given, str(path)
    except (OSError, ValueError) as error:
        raise InputError([Fault(str(path), None, "", "", "is not a file name")]) from error
    shipped = ", ".join([*shipped_scenarios(), *(f"{folder}/..." for folder in FOLDERS)])
    rule = f"there is no such file, nor a shipped scenario of that name (shipped: {shipped})"
    asked = str(path).removeprefix("scenarios/").removesuffix(".yaml")
    nearest = nearest_name(asked, every_shipped_scenario()) or nearest_name(
        given.stem, every_shipped_scenario()
    )
    raise InputError([Fault(str(path), None, "", "", rule, nearest)])


def shipped_scenarios(folder: str = "") -> list[str]:
    """The names of the scenarios that come with the program: those at the top, or in one of `FOLDERS`."""
    before = f"{folder}/" if folder else ""
    return sorted(f"{before}{path.stem}" for path in (FOLDER / folder).glob("*.yaml"))


def every_shipped_scenario() -> list[str]:
    """The same from the top and from every folder, such as `regimens/folfox`."""
    return [name for folder in ("", *FOLDERS) for name in shipped_scenarios(folder)]


def _shipped(given: str) -> tuple[Path, str] | None:
    """A shipped scenario by name, with or without its ending and the folder's name."""
    name = given.removeprefix("scenarios/").removesuffix(".yaml")
    if name not in every_shipped_scenario():
        return None
    return FOLDER / f"{name}.yaml", f"scenarios/{name}.yaml"

"""The names a study file uses: each must be defined elsewhere in it."""

from collections.abc import Iterator

from pydantic_core import InitErrorDetails, PydanticCustomError

from haicsim.analysis.studies.contents import Contents
from haicsim.analysis.studies.measured import Categories, Measure, Numeric, Sites, Within, YesNo
from haicsim.analysis.studies.reported_values import AnyFigure, Count, Events, HazardRatio, PValue
from haicsim.sim.errors import nearest_name

Reference = tuple[tuple[str | int, ...], str, list[str], str]


def unknown_names(study: Contents) -> Iterator[InitErrorDetails]:
    """A fault for every name that is defined nowhere, with the nearest that is."""
    for at, name, known, what in _references(study):
        if name not in known:
            hint = nearest_name(name, known)
            meant = f" (did you mean '{hint}'?)" if hint else ""
            yield refused(at, name, f"'{name}' is no {what} of this file{meant}")


def refused(at: tuple[str | int, ...], value: object, rule: str) -> InitErrorDetails:
    """One fault at a place below the study."""
    return InitErrorDetails(
        type=PydanticCustomError("study", "{rule}", {"rule": rule, "at": (), "value": value}),
        loc=at,
        input=value,
    )


def _references(study: Contents) -> Iterator[Reference]:
    """Every name that must be defined elsewhere in a study file: where, name, names known, what it names."""
    for name, group in study.groups.items():
        if group.part_of is not None:
            yield ("groups", name, "part_of"), group.part_of, list(study.groups), "group"
        if group.division is not None:
            yield ("groups", name, "division"), group.division, list(study.divisions), "division"
    for name, division in study.divisions.items():
        yield ("divisions", name, "of"), division.of, list(study.groups), "group"
    for number, figure in enumerate(study.figures):
        yield from _figure_references(study, number, figure)
    ids = [figure.id for figure in study.figures]
    for number, relation in enumerate(study.relations):
        for name in (*relation.parts, relation.total):
            yield ("relations", number), name, ids, "figure"
    for name, measure in study.measures.items():
        yield from _measure_references(study, name, measure)


def _figure_references(study: Contents, number: int, figure: AnyFigure) -> Iterator[Reference]:
    here = ("figures", number)
    named = {
        "group": (list(study.groups), "group"),
        "endpoint": (list(study.endpoints), "endpoint"),
        "measure": (list(study.measures), "measure"),
        "trait": (list(study.measures), "measure"),
        "occasion": (list(study.occasions), "occasion"),
    }
    for field, (known, what) in named.items():
        name = getattr(figure, field, None)
        unsaid = field == "group" and field not in figure.model_fields_set and getattr(figure, "arms", None)
        if name is not None and not unsaid:
            yield (*here, field), name, known, what
    if isinstance(figure, PValue | HazardRatio):
        for group in (group for arm in figure.arms or () for group in arm):
            yield (*here, "arms"), group, list(study.groups), "group"
    if isinstance(figure, PValue):
        for occasion in figure.occasions or ():
            yield (*here, "occasions"), occasion, list(study.occasions), "occasion"
        for trait in figure.traits or ():
            yield (*here, "traits"), trait, [*study.endpoints, *study.measures], "endpoint or measure"
        if figure.categories is not None and figure.measure in study.measures:
            for category in figure.categories:
                known = _categories(study.measures[figure.measure])
                yield (*here, "categories"), category, known, "category of its measure"
    if isinstance(figure, Count) and figure.measure in study.measures:
        for category in figure.together or (figure.category,):
            field = "together" if figure.together else "category"
            yield (
                (*here, field),
                category,
                _categories(study.measures[figure.measure]),
                "category of its measure",
            )
    if isinstance(figure, Events) and figure.by is not None and figure.endpoint is None:
        yield (*here, "endpoint"), "(none)", list(study.endpoints), "endpoint"


def _measure_references(study: Contents, name: str, measure: Measure) -> Iterator[Reference]:
    here = ("measures", name)
    measures = list(study.measures)
    if isinstance(measure, Numeric) and measure.change is not None:
        yield (*here, "change"), measure.change.measure, measures, "measure"
        for occasion in (measure.change.before, measure.change.after):
            yield (*here, "change"), occasion, list(study.occasions), "occasion"
    if isinstance(measure, Categories):
        for cut in measure.cuts:
            yield (*here, "cuts"), cut.measure, measures, "measure"
            yield (*here, "cuts"), cut.category, list(measure.categories), "category of this measure"
        if measure.within is not None:
            yield from _within(study, (*here, "within"), measure.within)
    if isinstance(measure, YesNo) and measure.cut is not None:
        yield (*here, "cut"), measure.cut.measure, measures, "measure"
    for part in measure.contains if isinstance(measure, YesNo) else ():
        yield from _within(study, (*here, "contains"), part)
    if isinstance(measure, Sites) and measure.endpoint is not None:
        yield (*here, "endpoint"), measure.endpoint, list(study.endpoints), "endpoint"


def _within(study: Contents, here: tuple[str | int, ...], one: Within) -> Iterator[Reference]:
    """A category of another measure."""
    yield here, one.measure, list(study.measures), "measure"
    if one.measure in study.measures:
        yield here, one.category, _categories(study.measures[one.measure]), "category of it"


def _categories(measure: Measure) -> list[str]:
    """The categories a count of this measure may name."""
    if isinstance(measure, Numeric):
        return []
    return ["yes", "no"] if isinstance(measure, YesNo) else list(measure.categories)

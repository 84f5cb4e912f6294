"""Authority: hand calculation, and the words a user must see: turns that a run seldom takes."""

import math
from types import SimpleNamespace
from typing import Annotated, Any, Literal

import numpy as np
import pytest
from pydantic import Field, Strict

from haicsim.analysis.patient_report.build import ReportBuilder
from haicsim.analysis.patient_report.seeds import Course, SeedLog
from haicsim.sim import arrivals, codes
from haicsim.sim import run as runs
from haicsim.sim.arrivals import arrival_days
from haicsim.sim.engines import translate
from haicsim.sim.engines.flatten import flatten
from haicsim.sim.engines.kept_code import KeptCode
from haicsim.sim.engines.translate import Translation
from haicsim.sim.errors import InputError
from haicsim.sim.loading import builder
from haicsim.sim.loading.document import InputModel, parse_document, parse_partly, validate
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.outcomes.update import record_wait
from haicsim.sim.pathway import after
from haicsim.sim.pathway.scan import assessment
from haicsim.sim.replay import JournalRow, Replay, ReplayMismatchError
from haicsim.sim.rules import disease, seeding
from haicsim.sim.rules.hazard import share_at_death
from haicsim.sim.run import records_of, run
from haicsim.sim.scenario.load import load_scenario

NOTHING: Any = None


class Circle(InputModel):
    """A made-up shape."""

    kind: Literal["circle"]
    radius: float


class Square(InputModel):
    """Another."""

    kind: Literal["square"]
    side: float


class Drawing(InputModel):
    """Shapes, told apart by their kind, and two or more colours."""

    shapes: list[Annotated[Circle | Square, Field(discriminator="kind")]]
    colours: Annotated[tuple[str, ...], Strict(False), Field(min_length=2)] = ("red", "blue")


def refusal_of(text: str, model: type[InputModel] = Drawing) -> str:
    with pytest.raises(InputError) as refused:
        validate(parse_partly(text, "f.yaml"), model)
    return str(refused.value)


def test_an_entry_that_does_not_say_its_kind_is_refused_with_where_it_should() -> None:
    assert refusal_of("shapes:\n  - {radius: 2.0}\n") == "f.yaml:2: shapes.0.kind: is missing."
    assert "shapes.0.kind = 'circel': must be one of" in refusal_of(
        "shapes:\n  - {kind: circel, radius: 2.0}\n"
    )


def test_of_a_list_in_which_an_entry_was_refused_it_is_not_said_that_it_is_too_short() -> None:
    assert refusal_of("shapes: []\ncolours: [red, &b blue]\n").count("f.yaml") == 1
    assert "must have at least 2 entries" in refusal_of("shapes: []\ncolours: [red]\n")
    assert refusal_of("shapes: []\ncolours: [red, 3]\n").count("f.yaml") == 1


def test_a_file_of_more_entries_than_there_may_be_is_refused_where_the_first_too_many_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(builder, "MOST_NODES", 5)
    assert parse_document("a: 1\nb: 2\n", "f.yaml").data == {"a": 1, "b": 2}
    with pytest.raises(InputError, match=r"^f\.yaml:3: the file has more than 5 entries"):
        parse_document("a: 1\nb: 2\nc: 3\n", "f.yaml")


@pytest.mark.parametrize(
    ("override", "path", "rule"),
    [
        (
            ["policy.first_ct_after=14", "treatment.first_ct_scatter=14.5", "treatment.first_ct_scatter.range=[0, 20]"],
            "treatment.first_ct_scatter", "must not be longer than policy.first_ct_after",
        ),
        (
            ["tumour.grade_from.vp4=8", "tumour.grade_from.vp4.range=[7, 25]"],
            "tumour.grade_from.vp4", "must not be below that of vp3: a higher grade reaches further",
        ),
    ],
)  # fmt: skip
def test_numbers_that_do_not_go_together_are_refused_by_name(
    override: list[str], path: str, rule: str
) -> None:
    with pytest.raises(InputError) as refused:
        load_scenario("kurume", override)
    assert [(fault.path.removesuffix(".value"), fault.rule) for fault in refused.value.faults] == [
        (path, rule)
    ]


def test_a_list_of_days_too_short_for_the_patients_is_refused_when_it_is_used() -> None:
    three = load_scenario("kurume", ["arrivals.days=[0, 3, 7]", "run.patients=3"])
    assert arrival_days(three, 0).tolist() == [0.0, 3.0, 7.0]
    four = three.model_copy(update={"run": three.run.model_copy(update={"patients": 4})})
    with pytest.raises(InputError, match=r"arrivals\.days = .*3.*: lists 3 days for 4 patients"):
        arrival_days(four, 0)


def test_a_rate_that_dries_up_says_how_many_ever_come() -> None:
    """Half as many a year later and nobody after two: of 40 a year at first 40 are to be expected in all."""
    falling = ["arrivals.per_year=40", "arrivals.trend=-0.5", "arrivals.trend.range=[-0.5, 0.5]"]
    scenario = load_scenario("kurume", [*falling, "run.patients=500"])
    come = arrivals._by_chance(40.0 / 365.25, -0.5 / 365.25, 500, 1, 0)
    assert abs(len(come) - 40) <= 3 * 40**0.5
    assert come.max() < 2 * 365.25
    rule = f"only {len(come)} of 500 patients ever come: raise the rate or the trend"
    with pytest.raises(InputError, match=rule):
        arrival_days(scenario, 0)


def test_a_search_that_may_take_long_is_tried_with_one_patient_first(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Any] = []
    monkeypatch.setattr(runs, "refuse_vain_search", tried.append)
    one = ["run.patients=1", "entry.most_attempts.range=[1, 2000]"]
    usual, long = (load_scenario("kurume", [*one, f"entry.most_attempts={most}"]) for most in (1000, 1001))
    assert records_of(usual, 0, "process")["patient"].tolist() == [0]
    assert tried == []
    records_of(long, 0, "process")
    assert tried == [long]


def test_what_is_no_plain_function_is_no_story() -> None:
    async def waits(p: Any, i: int, theta: Any, stream: Any) -> None:
        """Not a story."""

    with pytest.raises(SyntaxError, match=r"waits at .* is not a plain function$"):
        flatten(waits)  # type: ignore[arg-type]


def test_what_cannot_be_compiled_is_passed_on_as_it_is() -> None:
    def root(x: float) -> float:
        return x

    assert Translation({}).inner(math.sqrt) is math.sqrt
    assert Translation({root: math.sqrt}).inner(root) is math.sqrt


def test_without_a_folder_for_the_cache_it_compiles_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translate, "cache_folder", lambda: None)
    compiled = Translation({}).entry(seeding.share_of_piece)
    assert compiled(6.0, 0.2, 0.0, 40.0) == 30.0
    assert not isinstance(compiled._cache, KeptCode)


def test_names_within_an_inner_function_are_names_of_the_outer() -> None:
    def outer() -> Any:
        return lambda p: p.lungs

    assert "lungs" in set(translate._names(outer.__code__))


def test_what_is_spent_evenly_is_spent_by_its_share_and_what_is_not_spent_lasts() -> None:
    assert seeding.share_of_piece(6.0, 0.2, 0.0, 40.0) == 30.0  # 0.2 a day
    assert seeding.share_of_piece(9.0, 0.2, 0.0, 40.0) == 40.0
    rises = {f"rise_{source}": 0.0 for source in ("seeds", "tumour", "thrombus")}
    sources = ("liver", "beyond", "operation", "seeds", "tumour", "thrombus")
    p: Any = [SimpleNamespace(primary=0, **rises, **{f"hazard_{source}": 0.0 for source in sources})]
    assert share_at_death(p, 0, 0.3, 40.0) == pytest.approx(1.0, abs=1e-10)  # nothing kills


@pytest.mark.parametrize(("full_on", "node"), [(10.0, []), (10.5, [10.5])])
def test_a_vein_that_fills_on_the_day_of_a_node_makes_no_second_node(
    monkeypatch: pytest.MonkeyPatch, full_on: float, node: list[float]
) -> None:
    made: list[float] = []
    monkeypatch.setattr(disease, "day_vein_full", lambda *_: full_on)
    monkeypatch.setattr(disease, "until", lambda p, i, theta, day: made.append(day))
    p: Any = [SimpleNamespace(primary=1, thrombus_mm=20.0, ahead_held=0.3, node_held=0.1, node_ln_thrombus=0.5,
                              node_day=10.0, ahead_day=30.0)]  # fmt: skip
    disease.vein_full(p, 0, NOTHING)
    assert made == node


@pytest.mark.parametrize("found", [100.0, 130.0])
def test_a_recurrence_found_on_the_day_of_a_visit_leaves_no_day_without_disease(
    monkeypatch: pytest.MonkeyPatch, found: float
) -> None:
    monkeypatch.setattr(after, "visit_day", lambda *_: found)
    monkeypatch.setattr(seeding, "first_shown", lambda *_: found)
    monkeypatch.setattr(after, "stay", lambda p, i, theta, what, days: iter([(codes.STAY, what, days)]))
    monkeypatch.setattr(after, "choose_treatment", lambda p, *_: setattr(p[0], "treatment", codes.SYSTEMIC))
    monkeypatch.setattr(after, "held_again", lambda *_: iter(()))
    p: Any = [SimpleNamespace(now=100.0, sites=codes.LUNG, treatment=0)]
    assert list(after.after_surgery(p, 0, NOTHING, NOTHING)) == [
        *([(codes.STAY, codes.DISEASE_FREE, 30.0)] if found > 100.0 else []),
        (codes.NOTE, codes.RECURRED, float(codes.LUNG)),
        (codes.NOTE, codes.TREATED, float(codes.SYSTEMIC)),
    ]


def test_who_is_no_longer_treated_has_no_ct_on_treatment() -> None:
    p: Any = [SimpleNamespace(status=codes.WITHOUT_SURGERY)]
    assert list(assessment(p, 0, NOTHING, NOTHING)) == []


def test_waits_are_added_up_by_resource_and_those_of_none_nowhere() -> None:
    out: Any = np.zeros(1, RECORD).view(np.recarray)
    before = out.copy()
    record_wait(out, 0, len(codes.RESOURCES), 5.0)
    assert out.tolist() == before.tolist()
    record_wait(out, 0, codes.WARD, 5.0)
    record_wait(out, 0, codes.WARD, 2.0)
    assert out[0].ward_waited_days == 7.0


def test_a_life_that_waits_to_its_end_has_a_journal_that_ends_where_it_asks() -> None:
    scenario = load_scenario("kurume", ["run.patients=1", "run.engine=process"])
    rows = [JournalRow(day, event, value) for _, day, event, value in run(scenario).journals[0].tolist()]
    first = next(place for place, row in enumerate(rows) if row.event >= codes.GRANTED)
    entry = rows[0].day
    assert list(Replay(scenario, 0, 0, entry).events(rows[:first])) == rows[:first]
    with pytest.raises(ReplayMismatchError):  # granted, and then something else than this model does
        list(Replay(scenario, 0, 0, entry).events([*rows[: first + 1], rows[0]]))


def test_a_seed_that_is_gone_before_it_is_born_was_never_there() -> None:
    gone = SimpleNamespace(now=100.0, seed_clock=[seeding.GONE] * seeding.SEEDS)
    log = SeedLog([gone], NOTHING)
    log.courses = {(0, 1.0): Course(0, 90.0, 400.0), (1, 2.0): Course(1, 110.0, 500.0)}
    log.see()
    assert log.courses == {(0, 1.0): Course(0, 90.0, 400.0, 100.0)}


def test_a_line_of_an_operation_that_never_was_is_not_written_down() -> None:
    report = object.__new__(ReportBuilder)
    report.items = []
    report._report(SimpleNamespace(day=1.0, event=codes.ULTRASOUND, value=1.0))  # type: ignore[arg-type]
    assert report.items == []

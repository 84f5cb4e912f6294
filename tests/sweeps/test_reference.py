"""Which setting a sweep compares with. Authority: hand calculation on cells whose values are known, and the command itself."""

import csv
from pathlib import Path

import pytest
from sweeps import HEAD, here, write

import haicsim
from haicsim.analysis.experiments.cells import Cell
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog, FinishedCell
from haicsim.analysis.experiments.differences import differences
from haicsim.analysis.experiments.plan import Work
from haicsim.analysis.experiments.reference import reference_of, settings_of
from haicsim.sim.errors import InputError

FACTORS = (0.5, 2**-0.5, 1.0)
SWEEP = HEAD.replace("[kurume, cautious]", "[kurume]") + "vary:\n  policy.refusal: [0, 0.25, 0.5]\n"


class Known:
    columns = ("os60",)


def work(draws: bool = False) -> Work:
    """Two scenarios, three factors, two replications; or two draws that set something besides."""
    cells = []
    for base in (0, 1):
        for point, factor in enumerate(FACTORS):
            for k in (0, 1):
                drawn = (("policy.refusal", 0.1 * k),) if draws else ()
                settings = (("policy.boldness", factor), *drawn)
                draw = k if draws else None
                cells.append(
                    Cell(len(cells), base, point, draw, 0 if draws else k, settings, f"{base} {point} {k}")
                )
    return Work("known", Known(), tuple(cells), {}, ("kurume", "bold"), 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (None, (0, 0)), ("0", (0, 0)), ("3", (0, 1)), ("11", (1, 2)),
        ("scenario=bold,policy.boldness=1", (1, 2)), ("policy.boldness = 0.7071 , scenario = kurume", (0, 1)),
    ],
)  # fmt: skip
def test_a_setting_is_named_by_a_cell_or_by_its_values(text: str | None, place: tuple[int, int]) -> None:
    assert reference_of(work(), text).place == place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12", "there is no such cell: the last is 11"),
        ("policy.boldnes=1", "'policy.boldnes' is not varied in this sweep.*Did you mean 'policy.boldness'"),
        (
            "policy.boldness=1",
            "names 2 settings, say which: kurume, policy.boldness=1; bold, policy.boldness=1",
        ),
        ("policy.boldness=3", "no setting is so called: kurume, policy.boldness=0.5; "),
        ("boldness", "must be the number of a cell, or name=value"),
        ("", "must be the number of a cell"),
    ],
)
def test_what_names_no_setting_or_several_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        reference_of(work(), text)


def test_differences_from_a_chosen_reference_by_hand() -> None:
    """Values 10 x scenario + setting, the second replication twice that: less those of bold with 1: 12, 24."""
    planned = work()
    values = {cell.key: (cell.replication + 1.0) * (10.0 * cell.base + cell.point) for cell in planned.cells}
    log = CheckpointLog(
        Path(), Known.columns, {key: FinishedCell(key, (value,)) for key, value in values.items()}
    )
    found = differences(planned, log, ["os60"], reference_of(planned, "scenario=bold,policy.boldness=1"))
    assert [round(each.change, 9) for each in found] == [-18.0, -16.5, -15.0, -3.0, -1.5]
    rows = [each.row() for each in found]
    assert [row["policy.boldness"] for row in rows] == [*FACTORS, *FACTORS[:2]]
    assert {row["reference"] for row in rows} == {"bold, policy.boldness=1"}
    assert [each.scenario for each in found] == ["kurume"] * 3 + ["bold"] * 2


def test_a_setting_with_draws_is_called_by_what_its_draws_share() -> None:
    assert {each.words for each in settings_of(work(draws=True)).values() if each.place[0] == 0} == {
        "kurume, policy.boldness=0.5", "kurume, policy.boldness=0.7071", "kurume, policy.boldness=1",
    }  # fmt: skip


@pytest.mark.slow
def test_the_command_writes_the_settings_and_compares_with_the_one_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file, out = str(write(tmp_path, SWEEP)), ("--out", "kept", "--workers", "1")
    assert here("sweep", file, *out, "--reference", "policy.refusal=0.25") == 0
    assert "Differences from kurume, policy.refusal=0.25, on common random numbers" in " ".join(
        capfd.readouterr().out.split()
    )
    with (tmp_path / "kept" / "differences.csv").open() as opened:
        rows = list(csv.DictReader(opened))
    assert list(rows[0])[:5] == ["scenario", "point", "policy.refusal", "outcome", "reference"]
    assert {float(row["policy.refusal"]) for row in rows} == {0.0, 0.5}
    assert {row["reference"] for row in rows} == {"kurume, policy.refusal=0.25"}
    found = haicsim.sweep(file, out=tmp_path / "kept", workers=1, reference="policy.refusal=0.5")
    assert set(found.differences["policy.refusal"]) == {0.0, 0.25}
    for asked in ("policy.refusl=0.5", "policy.refusal=0.4"):
        assert here("sweep", file, *out, "--reference", asked) == 2
    assert "Did you mean 'policy.refusal'?" in capfd.readouterr().err
    with pytest.raises(haicsim.InputError, match="reference=7: there is no such cell"):
        haicsim.sweep(file, out=tmp_path / "kept", workers=1, reference=7)

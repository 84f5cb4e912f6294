"""Authority: the digests. A folder whose files were replaced, and signed anew, is refused clearly by whatever reads it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import TINY, here

from haicsim.analysis.results.origin import PROVENANCE, digest_of_file


def resign(folder: Path) -> None:
    """Have the digests agree with what is there now."""
    origin = json.loads((folder / PROVENANCE).read_text())
    origin["files"] = {
        name: digest_of_file(folder / name) for name in origin["files"] if (folder / name).exists()
    }
    (folder / PROVENANCE).write_text(json.dumps(origin))


def table(name: str, change: Callable[[Any], Any]) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        from pyarrow import parquet

        parquet.write_table(change(parquet.read_table(folder / name)), folder / name)

    return alter


def retyped(column: str) -> Callable[[Any], Any]:
    """The same table with words where numbers were."""

    def change(rows: Any) -> Any:
        import pyarrow as pa

        words = pa.array(["word"] * rows.num_rows)
        return rows.set_column(rows.column_names.index(column), column, words)

    return change


def text(name: str, old: str, new: str) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        before = (folder / name).read_text()
        assert old in before
        (folder / name).write_text(before.replace(old, new, 1))

    return alter


def whole(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


ALTERED = {
    "outcomes lack a column": table("outcomes.parquet", lambda rows: rows.drop_columns(["death_day"])),
    "outcomes have words": table("outcomes.parquet", retyped("death_day")),
    "outcomes have none": table("outcomes.parquet", lambda rows: rows.slice(0, 0)),
    "outcomes are no Parquet": whole("outcomes.parquet", b"PAR1 no"),
    "outcomes are empty": whole("outcomes.parquet", b""),
    "journal lacks a column": table("journal.parquet", lambda rows: rows.drop_columns(["day"])),
    "journal has words": table("journal.parquet", retyped("day")),
    "journal has words for patients": table("journal.parquet", retyped("patient")),
    "journal is no Parquet": whole("journal.parquet", b"no"),
    "summary has a word": text("summary.json", '"patients": 60', '"patients": "sixty"'),
    "summary is a list": whole("summary.json", b"[]"),
    "summary is no JSON": whole("summary.json", b"{"),
    "summary holds nothing": whole("summary.json", b"{}"),
    "scenario is no scenario": whole("scenario.json", b"{}"),
    "survival has a word": lambda folder: whole(
        "survival.csv", (folder / "survival.csv").read_bytes() + b"a,b,c\n"
    )(folder),
    "survival is empty": whole("survival.csv", b""),
    "survival is not text": whole("survival.csv", b"\xff\xfe"),
}
READERS = {
    "run": ("run", "kurume", *TINY, "--out", "kept"),
    "run as JSON": ("run", "kurume", *TINY, "--out", "kept", "--json"),
    "story": ("story", "kept", "--patient", "3"),
    "pictures": ("pictures", "kept"),
    "diff": ("diff", "kept", "kept"),
}


@pytest.mark.slow
@pytest.mark.parametrize("altered", ALTERED)
def test_what_was_altered_and_signed_anew_is_no_bug_of_ours(
    altered: str, kept: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haicsim.analysis.figures.gallery.WHAT", {"reasons": "reasons"})  # drawing takes long
    monkeypatch.delenv("HAICSIM_TRACEBACK", raising=False)
    ALTERED[altered](kept)
    resign(kept)
    codes = {}
    for reader, arguments in READERS.items():
        codes[reader] = here(*arguments)
        said = capfd.readouterr().err
        assert codes[reader] in (0, 2), (reader, said)
        if codes[reader] == 2:
            assert said.startswith(("kept", "scenario.json")), said
            assert "Traceback" not in said
    assert 2 in codes.values()

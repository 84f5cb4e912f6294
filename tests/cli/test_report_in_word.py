"""Reports as Word documents. Authorities: python-docx reads them; the run's own summary.json; the report as HTML."""

import importlib.util
import json
import re
import shutil
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from commands import contents, here
from offline import no_network

from haicsim.analysis.report.blocks import Figure
from haicsim.analysis.report.write import as_svg

docx = pytest.importorskip("docx", reason="python-docx is not installed: pip install 'haicsim[word]'")


@pytest.fixture(scope="module")
def file(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("word") / "report.docx"
    with no_network():
        assert here("report", str(made), "--out", str(out)) == 0
    return out


@pytest.fixture(scope="module")
def document(file: Path) -> Any:
    return docx.Document(str(file))


def rows(document: Any) -> list[list[str]]:
    """Every row of every table, cell by cell."""
    return [
        [cell.text for cell in row.cells] for table in document.tables[:8] for row in table.rows
    ]  # the first pages


@pytest.mark.slow
def test_it_holds_the_numbers_of_the_run(document: Any, made: Path) -> None:
    summary = json.loads((made / "summary.json").read_text())
    first = {row[0]: row[1:] for row in rows(document)}
    for name, step in (("Started", "started"), ("Operated", "operated")):
        assert first[name][0] == f"{summary['flow'][step]:,}"
    value, low, high = (100 * each for each in summary["conversion_rate"])
    assert first["Converted (judged resectable)"][1] == f"{value:.1f}% ({low:.1f} to {high:.1f})"


@pytest.mark.slow
def test_it_says_the_same_sentences_as_the_page(document: Any, made: Path, tmp_path: Path) -> None:
    assert here("report", str(made), "--out", str(tmp_path / "report.html")) == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    said = {paragraph.text for paragraph in document.paragraphs}
    words = [unescape(text) for text in re.findall(r"<p>(.*?)</p>", page, re.S)]
    assert len(words) > 5
    assert [text for text in words if text not in said] == []
    heads = [unescape(text) for text in re.findall(r"<h[23]>(.*?)</h[23]>", page)]
    assert [
        each.text for each in document.paragraphs if re.fullmatch("Heading [12]", each.style.name)
    ] == heads


@pytest.mark.slow
def test_headings_go_down_one_level_at_a_time_and_figures_and_heads_of_tables_are_marked(
    document: Any,
) -> None:
    levels = [
        int(each.style.name[-1]) for each in document.paragraphs if each.style.name.startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    shapes = document.inline_shapes
    assert len(shapes) >= 4
    assert all(len(shape._inline.docPr.get("descr")) > 60 for shape in shapes)
    width = (
        document.sections[0].page_width - document.sections[0].left_margin - document.sections[0].right_margin
    )
    assert all(0 < shape.width <= width for shape in shapes)
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert all("w:cantSplit" in table.rows[-1]._tr.xml for table in document.tables)
    assert document.core_properties.language == "en"


@pytest.mark.slow
def test_the_same_results_give_the_same_bytes_and_somebodys_changes_are_kept(
    kept: Path, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert here("report", "kept", "--out", "report.docx") == 0
    assert Path("report.docx").read_bytes() == file.read_bytes()
    assert here("report", "kept", "--out", "report.docx") == 0
    mine = docx.Document("report.docx")
    mine.add_paragraph("Mine")
    mine.save("report.docx")
    before = contents(Path())
    assert here("report", "kept", "--out", "report.docx") == 2
    assert capfd.readouterr().err.startswith("report.docx: is no report as haicsim wrote it")
    assert contents(Path()) == before


def test_without_the_extra_it_is_refused_in_one_sentence_before_anything_is_read(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "haicsim.analysis.report.word.find_spec", lambda name: None if name == "docx" else find(name)
    )
    shutil.rmtree("kept")
    assert here("report", "kept", "--format", "docx") == 2
    assert capfd.readouterr().err == (
        "report: format = docx: needs the extra 'word': pip install 'haicsim[word]'; html and md need nothing more.\n"
    )


def test_figures_are_svg_as_long_as_the_file_stays_small_the_smallest_first() -> None:
    small, large = (Figure("", "", b"p" * 30, svg=b"s" * size) for size in (60, 600))
    alone = Figure("", "", b"p" * 30)
    assert as_svg([large, small, alone], 2000) == {id(large), id(small)}
    assert as_svg([large, small, alone], 300) == {id(small)}
    assert as_svg([large, small, alone], 100) == frozenset()

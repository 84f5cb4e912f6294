"""A report as a Word document (.docx): headings, lists, tables whose heads repeat, and figures with their words."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from haicsim.analysis.report.blocks import Block, Figure, Points, Report, Table, Words
from haicsim.sim.errors import Fault, InputError

_SEAL = b"haicsim report, sha256 "
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same results give the same bytes
_MARGIN_MM, _WIDTH_MM, _MOST_HIGH_MM = 16, 178, 200
_TABLE_POINTS = 7.5


def as_docx(report: Report) -> bytes:
    """The file, sealed."""
    document = _empty(report)
    document.add_heading(report.title, 0)
    document.add_paragraph(f"Made from: {report.made_from}.")
    for section in report.sections:
        heading = document.add_heading(section.heading, section.level - 1)
        heading.paragraph_format.page_break_before = section.new_page and section is not report.sections[0]
        for block in section.blocks:
            _add(document, block)
    made = BytesIO()
    document.save(made)
    return _sealed(made)


def check_installed() -> None:
    """InputError where what writes Word documents is not installed."""
    if find_spec("docx") is None:
        rule = "needs the extra 'word': pip install 'haicsim[word]'; html and md need nothing more"
        raise InputError([Fault("report", None, "format", "docx", rule)])


def is_sealed(target: Path) -> bool:
    """Whether a file is a Word document as `as_docx` wrote it."""
    try:
        with ZipFile(target) as file:
            return file.comment == _SEAL + _digest(file).encode()
    except (OSError, BadZipFile):
        return False


def _empty(report: Report) -> Any:
    """A document on A4 with nothing in it, and no trace of when or by whom it was made."""
    import docx
    from docx.shared import Mm, Pt

    document: Any = docx.Document()
    page, said = document.sections[0], document.core_properties
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN_MM)
    said.title, said.author, said.comments, said.language = report.title, "haicsim", "", "en"
    said.created = said.modified = datetime(*_EPOCH[:3], tzinfo=UTC)
    document.styles["Normal"].font.size = Pt(10)
    return document


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Words):
        document.add_paragraph(block.text)
    elif isinstance(block, Points):
        _add_points(document, block)
    elif isinstance(block, Table):
        _add_table(document, block)
    else:
        _add_figure(document, block)


def _add_points(document: Any, points: Points) -> None:
    """Numbers are written out: Word would count on from the list before."""
    for place, item in enumerate(points.items, 1):
        if points.numbered:
            document.add_paragraph(f"{place}. {item}")
        else:
            document.add_paragraph(item, style="List Bullet")


def _add_table(document: Any, table: Table) -> None:
    """Its caption above it; the head repeats on every page, and no row is cut."""
    caption = document.add_paragraph(table.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=1, cols=len(table.columns), style="Light List")
    _fill(made.rows[0], table.columns, table.text, bold=True)
    _mark(made.rows[0], "w:tblHeader")
    for row in table.rows:
        added = made.add_row()
        _fill(added, row, table.text)
        _mark(added, "w:cantSplit")
    document.add_paragraph()


def _fill(row: Any, cells: Iterable[str], text: int, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for place, (cell, said) in enumerate(zip(row.cells, cells, strict=True)):
        paragraph = cell.paragraphs[0]
        written = paragraph.add_run(said)
        written.font.size, written.bold = Pt(_TABLE_POINTS), bold
        paragraph.paragraph_format.space_after = Pt(1)
        if place >= text:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark(row: Any, name: str) -> None:
    """A property of a row for which python-docx has no word."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _add_figure(document: Any, figure: Figure) -> None:
    """As wide as the page or as high as fits; what it shows is its alternative text."""
    from docx.shared import Mm

    document.add_picture(BytesIO(figure.png), width=Mm(_WIDTH_MM))
    shape = document.inline_shapes[-1]
    if shape.height > Mm(_MOST_HIGH_MM):
        shape.width, shape.height = int(shape.width * Mm(_MOST_HIGH_MM) / shape.height), Mm(_MOST_HIGH_MM)
    shape._inline.docPr.set("descr", figure.said)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    words = figure.caption if figure.short else f"{figure.caption} {figure.said}"
    document.add_paragraph(words, style="Caption")


def _sealed(made: BytesIO) -> bytes:
    """The same parts without the time of day, and a digest of them all, by which a change shows."""
    sealed = BytesIO()
    with ZipFile(made) as before, ZipFile(sealed, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(ZipInfo(name, _EPOCH), before.read(name), ZIP_DEFLATED)
        after.comment = _SEAL + _digest(before).encode()
    return sealed.getvalue()


def _digest(file: ZipFile) -> str:
    """Of all names and parts in order."""
    whole = sha256()
    for name in file.namelist():
        part = file.read(name)
        whole.update(f"{name} {len(part)}\n".encode())
        whole.update(part)
    return whole.hexdigest()

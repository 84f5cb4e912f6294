"""How the page looks: its style, tables that wrap on a phone, and figures with a text for whom no picture is shown."""

import base64
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from io import BytesIO
from math import isfinite
from typing import Any

import streamlit as st

from haicsim.analysis.figures.style import canvas, percent, settings

NONE = "–"
_INTERVAL = re.compile(r"\([^()a-z]{1,14}(?: to [^()a-z]{1,7})?\)")
STYLE = """
<style>
.block-container {padding-top: 3.5rem; max-width: 1280px;}
h1 {font-size: 2rem !important;}
h2 {font-size: 1.5rem !important;}
h3 {font-size: 1.2rem !important;}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {color: #505050 !important; opacity: 1;}
table.haicsim {border-collapse: collapse; width: 100%; font-size: 0.92rem; margin-bottom: 0.6rem; color: #222222;}
table.haicsim caption {text-align: left; color: #444444; padding-bottom: 0.3rem; caption-side: top;}
table.haicsim th, table.haicsim td {padding: 0.28rem 0.5rem; border-bottom: 1px solid #d0d0d0; text-align: right;
  vertical-align: top; overflow-wrap: break-word;}
table.haicsim th:first-child {text-align: left; font-weight: 400;}
table.haicsim thead th {font-weight: 600; border-bottom: 2px solid #767676;}
table.haicsim span.whole {white-space: nowrap;}
table.haicsim.words th:last-child, table.haicsim.words td:last-child {text-align: left; width: 100%;}
table.haicsim .truth {color: #00588C; font-style: italic;}
img.haicsim {width: 100%; max-width: 640px; height: auto;}
pre.haicsim {white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.9rem; background: #fff4f2; color: #222222;
  border-left: 4px solid #b3261e; padding: 0.7rem;}
@media (max-width: 1200px) {
  [class*="st-key-pair"] [data-testid="stHorizontalBlock"] {flex-wrap: wrap;}
  [class*="st-key-pair"] [data-testid="stColumn"] {min-width: 100%;}
}
@media (max-width: 640px) {
  table.haicsim {font-size: 0.78rem;}
  table.haicsim th, table.haicsim td {padding: 0.22rem 0.25rem;}
}
</style>
"""


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], words: bool = False) -> None:
    """A table with a caption; the first cell of a row names it. words: the last column is text."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{_cell(c)}</td>" for c in row[1:])
        + "</tr>"
        for row in rows
    )
    kind = "haicsim words" if words else "haicsim"
    st.html(
        f'<table class="{kind}"><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
    )


def _cell(text: str) -> str:
    """A cell's lines; one that says what nobody knew looks so."""
    return "<br>".join(
        f'<span class="truth">{escape(line)}</span>'
        if line.startswith("truth: ")
        else _unbroken(escape(line))
        for line in text.split("\n")
    )


def _unbroken(text: str) -> str:
    """Intervals that no line's end tears apart."""
    return _INTERVAL.sub(r'<span class="whole">\g<0></span>', text)


def refusal(lines: Sequence[str]) -> None:
    """What is wrong with an input, in the words of the command line."""
    st.html(f'<pre class="haicsim" role="alert">{escape(chr(10).join(lines))}</pre>')


def figure(draw: Callable[[Any], object], alt: str, width: float = 5.4, height: float = 3.9) -> None:
    """A figure drawn upon axes, with what it shows in words."""
    with drawing(), settings():
        import matplotlib.pyplot as plt

        page = canvas(width, height)
        page.set_layout_engine("constrained")
        draw(page.add_subplot())
        kept = BytesIO()
        page.savefig(kept, format="png", dpi=160)
        plt.close(page)
    content = base64.b64encode(kept.getvalue()).decode()
    st.html(f'<img class="haicsim" alt="{escape(alt)}" src="data:image/png;base64,{content}">')


@contextmanager
def drawing() -> Iterator[None]:
    """One session draws at a time: matplotlib's settings are those of the whole program."""
    with _pen():
        yield


@st.cache_resource  # type: ignore[untyped-decorator]  # streamlit is not followed
def _pen() -> threading.Lock:
    return threading.Lock()


def share(found: Sequence[float]) -> str:
    """A share with its interval, in percent."""
    middle, low, high = found
    if not isfinite(middle):
        return NONE
    ends = f" ({percent(low)}–{percent(high)})" if isfinite(low) and isfinite(high) else ""
    return f"{percent(middle)}%{ends}"


def signed(found: Sequence[float], times: float = 1.0) -> str:
    """A change with its interval, always with a sign."""
    if not isfinite(found[0]):
        return NONE
    middle, low, high = (f"{times * value:+.1f}".replace("-", "\N{MINUS SIGN}") for value in found)
    return f"{middle} ({low} to {high})"


def number(value: float, digits: int = 1) -> str:
    """A number, or a dash where there is none."""
    return f"{value:.{digits}f}" if isfinite(value) else NONE

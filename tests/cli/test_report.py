"""`haicsim report`. Authorities: the run's own summary.json, scenario.json and agreement; HTML and WCAG 2 for readers."""

import json
import re
import shutil
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from commands import contents, here
from lengths import long_but
from offline import no_network
from reported import MOST_BYTES, is_reported_soon

import haicsim
from haicsim.analysis.report.blocks import Report, Section, Table, Words
from haicsim.analysis.report.run_pages import first_pages, sentences
from haicsim.analysis.report.sources import RunSource, read_source
from haicsim.analysis.report.write import rendered
from haicsim.sim.loading.inheritance import shipped_scenarios
from haicsim.sim.scenario.load import load_scenario


class Page(HTMLParser):
    """What a reader's program finds in a page: its elements with their attributes, and the text of every cell and item."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def written(made: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on a run, made while every way into the network is closed."""

    out = tmp_path_factory.mktemp("report") / "report.html"
    with no_network():
        assert here("report", str(made), "--out", str(out)) == 0
    assert out.stat().st_size < MOST_BYTES
    return out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(written: str) -> Page:
    return Page(written)


@pytest.fixture(scope="module")
def summary(made: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((made / "summary.json").read_text())
    return found


@pytest.fixture(scope="module")
def run(made: Path) -> RunSource:
    source = read_source(made)
    assert isinstance(source, RunSource)
    return source


def test_html_fetches_nothing_and_runs_nothing(written: str, page: Page) -> None:
    assert not {"script", "link", "iframe", "object", "embed", "base", "form", "a"} & {
        tag for tag, _ in page.elements
    }
    sources = [
        value
        for _, attributes in page.elements
        for name, value in attributes.items()
        if name in ("src", "href")
    ]
    assert len(sources) >= 4
    kinds = [re.match(r"data:image/(png|svg\+xml);base64,", value or "") for value in sources]
    assert all(kinds)
    assert "svg+xml" in {kind[1] for kind in kinds if kind}
    assert not re.search(r"@import|url\(|http-equiv|\son\w+=|https?://", written)


def test_headings_go_down_one_level_at_a_time_and_there_is_one_title(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.of("html") == [{"lang": "en"}]
    assert len(page.of("title")) == len(page.of("main")) == 1


def test_every_figure_is_said_in_words_and_every_table_has_a_caption_and_scopes(page: Page) -> None:
    assert all(len(each["alt"] or "") > 60 for each in page.of("img"))
    assert len(page.of("figure")) == len(page.of("figcaption")) == len(page.of("img")) >= 4
    assert len(page.of("table")) == len(page.of("caption")) == len(page.of("thead")) > 10
    assert {each.get("scope") for each in page.of("th")} == {"col", "row"}
    widths = {len(row) for row in page.rows}
    assert 0 not in widths


def test_text_has_the_contrast_that_wcag_2_asks_for() -> None:
    css = (files("haicsim.analysis.report") / "templates" / "report.css").read_text()
    colours = re.findall(r"(?<!-)color: #([0-9a-f]{3,6})", css)
    assert len(colours) >= 3
    assert "background: #fff;" in css
    for colour in colours:
        whole = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
        parts = [int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
        luminance = sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
        assert 1.05 / (luminance + 0.05) >= 4.5, colour


def test_in_print_no_row_or_figure_is_cut_and_heads_of_tables_are_repeated() -> None:
    css = (files("haicsim.analysis.report") / "templates" / "report.css").read_text()
    printed = css.partition("@media print")[2]
    for rule in (
        "thead { display: table-header-group; }",
        "tr { break-inside: avoid; }",
        "table.whole { break-inside: avoid; }",
    ):
        assert rule in printed
    assert "@page { size: A4;" in css


def test_the_flow_and_survival_are_those_of_the_summary(page: Page, summary: dict[str, Any]) -> None:
    flow = summary["flow"]
    first = {row[0]: row[1:] for row in page.rows[: 2 + len(flow)]}
    assert [first[name][0] for name in ("Started", "Converted (judged resectable)", "Operated")] == [
        f"{flow[step]:,}" for step in ("started", "converted", "operated")
    ]
    after = ("Refused it", "Called off, died or still waiting", "Operated")
    assert sum(int(first[name][0].replace(",", "")) for name in after) == flow["offered"]
    value, low, high = (100 * each for each in summary["conversion_rate"])
    assert first["Converted (judged resectable)"][1] == f"{value:.1f}% ({low:.1f} to {high:.1f})"
    everyone = next(row for row in page.rows if row[0] == "Everyone who started")
    months = [summary["all_starters"][f"median{end}_months"] for end in ("", "_low", "_high")]
    assert everyone[2] == f"{months[0]:.1f} ({months[1]:.1f} to {months[2]:.1f})"
    five = [100 * each for each in summary["all_starters"]["at_60_months"]]
    assert everyone[5] == f"{five[0]:.0f}% ({five[1]:.0f} to {five[2]:.0f})"


def test_three_sentences_and_a_row_of_the_ledger_for_each(written: str, page: Page, run: RunSource) -> None:
    found = sentences(run)
    numbered = re.search(r"<ol>(.*?)</ol>", written, re.S)
    assert numbered is not None
    items = [unescape(item) for item in re.findall(r"<li>(.*?)</li>", numbered[1], re.S)]
    assert items == [each.text for each in found]
    place = next(place for place, row in enumerate(page.rows) if row[:1] == ["Sentence"])
    ledger = page.rows[place + 1 : place + 4]
    assert ledger == [
        [f"{number}", each.firmness, each.numbers, each.rests_on] for number, each in enumerate(found, 1)
    ]
    assert found[2].firmness == "withheld"  # this run was not compared


def test_of_a_compared_run_the_third_sentence_is_the_judgement_of_its_own_ledger(run: RunSource) -> None:
    gain = {"about": "gain, all", "firmness": "withheld", "sentence": "Not known.", "rests_on": "7 ranges"}
    other = gain | {"about": "agreement, survival", "sentence": "Alike."}
    compared = replace(run, answer={**run.answer, "agreement": {"claims": [other, gain]}})
    third = sentences(compared)[2]
    assert (third.text, third.firmness, third.rests_on) == ("Not known.", "withheld", "7 ranges")
    assert third.numbers == "agreement.json: gain, all"
    compare = next(each for each in first_pages(compared) if each.heading == "What was compared")
    assert compare.blocks[-1] == Words("Alike. (Withheld.)")


def test_every_number_of_the_scenario_stands_there_with_unit_grade_and_source(page: Page, made: Path) -> None:
    scenario = load_scenario(made / "scenario.json")
    rows = [tuple(row) for row in page.rows if len(row) == 6]
    for path, entry, number in scenario.numbers():
        low, high = number.range
        name = path.removeprefix(f"{entry.topic}.")
        wanted = (name, f"{number.value:g}", number.unit, f"{low:g} to {high:g}", number.grade, number.source)
        assert wanted in rows, path


def test_provenance_and_both_checklists_are_there(page: Page, made: Path) -> None:
    cells = {row[0]: row[1:] for row in page.rows if row}
    origin = json.loads((made / "provenance.json").read_text())
    assert cells["Identity of the results"] == [origin["digest"]]
    assert cells["Model"] == [origin["model_version"]]
    assert (
        len([name for name in cells if re.match(r"(?:[1-9]|1\d|2[0-8]) [A-Z]", name)]) == 28
    )  # CHEERS 2022 has 28 items
    assert cells["10 Discount rate"] == ["Does not apply: nothing is discounted"]
    assert {
        "1.1 Purpose",
        "2.5 Components",
        "3.4 Assumptions",
        "4.3 Estimation",
        "5.4 System",
        "6.1 Code",
    } <= set(cells)


def test_what_a_file_says_is_text_and_never_markup() -> None:
    hostile = '<script>alert(1)</script> | "x" & *y*'
    report = Report(
        hostile, "", (Section(hostile, (Words(hostile), Table(hostile, (hostile,), ((hostile,),)))),)
    )
    page = Page(rendered(report, "html"))
    assert not page.of("script")
    assert page.rows[1] == [hostile]
    text = rendered(report, "md")
    assert "<script>" not in re.sub(r"\\<", "", text)
    assert '\\| "x" & \\*y\\*' in text


@pytest.mark.slow
def test_as_markdown_it_says_the_same(kept: Path, run: RunSource, capsys: pytest.CaptureFixture[str]) -> None:
    assert here("report", "kept", "--format", "md", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    text = Path("report.md").read_text(encoding="utf-8")
    assert said == {"file": "report.md", "bytes": len(text.encode())}
    assert text.startswith("# Report: kurume\n")
    plain = text.replace("\\", "")
    assert all(f"{number}. {each.text}" in plain for number, each in enumerate(sentences(run), 1))
    assert plain.count("\n| --- |") + plain.count("\n| --- ---") > 10


@pytest.mark.slow
def test_the_same_results_give_the_same_bytes_and_stay_as_they_were(kept: Path, written: str) -> None:
    before = contents(kept)
    assert here("report", "kept", "--out", "new/report.html") == 0
    assert Path("new/report.html").read_text(encoding="utf-8") == written
    assert contents(kept) == before
    assert {path.name for path in Path("new").iterdir()} == {"report.html"}


@pytest.mark.slow
def test_a_report_is_replaced_but_one_with_somebodys_notes_only_with_again(
    kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert here("report", "kept", "--out", "report.md") == 0
    noted = Path("report.md").read_text(encoding="utf-8").replace("# Report", "Mine\n\n# Report")
    Path("report.md").write_text(noted, encoding="utf-8")
    assert here("report", "kept", "--out", "report.md") == 2
    assert capfd.readouterr().err.startswith("report.md: is no report as haicsim wrote it: name another file")
    assert Path("report.md").read_text(encoding="utf-8") == noted
    assert here("report", "kept", "--out", "report.md", "--again") == 0
    assert Path("report.md").read_text(encoding="utf-8").startswith("# Report")


REFUSED = {
    "no folder": (("nowhere",), "nowhere: there is no such folder."),
    "no results": (("mine",), "mine: is no folder of results: there is no provenance.json in it."),
    "a file changed": (("damaged",), "damaged: summary.json has changed since it was written"),
    "results of another kind": (
        ("other",),
        "other: holds results of which no report is made: name the folder of a run",
    ),
    "among results": (("kept", "--out", "kept/report.html"), "kept/report.html: lies in a folder of results"),
    "onto a folder": (("kept", "--out", "mine"), "mine: is a folder: name a file with --out."),
    "onto a file": (("kept", "--out", "mine/notes.txt"), "mine/notes.txt: is no report as haicsim wrote it"),
    "below a file": (("kept", "--out", "mine/notes.txt/r.html"), "mine/notes.txt/r.html: cannot be written"),
    "another format": (
        ("kept", "--format", "mdd"),
        "report: format = mdd: must be one of html, md, docx. Did you mean 'md'?",
    ),
    "nothing": ((), "haicsim report: Missing argument 'RESULT'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_said_in_a_line_and_nothing_is_lost(
    case: str, kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments, message = REFUSED[case]
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("mine")
    shutil.copytree("kept", "damaged")
    Path("damaged/summary.json").write_text("{}")
    _answer_of_another_kind(Path("other"))
    before = contents(Path())
    assert here("report", *arguments) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith(message)
    assert "Traceback" not in said.err
    assert contents(Path()) == before


def _answer_of_another_kind(folder: Path) -> None:
    from haicsim.api.keep_files import saved

    saved(folder, {"policy.json": {"a": 1}}, {})


@pytest.mark.slow
def test_a_sweep_in_a_report_says_its_own_numbers(tmp_path: Path) -> None:
    sweep = haicsim.sweep(
        {"name": "boldness", "question": "How bold?", "scenarios": ["kurume"], "vary": {"policy.boldness": [1, 2]},
         "patients": 40, "replications": 3, "outcomes": ["conversion_rate"]},
        engine="process", out=tmp_path / "kept",
    )  # fmt: skip
    sweep.write()
    page = Page(haicsim.report(sweep, tmp_path / "sweep.html").read_text(encoding="utf-8"))
    shown = [row for row in page.rows if row[0].startswith("kurume, policy.boldness = ")]
    assert [row[2] for row in shown[:2]] == ["3", "3"]
    for row, line in zip(shown, sweep.summary.itertuples(), strict=False):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", row[1])]
        assert numbers == pytest.approx([100 * line.mean, 100 * line.low, 100 * line.high], abs=0.51)
    assert float(shown[2][2].split(" ")[0]) == pytest.approx(100 * sweep.differences["change"][0], abs=0.51)
    assert all(len(each["alt"] or "") > 60 for each in page.of("img"))


WHAT_IF = {
    "scenario": "kurume", "patients": 500, "replications": 1, "seed": 1, "rate": "conversion", "now": 0.15,
    "months": {"value": 14.0, "low": 13.5, "high": 14.5}, "alive": {"value": 0.07, "low": 0.06, "high": 0.08},
    "mechanisms": [{
        "name": "efficacy", "words": "drugs that kill more", "path": "treatment.relative_kill", "unit": "", "present": 0.66,
        "range": [0.5, 2.5], "reach": [0.01, 0.4], "caveat": "No more toxic.",
        "rates": [
            {"target": 0.3, "value": 1.7, "low": 1.6, "high": 1.8, "rate": 0.3, "reached": True,
             "change": {"value": 4.8, "low": 4.6, "high": 5.0, "sign": "SIGN",
                        "ends": [{"where": "a = 1", "value": -1.0}, {"where": "a = 2", "value": 9.0}]},
             "months": {"value": 19.0, "low": 18.0, "high": 20.0, "ends": []},
             "alive": {"value": 0.12, "low": 0.11, "high": 0.13, "ends": []}, "extrapolated": True,
             "decomposition": {"change": {"value": 4.8}, "parts": {"without_surgery": {"value": 4.1}}},
             "whom": {"newly converted": {"people": 120, "by_surgery": {"value": 12.5, "low": 11.5, "high": 13.5}}},
             "fresh": {"runs": 5, "value": 0.3, "low": 0.28, "high": 0.32}},
            {"target": 0.6, "value": None, "low": None, "high": None, "rate": None, "reached": False},
        ],
    }],
}  # fmt: skip


@pytest.mark.parametrize(("sign", "firmness"), [("more", "said with its margin"), ("not known", "withheld")])
def test_a_what_if_is_said_no_more_firmly_than_its_sign_holds(
    tmp_path: Path, sign: str, firmness: str
) -> None:
    from haicsim.api.keep_files import saved

    given = json.loads(json.dumps(WHAT_IF).replace("SIGN", sign))
    folder = saved(tmp_path / "answer", {"whatif.json": given}, {})
    text = haicsim.report(folder, tmp_path / "whatif.html").read_text(encoding="utf-8")
    page = Page(text)
    ledger = next(row for row in page.rows if row[0] == "1")
    assert ledger[1] == firmness
    assert ("not known" in re.findall(r"<li>(.*?)</li>", text)[0]) == (sign == "not known")
    assert "4.8 (4.6 to 5.0), over the ranges -1.0 to 9.0" in text
    assert "own numbers +4.1 of it needs no surgery and +0.7 comes through surgery." in text
    assert "Series have published 5% to 26%: this is extrapolation." in text
    where_from = [
        "efficacy, 30.0%",
        "+4.8",
        "+4.1",
        "+0.7",
        "120",
        "12.5 (11.5 to 13.5)",
        "30.0 (28.0 to 32.0)",
    ]
    assert where_from in page.rows
    assert "60.0% is not reached: what was tried gives 1.0% to 40.0%." in text


def test_a_break_even_and_a_twin_say_their_own_numbers(tmp_path: Path) -> None:
    from haicsim.api.keep_files import saved

    group = {
        "group": "all", "outcome": "gain", "over": "surgery.operative_death.ample", "unit": "probability", "present": 0.003,
        "range": [0.0, 0.6], "operated": 9, "sign": "changes",
        "break_even": [{"value": 0.337, "low": 0.318, "high": 0.355, "rises": False}],
        "ends": [{"where": "tumour.phi = 1", "break_even": [0.508], "at_high_end": -2.0}], "differences": [],
    }  # fmt: skip
    head = {"scenario": "kurume", "patients": 500, "seed": 1, "against": "no surgery"}
    sign = saved(tmp_path / "sign", {"breakeven.json": head | {"groups": [group]}}, {})
    lives = {
        "as_it_is": {"months": 40.0, "died_of": "cancer"},
        "no_surgery": {"months": 28.5, "died_of": None},
    }
    twin = saved(
        tmp_path / "twin", {"twin.json": {"patient": 7, "replication": 0, "gain_months": 11.5, **lives}}, {}
    )
    text = haicsim.report([sign, twin], tmp_path / "both.html").read_text(encoding="utf-8")
    rows = Page(text).rows
    assert "the difference in gain changes its sign at 0.337 (0.318 to 0.355)." in text
    assert ["all", "tumour.phi = 1", "0.508"] in rows
    assert "lives 11.5 months longer with surgery" in text
    assert ["No surgery", "28.5", "alive at the end of follow-up"] in rows


def test_an_overload_is_said_on_the_first_pages(run: RunSource) -> None:
    row = {"resource": "theatre", "state": "overloaded", "demand": 1.9}
    summary = run.answer["summary"] | {"hospital": [row]}
    flow = next(
        each
        for each in first_pages(replace(run, answer={**run.answer, "summary": summary}))
        if each.heading == "Flow of patients"
    )
    said = flow.blocks[-1]
    assert isinstance(said, Words)
    assert "Overload: the theatre is asked for 1.9 times what it can give" in said.text


def test_a_what_if_or_sweep_changed_since_it_was_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from haicsim.api.keep_files import saved

    monkeypatch.chdir(tmp_path)
    saved(Path("answer"), {"whatif.json": WHAT_IF}, {})
    asked = {
        "name": "one",
        "question": "One?",
        "scenarios": ["kurume"],
        "patients": 20,
        "outcomes": ["conversion_rate"],
    }
    haicsim.sweep(asked, engine="process", out="swept").write()
    for file in ("answer/whatif.json", "swept/summary.csv"):
        Path(file).write_bytes(Path(file).read_bytes() + b" ")
        folder, name = file.split("/")
        assert here("report", folder) == 2
        said = capfd.readouterr().err
        assert said.startswith(f"{folder}: {name} ")
        assert "changed since it was written" in said
    assert not Path("report.html").exists()


def test_without_haic_survival_is_counted_from_entry(run: RunSource) -> None:
    without = run.scenario.policy.model_copy(update={"haic": "off"})
    scenario = run.scenario.model_copy(update={"policy": without})
    treated_otherwise = replace(run, counted=replace(run.counted, scenario=scenario))
    assert sentences(run)[1].text.startswith("Counted from the decision for HAIC, ")
    assert sentences(treated_otherwise)[1].text.startswith("Counted from entry, ")
    assert "entered, without HAIC" in sentences(treated_otherwise)[0].text


@pytest.mark.slow
@pytest.mark.parametrize("scenario", long_but(shipped_scenarios(), "one-theatre", "untreated"))
def test_every_shipped_scenario_gives_a_small_report_soon(scenario: str, tmp_path: Path) -> None:
    result = haicsim.run(scenario, patients=300)
    is_reported_soon(result.save(tmp_path / "kept"))

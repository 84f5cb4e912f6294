"""Authority: the screen a reader sees, in chromium, beside what `haicsim run` and `story` print of the same scenario."""

import os
import re
from collections.abc import Iterator
from json import loads
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, LAST, Reader, reader, served

from haicsim.edge import ending
from haicsim.main import hints_for, obey

playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "HAICSIM_BROWSER" not in os.environ, reason="`make browser` runs it, with the machine to itself"
    ),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]
FEW = "patients=120&seed=3"
WRONG = b"name: n\nquestion: q?\ninherits: kurume.yaml\npolicy:\n  boldnes: {value: 2, source: us}\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with served(folder) as found:
        yield found
    kept = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert kept == [], "the page stored something"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright_api.sync_playwright() as found:
        yield found


@pytest.fixture(scope="module")
def one(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with reader(chromium, tmp_path_factory.mktemp("one")) as found:
        yield found
        assert found.strangers == [], "a request left this machine"


def here(capfd: pytest.CaptureFixture[str], *words: str) -> str:
    assert ending(lambda: obey(list(words)), hints_for) in (0, 2)
    out, err = capfd.readouterr()
    return out + err


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_file_downloaded_repeats_every_number_and_the_life_by_the_command_line(
    one: Reader,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    one.opens(f"{address}?{FEW}&b=one-theatre&b.boldness=1.4&patient=7")
    with one.page.expect_download() as waiting:
        one.page.get_by_role("button", name="Download B as YAML").click()
    monkeypatch.chdir(tmp_path)
    name = waiting.value.suggested_filename
    waiting.value.save_as(tmp_path / name)
    here(capfd, "run", name, "--no-compare", "--out", "kept")
    summary = loads(Path("kept/summary.json").read_text())
    flow = one.rows("Patients, and %")
    for row, key in (
        ("Infused", "infused"),
        ("Converted (resectable)", "converted"),
        ("Operated", "operated"),
    ):
        assert flow[row][1].split(" = ")[0] == f"{summary['flow'][key]:,}"
    waits = {row["resource"]: row for row in summary["hospital"]}
    assert one.rows("Theatre")["median wait, days"][1] == f"{waits['theatre']['wait_median_days']:.1f}"
    survival = one.rows("Kaplan-Meier")
    assert survival["median, months"][1] == f"{summary['all_starters']['median_months']:.1f}"
    one.page.get_by_role("tab", name="In B").click()
    printed = words(re.sub(r"[^\x20-\x7e\n]", " ", here(capfd, "story", "kept", "--patient", "7")))
    shown = one.page.locator("table.haicsim.words:visible td:last-child").all_inner_texts()
    assert len(shown) > 3
    assert words(shown[0])[:30] in printed
    assert words(shown[-1])[:30] in printed


def test_a_link_shows_the_same_numbers_to_somebody_else(
    one: Reader, address: str, chromium: Any, tmp_path: Path
) -> None:
    one.opens(f"{address}?{FEW}&b=kurume&b.effect=1.5")
    one.page.get_by_role("slider", name="Boldness of the surgeons").nth(1).focus()
    one.page.keyboard.press("ArrowRight")
    one.page.wait_for_url("**b.boldness=1.05**")
    one.settles()
    seen = one.rows("Patients, and %"), one.rows("Kaplan-Meier"), one.rows("What became")
    with reader(chromium, tmp_path / "other") as other:
        other.opens(one.page.url)
        assert (other.rows("Patients, and %"), other.rows("Kaplan-Meier"), other.rows("What became")) == seen


def test_two_readers_at_once_do_not_mix(one: Reader, address: str, chromium: Any, tmp_path: Path) -> None:
    one.opens(f"{address}?{FEW}&b.boldness=0.5")
    with reader(chromium, tmp_path / "other") as other:
        other.opens(f"{address}?patients=240&b.boldness=2")
        one.page.get_by_role("button", name="Fill in patient").click()
        one.settles()
        assert one.rows("Kaplan-Meier")["patients"] == ["120", "120"]
        assert other.rows("Kaplan-Meier")["patients"] == ["240", "240"]
        assert "b.boldness=2&" in other.page.url
        assert "b.boldness=0.5&" in one.page.url


def test_a_wrong_file_is_refused_in_the_words_of_the_command_line(
    one: Reader,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    one.opens(f"{address}?{FEW}")
    _give(one, "wrong.yaml", WRONG)
    alert = one.page.get_by_role("alert").filter(has_text="wrong.yaml:5")
    alert.wait_for()
    monkeypatch.chdir(tmp_path)
    Path("wrong.yaml").write_bytes(WRONG)
    assert alert.inner_text().strip() == here(capfd, "check", "wrong.yaml").strip()


def _give(one: Reader, name: str, content: bytes) -> None:
    """Choose a file of one's own in B."""
    choice = one.page.get_by_role("combobox", name="Scenario").nth(1)
    choice.click()
    choice.fill("a file of yours")
    one.page.keyboard.press("Enter")
    one.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/yaml", "buffer": content}
    )


def test_a_long_run_shows_how_far_it_is_and_can_be_cancelled(one: Reader, address: str) -> None:
    # Two scenarios: alike, they would be one run, cancelled once
    one.opens(f"{address}?{FEW}&b.boldness=0.5")
    one.page.get_by_role("slider", name="Patients").focus()
    one.page.keyboard.press("End")
    for side in ("A", "B"):
        one.page.get_by_text(f"{side}: Simulating 20,000 patients").wait_for()
        one.page.get_by_role("button", name=f"Cancel {side}").click()
        one.page.get_by_text(f"{side} was cancelled").wait_for()
    one.settles()
    assert one.page.get_by_text(LAST).count() == 0
    one.page.get_by_role("slider", name="Patients").focus()
    one.page.keyboard.press("Home")
    one.page.get_by_text(LAST).wait_for()
    assert one.rows("Kaplan-Meier")["patients"] == ["500", "500"]


def test_everything_is_reached_by_the_keyboard_alone(one: Reader, address: str) -> None:
    one.opens(f"{address}?{FEW}")
    reached = set()
    one.page.locator("body").press("Home")
    for _ in range(60):
        one.page.keyboard.press("Tab")
        reached.add(
            one.page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
            )
        )
    said = " | ".join(filter(None, reached))
    for control in (
        "Months between CTs", "Boldness", "Effect of the drugs", "Infusion beds", "Theatre", "Share converted", "Random seed",
        "Download A as YAML", "Survival of", "Patient number", "Age, years", "Vessels",
    ):  # fmt: skip
        assert control in said, control


def test_every_picture_says_in_words_what_it_shows(one: Reader, address: str) -> None:
    one.opens(f"{address}?{FEW}")
    said = [image.get_attribute("alt") for image in one.page.locator("img").all()]
    assert len(said) == 2
    assert all(re.search(r"\d", text or "") for text in said)


@pytest.mark.parametrize("width", [390, 800])
def test_nothing_is_cut_at_the_width_of_a_phone_or_a_tablet(
    address: str, chromium: Any, tmp_path: Path, width: int
) -> None:
    with reader(chromium, tmp_path / "phone", width, 844) as phone:
        phone.opens(f"{address}?{FEW}&b=one-theatre")
        beyond = phone.page.evaluate(
            """() => [...document.querySelectorAll('[data-testid=stMain] table, [data-testid=stMain] td,'
               + '[data-testid=stMain] img, [data-testid=stMain] p, [data-testid=stMain] h1, [data-testid=stMain] h2')]
               .filter(e => e.getClientRects().length)
               .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 2
                       && e.tagName !== 'P')
               .map(e => e.tagName + ': ' + e.textContent.slice(0, 60))"""
        )
        assert beyond == []
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= width

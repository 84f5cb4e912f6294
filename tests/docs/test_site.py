"""The site of the documentation. Authorities: Sphinx with its warnings as errors, the pages themselves, a browser's screen."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from tree import ROOT, files

pytestmark = pytest.mark.slow
CHROMIUM = Path("/usr/bin/chromium")
OFFLINE = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """What a page fetches and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.leads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in FETCHED and given.get(FETCHED[tag]):
            self.fetched.append(given[FETCHED[tag]] or "")
        if tag == "a" and given.get("href"):
            self.leads.append(given["href"] or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make site` builds it: a link or page that is not there is an error."""
    pytest.importorskip("furo", reason="the extra 'docs' is not installed: pip install 'haicsim[docs]'")
    out = tmp_path_factory.mktemp("site")
    options = ["-W", "--keep-going", "-n", "-q", "-c", "docs", "-b", "html", "-d", str(out / "kept")]
    command = [sys.executable, "-m", "sphinx", *options, ".", str(out / "html")]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    return out / "html"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_every_page_of_the_project_is_on_the_site_and_the_first_one_leads_to_it(
    site: Path, pages: dict[Path, Page]
) -> None:
    wanted = {path for path in files() if path.suffix == ".md" and path.parts[0] == "docs"}
    wanted |= {Path("README.md"), Path("CONTRIBUTING.md"), Path("CHANGELOG.md")}
    assert {path for path in wanted if not (site / path).with_suffix(".html").is_file()} == set()
    first = site / "docs" / "index.html"
    led = {(first.parent / urlsplit(link).path).resolve() for link in pages[first].leads} | {first.resolve()}
    assert {path for path in wanted if (site / path).with_suffix(".html").resolve() not in led} == set()


def test_pages_fetch_nothing_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    fetched = {url for page in pages.values() for url in page.fetched}
    assert len(fetched) > 20
    assert [url for url in fetched if re.match(r"(https?:)?//", url)] == []
    sheets = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert not re.search(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", sheets)


def test_every_link_within_the_site_leads_to_a_file(pages: dict[Path, Page]) -> None:
    dead = set()
    for path, page in pages.items():
        for link in page.leads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            if not (path.parent / unquote(parts.path)).is_file():
                dead.add(f"{path.name}: {link}")
    assert dead == set()


def test_a_link_to_a_file_that_is_no_page_gives_that_very_file(site: Path) -> None:
    given = {path.read_bytes() for path in site.glob("_downloads/*/kurume.yaml")}
    assert (ROOT / "scenarios" / "kurume.yaml").read_bytes() in given


def test_a_reader_types_a_word_and_finds_the_page_about_it(site: Path) -> None:
    assert '"seed"' in (site / "searchindex.js").read_text(encoding="utf-8")
    if not CHROMIUM.is_file():
        pytest.skip(f"no browser at {CHROMIUM}: the search was not tried on a screen")
    drive = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").sync_playwright
    with drive() as player:
        browser = player.chromium.launch(executable_path=str(CHROMIUM), args=OFFLINE)
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((site / "docs" / "index.html").as_uri())
        page.fill("input[name=q]", "common random numbers")
        page.press("input[name=q]", "Enter")
        page.get_by_text("Why two worlds share their random numbers").first.wait_for(timeout=30_000)
        assert all(url.startswith("file:") for url in asked)
        browser.close()

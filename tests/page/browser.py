"""A real browser at a real page: chromium, driven as a reader would, and every request it makes written down."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENT = 90_000.0  # milliseconds to wait for anything: far more than an idle machine needs
LAST = "What became of them"  # the last table: whoever sees it sees the whole page


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a page, served by the real command until the end, in a home that is empty before.

    Simulated by SimPy: loading the compiler takes longer than the few patients of these tests.
    """
    port, home, caches = free_port(), folder / "home", folder.with_name(f"{folder.name}-caches")
    home.mkdir()
    caches.mkdir()  # of libraries, such as matplotlib's list of fonts
    environment = {
        **os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(caches), "MPLCONFIGDIR": str(caches), "NUMBA_DISABLE_JIT": "1",
    }  # fmt: skip
    server = subprocess.Popen(
        [sys.executable, "-m", "haicsim", "page", "--port", str(port)],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(120)


def _wait(address: str, server: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + PATIENT / 1000
    while time.monotonic() < end:
        assert server.poll() is None, server.stdout and server.stdout.read()
        try:
            urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the page never answered")


class Reader:
    """One reader with a browser profile of their own; strangers: requests to other hosts, all of them stopped."""

    def __init__(self, context: Any) -> None:
        self.context, self.strangers = context, list[str]()
        context.set_default_timeout(PATIENT)
        context.route("**/*", self._watch)
        self.page = context.pages[0] if context.pages else context.new_page()

    def _watch(self, route: Any) -> None:
        address = route.request.url
        if address.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            self.strangers.append(address)
            route.abort()

    def opens(self, address: str, whole: bool = True) -> None:
        """Go there; wait until the whole page is there."""
        self.page.goto(address)
        if whole:
            self.page.get_by_text(LAST).wait_for()
            self.settles()

    def settles(self) -> None:
        """Wait until nothing is being worked out any more."""
        self.page.wait_for_function(
            "document.querySelector('[data-testid=stApp]').dataset.testScriptState !== 'running'"
        )

    def rows(self, caption: str) -> dict[str, list[str]]:
        """A table by the beginning of its caption: cells by the name of the row."""
        table = self.page.locator("table.haicsim", has=self.page.locator("caption", has_text=caption)).first
        return {
            row.locator("th").inner_text(): row.locator("td").all_inner_texts()
            for row in table.locator("tbody tr").all()
        }


@contextmanager
def reader(playwright: Any, profile: Path, width: int = 1280, height: int = 900) -> Iterator[Reader]:
    """A reader with a fresh browser."""
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=ARGUMENTS, viewport={"width": width, "height": height},
        accept_downloads=True,
    )  # fmt: skip
    try:
        yield Reader(context)
    finally:
        context.close()

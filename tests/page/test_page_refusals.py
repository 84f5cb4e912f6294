"""Authority: the house rule on faulty input: one clear line and exit code 2, before anything is served."""

import socket
from collections.abc import Iterator

import pytest

from haicsim.edge import ending
from haicsim.main import hints_for, obey
from haicsim.show.page import serve


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def refused(capfd: pytest.CaptureFixture[str], *words: str) -> str:
    assert ending(lambda: obey(["page", *words]), hints_for) == 2
    out, err = capfd.readouterr()
    assert out == ""
    return err.strip()


def test_a_port_that_is_taken_is_refused_with_one_that_is_free(
    taken: int, capfd: pytest.CaptureFixture[str]
) -> None:
    said = refused(capfd, "--port", str(taken))
    assert said.startswith(f"--port {taken}: is taken by another program: --port ")
    free = int(said.rsplit("--port ", 1)[1].split()[0])
    serve.refuse_taken(free)


def test_a_port_that_is_none_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert refused(capfd, "--port", "70000") == "--port 70000: must be between 1 and 65535."
    assert "must be a whole number" in refused(capfd, "--port", "web")


def test_without_streamlit_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: None)
    assert refused(capfd) == "haicsim page: needs the extra 'web': pip install 'haicsim[web]'."


def test_it_serves_this_machine_alone_and_reports_to_nobody() -> None:
    assert serve.ADDRESS == serve.OPTIONS["server_address"] == "127.0.0.1"
    assert serve.OPTIONS["browser_gatherUsageStats"] is False
    assert serve.OPTIONS["server_headless"] is True

"""Starting the page: a server for this machine alone, which stores nothing and asks nobody outside."""

import errno
import socket
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

from haicsim.sim.errors import Fault, InputError

ADDRESS = "127.0.0.1"
MEGABYTES = 1  # of a file given to the page
TRIED = 20  # ports looked at for a free one to name
OPTIONS = {
    "server_address": ADDRESS,
    "server_headless": True,
    "server_fileWatcherType": "none",
    "server_runOnSave": False,
    "server_maxUploadSize": MEGABYTES,
    "browser_gatherUsageStats": False,
    "browser_serverAddress": ADDRESS,
    "client_toolbarMode": "minimal",
    "client_showErrorDetails": "none",
    "global_developmentMode": False,
    "logger_hideWelcomeMessage": True,
    "logger_level": "error",
    "runner_magicEnabled": False,
    "theme_base": "light",
    "theme_primaryColor": "#0B5CAD",
    "theme_textColor": "#222222",
}


def refuse_without_streamlit() -> None:
    """InputError where the page's library is not installed."""
    if find_spec("streamlit") is None:
        rule = "needs the extra 'web': pip install 'haicsim[web]'"
        raise InputError([Fault("haicsim page", None, "", "", rule)])


def refuse_taken(port: int) -> None:
    """InputError where the port cannot be had, with one that can."""
    problem = _problem(port)
    if problem is None:
        return
    free = next((each for each in range(port + 1, min(port + TRIED, 65_536)) if _problem(each) is None), None)
    advice = "" if free is None else f": --port {free} is free"
    rule = "is taken by another program" if problem == errno.EADDRINUSE else "may not be used here"
    raise InputError([Fault(f"--port {port}", None, "", "", f"{rule}{advice}")])


def _problem(port: int) -> int | None:
    """Why this port cannot be listened at, as the system numbers it; None where it can."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            return error.errno
    return None


def serve(port: int) -> None:
    """Serve the page until somebody ends it."""
    from streamlit.web import bootstrap

    options = {**OPTIONS, "server_port": port}
    bootstrap.load_config_options(options)
    Thread(target=_warm_up, daemon=True).start()
    bootstrap.run(str(Path(__file__).with_name("app.py")), False, [], options)


def _warm_up() -> None:
    """Make the compiled engine ready, where there is one, while the reader still looks; until then SimPy serves."""
    from haicsim.api.runs import run
    from haicsim.sim.engines.patients_engine import can_compile

    if can_compile():
        run("kurume", patients=2, engine="compiled")

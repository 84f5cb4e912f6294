"""`haicsim page`: scenarios side by side in a browser, on this machine alone."""

from typing import Annotated

import typer

from haicsim.commands.arguments import whole_number

Port = Annotated[
    int, typer.Option(parser=whole_number, metavar="N", help="Where the page is: http://127.0.0.1:N.")
]


def page(port: Port = 8501) -> None:
    """Open two scenarios side by side in a browser: sliders, curves, flow, waits, single patients; Ctrl-C ends it.

    Nothing leaves this machine and nothing is stored. Needs the extra 'web' (docs/page.md says how to
    install it).

    haicsim page --port 8600
    """
    from haicsim.show.page.serve import ADDRESS, refuse_taken, refuse_without_streamlit, serve
    from haicsim.sim.errors import Fault, InputError

    refuse_without_streamlit()
    if not 1 <= port <= 65_535:
        raise InputError([Fault(f"--port {port}", None, "", "", "must be between 1 and 65535")])
    refuse_taken(port)
    print(f"The page is at http://{ADDRESS}:{port} (this machine alone). Ctrl-C ends it.", flush=True)
    serve(port)
    raise KeyboardInterrupt  # whoever ends it need not wait for what is still being simulated

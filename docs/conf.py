"""The documentation as a web site: the very pages that a code host shows, from the root of the project, none copied.

`make site` builds it and fetches nothing. A link to a file that is no page leads to that file, one to a folder to its
README; the folders that have none are named and lead nowhere.
"""

import logging
from pathlib import Path
from typing import Any

from docutils.nodes import document
from pygments.lexers.special import TextLexer
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

project = "haicsim"
author = "The haicsim authors"
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**", "scenarios/README.md", "examples/README.md"]
exclude_patterns = ["build", "results", ".*", "haicsim", "sim", "analysis", "tests", "benchmarks"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = "haicsim"
html_copy_source = False
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_theme_options = {"top_of_page_buttons": []}

# docs/index.md lists some pages by pattern, and a pattern may match none
logging.getLogger("sphinx.sphinx.directives.other").addFilter(
    lambda record: getattr(record, "subtype", None) != "empty_glob"
)


def lead_to_folders(app: Sphinx, page: document) -> None:
    """A link to a folder leads to the page that is its README; where there is none, its words stay."""
    here = Path(app.env.doc2path(app.env.docname)).parent
    for link in list(page.findall(pending_xref)):
        folder = here / link.get("reftarget", "")
        if link["reftype"] != "myst" or link["refdomain"] == "doc" or not folder.is_dir():
            continue
        readme = app.env.path2doc(str(folder.resolve() / "README.md"))
        if readme in app.env.found_docs:
            link["refdomain"], link["reftarget"], link["reftargetid"] = "doc", readme, None
        else:
            link.replace_self(link.children)


def setup(app: Sphinx) -> dict[str, Any]:
    """Diagrams that a code host draws are shown as they are written."""
    app.add_lexer("mermaid", TextLexer)
    app.connect("doctree-read", lead_to_folders)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""An extraction -> its text and tables, inline in a notebook, without script.

    >>> claimex.extract(text)    # the last expression of a cell

The tables are folded; labels link to their rows and back. Notebooks cut scripts out of what they did not
make, so there is none to miss.
"""

from functools import cache
from itertools import count

from claimex.records import Extraction
from claimex.views import html
from claimex.views.markup import Html, element, join

# Each view on a page needs ids of its own; they hang on nothing but the order of the views.
_views = count(1)


def render(extraction: Extraction) -> str:
    """The article with its records marked, and the tables below, as an HTML fragment with its own style."""
    (article,) = html.articles([extraction], prefix=f"cx{next(_views)}-")
    counts = f"{len(article.records)} records"
    parts: list[Html] = [
        Html(f"<style>{_style()}</style>"),
        element("div", article.text(), class_="cx-article"),
    ]
    if article.records:
        parts.append(element("details", element("summary", counts), html.tables([article])))
    return element("div", join(parts), class_="claimex cx-notebook")


@cache
def _style() -> str:
    return html.asset("claimex.css") + html.asset("notebook.css")

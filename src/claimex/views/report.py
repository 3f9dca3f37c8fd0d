"""Extractions -> one HTML page that needs nothing but itself.

    >>> Path("report.html").write_text(render([claimex.extract(text)]), encoding="utf-8")

The page loads nothing and runs nothing but its own script: its content security policy names that script by
its digest, so that not even a flaw in the escaping of an article's text could make it run.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from string import Template

import claimex
from claimex.records import KINDS, Extraction, Kind
from claimex.views import charts, html
from claimex.views.highlights import TITLES, speakers
from claimex.views.html import Article
from claimex.views.markup import Html, element, join

KEYS: dict[Kind, str] = {
    "quotation": "cx-key-q",
    "attribution": "cx-key-a",
    "demand": "cx-key-d",
    "numeric_claim": "cx-key-n",
}


def render(extractions: Iterable[Extraction], *, title: str | None = None) -> str:
    """Make the page.

    Arguments:
        extractions: one for each article, in the order in which they are to stand.
        title: the page's title; by default the headline, or how many articles there are.

    Returns:
        The page, to be written as UTF-8.
    """
    articles = html.articles(list(extractions))
    counts = Counter(record.kind for article in articles for record in article.records)
    if title is None:
        title = articles[0].title if len(articles) == 1 else f"{len(articles)} articles"
    script = html.asset("report.js")
    return Template(html.asset("report.html")).substitute(
        title=join([title]),
        version=join([claimex.__version__]),
        summary=join([_summary(articles, counts)]),
        style=html.asset("claimex.css") + html.asset("report.css"),
        kinds=join(_kind_box(kind, counts[kind]) for kind in KINDS if counts[kind]),
        speakers=join(
            element("option", name, value=name)
            for name in sorted(speakers(r for article in articles for r in article.records), key=str.casefold)
        ),
        articles=join(_article(article) for article in articles),
        contents=_contents(articles),
        charts=_charts([article.extraction for article in articles]),
        article_keys=join(_article_keys(articles)),
        tables=html.tables(articles),
        script=script,
        script_hash=_hash(script),
    )


def _summary(articles: Sequence[Article], counts: Counter[Kind]) -> str:
    words = sum(len(article.extraction.text.split()) for article in articles)
    found = [
        charts.count_of(counts[kind], TITLES[kind].lower().removesuffix("s"))
        for kind in KINDS
        if counts[kind]
    ]
    return " · ".join([charts.count_of(words, "word"), *found])


def _kind_box(kind: Kind, count: int) -> Html:
    return element(
        "label",
        element("input", type="checkbox", value=kind, checked=True),
        element("span", TITLES[kind], class_=KEYS[kind]),
        element("span", f"{count:,}", class_="cx-count"),
    )


def _article(article: Article) -> Html:
    name = element("p", article.extraction.doc_id, class_="cx-id")
    return element("article", name, article.text(), class_="cx-article", id=f"article{article.number}")


def _contents(articles: Sequence[Article]) -> Html:
    if len(articles) < 2:
        return Html()
    entries = (
        element(
            "li",
            element(
                "a",
                element("span", article.title),
                element("span", f"{len(article.records)}", class_="cx-count"),
                href=f"#article{article.number}",
            ),
        )
        for article in articles
    )
    heading = element("h3", f"{len(articles)} articles")
    return element("nav", heading, element("ol", *entries), class_="cx-articles", aria_label="Articles")


def _charts(extractions: Sequence[Extraction]) -> Html:
    drawn = {
        "Who is quoted how often": charts.voices(extractions),
        "Who demands something of whom": charts.demand_flows(extractions),
    }
    return join(
        element("section", element("h3", title), chart) for title, chart in drawn.items() if chart is not None
    )


def _article_keys(articles: Sequence[Article]) -> list[str]:
    if len(articles) < 2:
        return []
    return [" · ", element("kbd", "["), " ", element("kbd", "]"), " articles"]


def _hash(script: str) -> str:
    """A script's digest, as a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

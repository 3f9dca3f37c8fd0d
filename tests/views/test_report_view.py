"""The report in a browser, where there is one, and as text, where there is none."""

import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import Browser, find_chromium

import sample
from claimex.records import Extraction, Quotation, Span
from claimex.views import charts, notebook, report

HOSTILE = (
    "A </script><script>window.pwned = 1</script> headline\n\n"
    "“<img src=x onerror='window.pwned=1'> </style><svg onload=window.pwned=1>,” "
    'said "><b id=pwned>Mallory</b>. '
    "<!-- ${pwned} $title {{pwned}} -->"
)


def hostile() -> Extraction:
    """An article that tries to run a script through its text, its id and its speaker's name."""
    said = "“<img src=x onerror='window.pwned=1'> </style><svg onload=window.pwned=1>,”"
    where = sample.span(HOSTILE, said)
    name = '"><b id=pwned>Mallory</b>'
    quotation = Quotation(
        **where.model_dump(),
        doc_id="<script>window.pwned=1</script>",
        id="q1",
        sentence=where,
        confidence=0.9,
        quote_type="direct",
        speaker=sample.mention(HOSTILE, name, name, "person"),
        cue=Span(**sample.span(HOSTILE, "said").model_dump()),
        continues=None,
        attribution_id=None,
    )
    return Extraction(doc_id="<script>window.pwned=1</script>", text=HOSTILE, records=(quotation,))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.skip("needs Chromium")
    with Browser(program) as tab:
        yield tab


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Browser:
    """The report of two articles, opened."""
    path = tmp_path / "report.html"
    path.write_text(report.render([sample.article(), sample.article("second")]), encoding="utf-8")
    browser.open(path)
    return browser


def visible_rows(page: Browser) -> int:
    count = page.evaluate("document.querySelectorAll('tbody tr:not([hidden])').length")
    assert isinstance(count, int)
    return count


def test_the_page_runs_without_error_or_request_beyond_itself(page: Browser) -> None:
    assert page.evaluate("document.querySelector('.claimex').classList.contains('cx-live')")
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
    assert all(url.startswith("file:") for url in page.requests)


def test_text_in_the_page_is_the_articles(page: Browser) -> None:
    script = """[...document.querySelectorAll('#article0 h2, #article0 p:not(.cx-id)')].map(p => {
        const copy = p.cloneNode(true);
        copy.querySelectorAll('.cx-ref').forEach(ref => ref.remove());
        return copy.textContent;
    }).join('\\n\\n')"""
    assert page.evaluate(script) == sample.TEXT


def test_an_article_that_holds_scripts_runs_none(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(report.render([hostile(), hostile()], title=HOSTILE), encoding="utf-8")
    browser.open(path)
    browser.evaluate("document.querySelector('.cx-ref').focus()")
    browser.hover(".cx-m")
    time.sleep(0.2)
    assert browser.evaluate("window.pwned === undefined && document.getElementById('pwned') === null")
    assert browser.evaluate("document.scripts.length") == 1
    assert "<b id=pwned>Mallory</b>" in browser.evaluate("document.body.textContent")
    assert browser.evaluate("document.getElementById('card').querySelector('img, svg, b, script')") is None


def test_even_injected_scripts_are_refused_by_the_policy(page: Browser) -> None:
    page.evaluate(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.pwned = 1';"
        "document.body.append(s); document.body.insertAdjacentHTML('beforeend',"
        '\'<img src="data:," onerror="window.pwned = 1">\'); })()'
    )
    time.sleep(0.2)
    assert page.evaluate("window.pwned === undefined")


def test_filters_by_kind_speaker_and_confidence(page: Browser) -> None:
    everything = visible_rows(page)
    page.evaluate("document.querySelector('input[value=numeric_claim]').click()")
    assert visible_rows(page) == everything - 2 * 3
    page.evaluate(
        "(() => { const s = document.getElementById('speaker'); s.value = 'Ines Varga';"
        "s.dispatchEvent(new Event('input', { bubbles: true })); })()"
    )
    assert visible_rows(page) == 2 * 3
    page.evaluate(
        "(() => { const c = document.getElementById('confidence'); c.value = 0.9;"
        "c.dispatchEvent(new Event('input', { bubbles: true })); })()"
    )
    assert visible_rows(page) == 2 * 2
    marked = "[...document.querySelectorAll('#article0 .cx-m.cx-d, #article0 .cx-m.cx-n')].length"
    assert page.evaluate(marked) == 0


def test_tables_sort_by_column_as_numbers_and_back(page: Browser) -> None:
    head = "document.querySelector('#numbers thead th:nth-child(3)')"
    values = "[...document.querySelectorAll('#numbers tbody td:nth-child(3)')].map(c => +c.dataset.v)"
    page.evaluate(f"{head}.querySelector('button').click()")
    assert page.evaluate(values) == [12, 12, 340, 340, 2_400_000, 2_400_000]
    assert page.evaluate(f"{head}.ariaSort") == "ascending"
    page.evaluate(f"{head}.querySelector('button').click()")
    assert page.evaluate(values) == [2_400_000, 2_400_000, 340, 340, 12, 12]


def test_hovering_a_record_shows_its_card_with_what_stands_around_it(page: Browser) -> None:
    page.hover("#article0 .cx-m.cx-n")
    time.sleep(0.1)
    card = page.evaluate("document.getElementById('card').innerText")
    assert "N1" in card
    assert "> 340" in card
    assert "Q1" in card
    page.press("Escape")
    assert page.evaluate("document.getElementById('card').hidden")


def test_keys_go_from_record_to_record_to_the_row_and_back(page: Browser) -> None:
    page.press("j")
    page.press("j")
    assert page.evaluate("document.activeElement.textContent") == "D2"
    page.press("k")
    focused = "document.activeElement.closest('tr') ? 'row' : 'text'"
    assert page.evaluate("document.activeElement.textContent") == "D1"
    page.press("Enter")
    time.sleep(0.2)
    assert page.evaluate(focused) == "row"
    page.press("Enter")
    time.sleep(0.2)
    assert page.evaluate(focused) == "text"


def test_a_row_leads_to_its_place_in_another_article(page: Browser) -> None:
    page.evaluate("document.querySelector('#demands tbody tr:last-child td').click()")
    time.sleep(0.2)
    assert page.evaluate("document.querySelector('.cx-current').id") == "article1"
    assert page.evaluate("document.activeElement.closest('.cx-article').id") == "article1"
    page.press("[")
    assert page.evaluate("document.querySelector('.cx-current').id") == "article0"


def test_a_speaker_is_chosen_in_the_chart_by_mouse_and_by_key(page: Browser) -> None:
    chosen = "document.getElementById('speaker').value"
    page.evaluate("document.querySelector('.cx-voice[data-speaker]').dispatchEvent(new MouseEvent('click'))")
    assert page.evaluate(chosen) == "Ines Varga"
    page.evaluate("document.querySelector('.cx-voice[data-speaker]').focus()")
    page.press("Enter")
    assert page.evaluate(chosen) == ""


def test_light_and_dark_follow_the_system_and_the_button(page: Browser) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.prefer("dark")
    dark = page.evaluate(ground)
    page.prefer("light")
    light = page.evaluate(ground)
    assert dark != light
    page.evaluate("document.getElementById('theme').click()")
    assert page.evaluate(ground) == dark
    page.press("t")
    assert page.evaluate(ground) == light
    page.evaluate("localStorage.clear()")


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [value for value in [values.get("id")] if value]
        self.links += [value[1:] for value in [values.get("href")] if value and value.startswith("#")]


@pytest.mark.parametrize("extractions", [[sample.article()], [sample.article(), sample.article("b")], []])
def test_ids_are_unique_and_links_lead_somewhere(extractions: list[Extraction]) -> None:
    page = _Ids()
    page.feed(report.render(extractions))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= set(page.ids)


def test_the_page_names_no_address_and_only_its_own_script() -> None:
    html = report.render([sample.article()])
    assert "default-src 'none'" in html
    # The name space of SVG is not fetched, and is not needed inline.
    assert not re.findall(r"(?:src|href)=[\"'](?!#)|url\(|@import|https?:", html)


def test_charts_tell_their_figures() -> None:
    voices = charts.voices([sample.article()])
    flows = charts.demand_flows([sample.article()])
    assert voices is not None
    assert flows is not None
    assert "<title>Ines Varga: 2 quotations, 0 attributions</title>" in voices
    assert (
        "The Harbour Workers Union → the city council\n· to reopen Pier 9\n· to publish the storm report"
        in flows
    )
    assert charts.voices([]) is None
    assert charts.demand_flows([]) is None


def test_charts_of_many_parties_draw_the_most_frequent_and_say_so() -> None:
    article = sample.article()
    demand = article.demands[0]
    many = []
    for n in range(40):
        assert demand.issuer is not None
        issuer = demand.issuer.model_copy(update={"name": f"Union {n:02}"})
        many.append(demand.model_copy(update={"issuer": issuer, "id": f"d{n}"}))
    flows = charts.demand_flows([article.model_copy(update={"records": tuple(many)})])
    assert flows is not None
    assert "the most frequent of 40 pairs: 12 of 40 demands" in flows


def test_a_notebook_shows_the_same_without_script_and_with_ids_of_its_own() -> None:
    first, second = sample.article()._repr_html_(), sample.article()._repr_html_()
    assert "<script" not in first
    assert "to reopen Pier 9" in first
    page = _Ids()
    page.feed(first + second)
    assert len(page.ids) == len(set(page.ids))
    assert "window.pwned=1</script>" not in notebook.render(hostile())

"""Which stretches of a text stand between quotation marks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimex.pipeline.layout import paragraphs
from claimex.pipeline.quotations.marks import Stretch, stretches


def found(text: str) -> list[Stretch]:
    return stretches(text, paragraphs(text))


def quoted(text: str) -> list[str]:
    """The outermost stretches, marks included."""
    return [text[s.start : s.end] for s in found(text) if s.depth == 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The mill "will reopen in May," she said.', '"will reopen in May,"'),
        ("The mill “will reopen in May,” she said.", "“will reopen in May,”"),
        ("The mill ‘will reopen in May,’ she said.", "‘will reopen in May,’"),
        ("The mill 'will reopen in May,' she said.", "'will reopen in May,'"),
        ("The mill «will reopen in May», she said.", "«will reopen in May»"),
        ("The mill »will reopen in May«, she said.", "»will reopen in May«"),
        ("The mill „will reopen in May“, she said.", "„will reopen in May“"),
        ("The mill ”will reopen in May,” she said.", "”will reopen in May,”"),
        ("\u202a”It will reopen in May,” she said.", "”It will reopen in May,”"),
        ("The mill \u200b“will reopen in May,”\ufeff she said.", "“will reopen in May,”"),
        ("The mill ``will reopen in May,'' she said.", "``will reopen in May,''"),
        ("The mill ''will reopen in May,'' she said.", "''will reopen in May,''"),
        ("The mill ‹will reopen in May›, she said.", "‹will reopen in May›"),
        ("The mill ＂will reopen in May,＂ she said.", "＂will reopen in May,＂"),
    ],
)
def test_every_shape_of_mark(text: str, expected: str) -> None:
    assert quoted(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They condemned the ‘fires along the coast.”", "‘fires along the coast.”"),
        ('There is “no danger" to the town.', '“no danger"'),
        ('There is "no danger” to the town.', '"no danger”'),
        ("She called the claim “Plainly false.“", "“Plainly false.“"),
        ("He spoke of a “question’’ of money.", "“question’’"),
    ],
)
def test_mixed_marks_pair_by_what_stands_beside_them(text: str, expected: str) -> None:
    assert quoted(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The workers' rights and the bosses’ rights were at stake.",
        "Rock 'n' roll was king in the '90s and the ’60s, back in '68.",
        "Get 'em while you can, 'cause it's late; 'twas ever so.",
        "She isn't O'Neill’s sister; it’s d'Arcy's.",
        "Nothin' doin', said Lyin' Tom.",
        'He is 6\'2" tall and stands 5\' 10" in his dreams; the pipe is 12" wide.',
        "The wreck lies at 33°51'36\" south, the lap took 1'12\".",
        "The bars are 6′ by 4″.",
        '<img src="a.png" alt="a mill"> The mill is shut.',
        "They printed \"\" and “ ” and ''''.",
    ],
)
def test_apostrophes_measures_and_markup_quote_nothing(text: str) -> None:
    assert quoted(text) == []


def test_attributes_of_a_tag_that_a_line_break_cuts_quote_nothing() -> None:
    text = '<post author="@miller" date="May 4\n">The dam is gone.</post>\n\nShe "wept."'
    assert quoted(text) == ['"wept."']


def test_inch_marks_within_a_quote_do_not_close_it() -> None:
    text = '"The shaft is 12" wide," he said, "and 6\'2" deep."'
    assert quoted(text) == ['"The shaft is 12" wide,"', '"and 6\'2" deep."']


def test_a_quote_may_end_with_a_figure() -> None:
    assert quoted('It fell from "about 900" to "under 300" in a year.') == ['"about 900"', '"under 300"']


def test_apostrophes_within_single_marks_do_not_close_them() -> None:
    text = "'The miners' wages aren't safe,' she said, 'and the owners' word isn't either.'"
    assert quoted(text) == [
        "'The miners' wages aren't safe,'",
        "'and the owners' word isn't either.'",
    ]


def test_two_parts_around_said() -> None:
    text = "“We knew,” she said. “We always knew.”"
    assert quoted(text) == ["“We knew,”", "“We always knew.”"]


def test_nested_quotations_have_a_depth() -> None:
    text = "“He told us, ‘Leave now,’ and we left,” she said. 'I read \"The Mill\" once,' he said."
    assert [(s.depth, text[s.start : s.end]) for s in found(text)] == [
        (0, "“He told us, ‘Leave now,’ and we left,”"),
        (1, "‘Leave now,’"),
        (0, "'I read \"The Mill\" once,'"),
        (1, '"The Mill"'),
    ]


def test_an_inner_quotation_that_is_not_closed_ends_with_the_outer() -> None:
    text = "“They say, ‘It can wait. It cannot.” He sat down."
    assert [(s.depth, text[s.start : s.end]) for s in found(text)] == [
        (0, "“They say, ‘It can wait. It cannot.”"),
        (1, "‘It can wait. It cannot.”"),
    ]


def test_a_quote_over_several_paragraphs_is_one_stretch_for_each() -> None:
    text = "She wrote:\n\n“The river rose.\n\n“The bridge went.\n\n“We climbed,” and no more."
    parts = found(text)
    assert quoted(text) == ["“The river rose.", "“The bridge went.", "“We climbed,”"]
    assert [part.continues for part in parts] == [None, 0, 1]
    assert [part.closed for part in parts] == [False, False, True]


def test_a_single_marked_quote_may_run_over_paragraphs() -> None:
    text = "‘The river rose.\n\n‘The bridge went,’ she said."
    assert quoted(text) == ["‘The river rose.", "‘The bridge went,’"]


def test_a_missing_closing_mark_costs_one_paragraph() -> None:
    text = "He said: “Nothing is safe. They all left.\n\nA “fine mess,” she said.\n\nThe end."
    assert quoted(text) == ["“Nothing is safe. They all left.", "“fine mess,”"]


def test_a_missing_closing_mark_within_a_paragraph_ends_where_the_next_begins() -> None:
    text = 'He said it was "no use. She replied, "It is not."'
    assert quoted(text) == ['"no use. She replied,', '"It is not."']


def test_a_missing_opening_mark_costs_nothing_else() -> None:
    text = "The plan is dead,” he said.\n\n“It lives,” she said."
    assert quoted(text) == ["“It lives,”"]


def test_spaced_marks_pair_by_turns() -> None:
    text = 'He said " all is well " and " all is lost " at once.'
    assert quoted(text) == ['" all is well "', '" all is lost "']


def test_marks_beside_dashes_and_brackets() -> None:
    text = "The (“so-so”) plan—“a folly”—was “dead”."
    assert quoted(text) == ["“so-so”", "“a folly”", "“dead”"]


MARKED = st.text(st.sampled_from("ab .,?!9\"“”'’‘«»„`´–—()<>=\n\r\t\u2029\u00a0é"), max_size=80)


@given(st.one_of(st.text(max_size=200), MARKED))
def test_any_text_gives_stretches_inside_their_paragraphs_that_nest_or_are_apart(text: str) -> None:
    layout = paragraphs(text)
    all_found = stretches(text, layout)
    for i, s in enumerate(all_found):
        paragraph = layout[s.paragraph]
        assert paragraph["start"] <= s.start < s.inner_start <= s.inner_end <= s.end <= paragraph["end"]
        assert s.continues is None or 0 <= s.continues < i
        for other in all_found[i + 1 :]:
            assert s.start <= other.start
            assert s.end <= other.start or (other.end <= s.end and other.depth > s.depth)


@pytest.mark.parametrize("unit", ["'a ", '"a ', "‘a“b ", '<a "', "6'2\" "])
def test_the_time_is_linear_in_one_endless_line(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        found(text)
        return time.process_time() - start

    assert seconds(100_000) < 40 * seconds(10_000) + 0.5

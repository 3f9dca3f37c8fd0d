import io

import pytest
from rich.console import Console

import sample
from claimex.records import Extraction
from claimex.views import highlights, terminal


def shown(extraction: Extraction, width: int = 80, colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    console.print(terminal.render(extraction))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_marks_read_without_colour_and_nest() -> None:
    text = shown(sample.article())
    assert "[D1 to reopen Pier 9]" in " ".join(text.split())
    assert "[Q1 “We lost [N1 more than 340 jobs] in one winter,”]" in " ".join(text.split())
    assert "\x1b" not in text


def test_crossing_marks_say_which_one_ends() -> None:
    article = sample.article()
    quotation = article.quotations[0]
    jobs = article.numeric_claims[0]
    # From inside the quotation to behind its end.
    crossing = sample.span(sample.TEXT, "winter,” said")
    crossed = jobs.model_copy(update={"id": "x", **crossing.model_dump()})
    text = shown(article.model_copy(update={"records": (quotation, crossed)}))
    assert "[Q1 “We lost more than 340 jobs in one [N1 winter,” Q1] said]" in " ".join(text.split())


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(line.rstrip()) for line in shown(sample.article(), width).splitlines()) <= width


def test_tables_say_who_said_demanded_and_counted_what() -> None:
    text = " ".join(shown(sample.article(), 100).split())
    assert "Q1 Ines Varga “We lost more than 340 jobs in one winter,” 99%" in text
    assert "The Harbour Workers Union → the city council: to publish the storm report" in text
    assert "~ 2,400,000 $ repairs about $2.4 A spokesman" in text


def test_colours_tell_the_kinds_apart() -> None:
    text = shown(sample.article(), colour=True)
    assert (
        len({text[: text.index(part)].rpartition("\x1b[")[2] for part in ("“We lost", "to reopen", "340")})
        == 3
    )


def test_an_article_commands_neither_rich_nor_the_terminal() -> None:
    name = "Ines [bold]Varga[/bold] \x1b]0;title\x07\x9b31m"
    text = f"“No,” said {name}."
    mention = sample.mention(text, name, name, "person")
    quotation = (
        sample.article()
        .quotations[0]
        .model_copy(update={"start": 0, "end": 5, "text": "“No,”", "speaker": mention, "cue": None})
    )
    article = Extraction(doc_id="[red]x\x1b[2J", text="", records=())
    article = article.model_copy(update={"text": text, "records": (quotation,)})
    found = shown(article, 120)
    assert "said Ines [bold]Varga[/bold] ␛]0;title␇\ufffd31m." in found
    assert found.count("Ines [bold]Varga[/bold]") == 2
    assert "[red]x␛[2J" in found
    assert not any(char in found for char in "\x1b\x07\x9b")


def test_markup_in_an_article_is_text() -> None:
    text = "He wrote [bold]not bold[/bold] and :smile: twice."
    assert text in shown(Extraction(doc_id="d", text=text, records=()))


def test_one_speaker_only() -> None:
    text = shown(highlights.named(sample.article(), "Varga"))
    assert "Ines Varga" in text
    assert "Harbour Workers Union →" not in text


def test_a_text_without_records_says_so() -> None:
    assert "no records" in shown(Extraction(doc_id="d", text="It rained.", records=()))
    assert "no records" in shown(Extraction(doc_id="d", text="", records=()))

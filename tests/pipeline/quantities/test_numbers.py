"""Numbers in digits and words become exact decimals; formatting a value and reading it gives it back."""

from decimal import Decimal

import num2words
import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from claimex.pipeline.quantities.scan import decimal, figures
from claimex.pipeline.quantities.spelled import read_words


def values(text: str) -> list[str]:
    """The values of all figures of a text, as plain decimals."""
    return [format(figure.value.normalize(), "f") for figure in figures(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seventeen", "17"),
        ("twenty-seven", "27"),
        ("two hundred and fifty thousand", "250000"),
        ("one million two hundred thousand and five", "1200005"),
        ("a hundred", "100"),
        ("half a million", "500000"),
        ("half-a-million", "500000"),
        ("half a dozen", "6"),
        ("two and a half", "2.5"),
        ("two and a half million", "2500000"),
        ("two point five million", "2500000"),
        ("1.9 million", "1900000"),
        ("$58.1million", "58100000"),
        ("£4bn", "4000000000"),
        ("25 lakh", "2500000"),
        ("a few hundred", "100"),
        ("tens of thousands", "10000"),
        ("hundreds of millions", "100000000"),
        ("minus 170", "-170"),
        ("−5.5", "-5.5"),
        ("-3", "-3"),
        ("2½", "2.5"),
        ("¾", "0.75"),
        ("3 1/2", "3.5"),
        ("1/4", "0.25"),
        (".5", "0.5"),
        ("mid-30s", "35"),
        ("low-50s", "52"),
        ("tenfold", "10"),
        ("10-fold", "10"),
        ("5x", "5"),
    ],
)
def test_a_number_is_read_whole(text: str, value: str) -> None:
    assert values(f"It was {text}.") == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("816 000", "816000"),
        ("816\u00a0000", "816000"),
        ("12,34,567", "1234567"),
        ("1,234,567.8", "1234567.8"),
        ("1.234.567,8", "1234567.8"),
        ("1.234,56", "1234.56"),
        ("1’234’567", "1234567"),
        ("2006", "2006"),
    ],
)
def test_digits_are_grouped_as_in_several_countries(text: str, value: str) -> None:
    assert decimal(text) == Decimal(value)
    assert values(f"about {text} t") == [value]


def test_a_decimal_comma_alone_is_left_alone() -> None:
    """ "€1,5 Mio." is neither 1 nor 15 nor 5."""
    assert values("The bill was €1,5 Mio. in all") == []


def test_between_parts_two_numbers_in_words() -> None:
    assert values("between five and six") == ["5", "6"]
    assert values("between two hundred and three hundred") == ["200", "300"]
    assert values("between one hundred and fifty and two hundred") == ["150", "200"]


@pytest.mark.parametrize(
    "text", ["nine-eleven", "the twenty-first", "multi-million", "a half-hearted try", "PLX-R18"]
)
def test_what_only_looks_like_a_number_is_passed_over(text: str) -> None:
    assert values(f"It was {text} thing") == []


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_numbers_spelled_by_num2words_come_back(number: int) -> None:
    words = num2words.num2words(number).replace(",", "")
    spelled = read_words(words, 0)
    assert spelled is not None
    assert (spelled.value, spelled.end) == (number, len(words))


@given(
    st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False),
    st.sampled_from(["en_US", "en_IN", "en_ZA", "fr_FR"]),
)
def test_a_formatted_value_is_read_back(number: Decimal, locale: str) -> None:
    """English, Indian, and two kinds of space; a comma alone as decimal mark (en_ZA) needs its groups."""
    written = format_decimal(number, locale=locale)
    if "," in written and "." not in written and number != int(number):
        return
    assert values(f"it cost {written} then") == [format(number.normalize(), "f")]


@given(
    st.decimals(min_value=Decimal("0.1"), max_value=999, places=1, allow_nan=False),
    st.sampled_from(["million", "billion", "trillion"]),
)
def test_magnitudes_multiply_exactly(number: Decimal, magnitude: str) -> None:
    factor = {"million": 10**6, "billion": 10**9, "trillion": 10**12}[magnitude]
    assert [figure.value for figure in figures(f"worth ${number} {magnitude}.")] == [number * factor]


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """Figures lie in the text, in order, and do not overlap."""
    position = 0
    for figure in figures(text):
        assert 0 <= figure.start <= figure.number < figure.end <= len(text)
        assert figure.number >= position
        position = figure.end

"""Bytes become text: UTF-8 exactly, other encodings by detection, what is no text by an error in words."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claimex.errors import InputError
from claimex.readers.decoding import MAX_CONTROLS, decode

PROSE = "“It’s over,” said Zoë Müller of the Café Royal – and left the £3m deal unsigned…\n"


def test_utf8_is_taken_as_it_is():
    assert decode("“naïve”\r\nline two\u2028\tend \n".encode(), "a") == (
        "“naïve”\r\nline two\u2028\tend \n",
        "utf-8",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(encoding):
    assert decode(("\ufeff" + PROSE).encode(encoding), "a") == (PROSE, encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf_16_le"])
@pytest.mark.parametrize("text", [PROSE, PROSE * 30, "The minister’s office called it ‘premature’."])
def test_other_encodings_are_detected(encoding, text):
    assert decode(text.encode(encoding), "a") == (text, encoding)


def test_a_page_may_declare_its_encoding():
    text = "Zażółć gęślą jaźń, powiedział minister."
    assert decode(text.encode("iso8859_2"), "a", "iso-8859-2") == (text, "iso-8859-2")
    assert decode(PROSE.encode("cp1252"), "a", "no-such-encoding") == (PROSE, "cp1252")


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", "\ufeff \n".encode("utf-16-le")])
def test_an_empty_file_is_said_to_be_empty(data):
    with pytest.raises(InputError, match=r"^note\.txt: empty$"):
        decode(data, "note.txt")


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (bytes(range(256)) * 40, "not a text file"),
        (b"%PDF-1.7\n\x00\x01\x02\xff\xfe\x80" * 50, "a PDF"),
        (b"PK\x03\x04\x14\x00\x08\x00\xff\x81" * 50, "office document"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data, hint):
    with pytest.raises(InputError, match=hint) as refused:
        decode(data, "file")
    assert "\n" not in str(refused.value)


def test_a_file_that_changes_its_encoding_midway_is_refused():
    with pytest.raises(InputError, match="not utf-8 throughout"):
        decode(b"a" * 1_100_000 + b"\xff", "long.txt")


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_an_error_in_words(data):
    try:
        text, encoding = decode(data, "file")
    except InputError as error:
        text, encoding = str(error), "ascii"
        data = text.encode(encoding)
    assert text.strip()
    assert text in data.decode(encoding)


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_utf8_round_trips_exactly(text):
    assume(text.strip() and not text.startswith("\ufeff"))
    controls = sum(c < " " and not c.isspace() for c in text) + text.count("\x7f") + 4 * text.count("\x1c")
    assume(controls + sum(map(text.count, "\x1d\x1e\x1f")) <= MAX_CONTROLS * len(text))
    assert decode(text.encode(), "file") == (text, "utf-8")

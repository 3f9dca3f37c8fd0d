"""Bytes -> text and the name of the encoding: UTF-8 if it is that, else what charset-normalizer finds.

decode(b"\\xef\\xbb\\xbfcaf\\xc3\\xa9", "a.txt")  ->  ("café", "utf-8")
decode(b"\\x93caf\\xe9\\x94", "a.txt")          ->  ("“café”", "cp1252")
"""

import codecs
import re

from claimex.errors import InputError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# English text in another encoding is nearly always one of these; given free choice, charset-normalizer takes
# a text with three accents for Central European.
_LIKELY = ["cp1252", "mac_roman"]
_LIKELY_WITH_NUL = ["utf_16_le", "utf_16_be"]  # without a mark; in the others no text holds a NUL

SAMPLE = 1_000_000  # bytes from which an encoding is guessed
MAX_CONTROLS = (
    0.05  # share of control characters above which it is no text: random bytes have 0.11, articles none
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, str]:
    """Decode a file's bytes.

    Arguments:
        data: the whole file.
        name: what to call it in a message.
        declared: the encoding that the content claims for itself, tried if it is not UTF-8.

    Returns:
        The text, without byte order mark and otherwise unchanged, and the encoding's name.

    Raises:
        InputError: if there is no text in it, or it is no text.
    """
    if not data.strip():
        raise InputError(f"{name}: empty")
    encoding = find_encoding(data[:SAMPLE], name, declared, whole=len(data) <= SAMPLE)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = f"{name}: not {encoding} throughout (see byte {error.start}); convert it to UTF-8"
        raise InputError(message) from None
    if not text.strip():
        raise InputError(f"{name}: empty")
    return text, encoding


def find_encoding(sample: bytes, name: str, declared: str | None = None, *, whole: bool = True) -> str:
    """The encoding of a text from its first bytes.

    Arguments:
        sample: the beginning of the file.
        name: what to call it in a message.
        declared: see `decode`.
        whole: whether the sample is all of the file; else its last character may be cut.

    Returns:
        A codec's name.

    Raises:
        InputError: if it is no text.
    """
    for mark, marked in _MARKS:
        if sample.startswith(mark):
            return marked
    for encoding in ("utf-8", declared):
        if encoding and _is_text(sample, encoding, whole):
            return encoding
    from charset_normalizer import from_bytes

    likely = _LIKELY_WITH_NUL if b"\0" in sample else _LIKELY
    for candidates in (likely, None):
        best = from_bytes(sample, cp_isolation=candidates).best()
        if best is not None and _is_text(sample, best.encoding, whole):
            return best.encoding
    raise InputError(f"{name}: not a text file{_what_it_is(sample)}")


def _is_text(sample: bytes, encoding: str, whole: bool) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample, final=whole)
    except (UnicodeDecodeError, LookupError):
        return False
    return len(_CONTROL.findall(text)) <= MAX_CONTROLS * len(text)


_SIGNATURES = {
    b"%PDF": "a PDF; turn it into text first, for example with pdftotext",
    b"PK\x03\x04": "a zip archive or an office document; save it as plain text",
    b"\xd0\xcf\x11\xe0": "an old Word document; save it as plain text",
    b"\x1f\x8b": "gzip; unpack it first",
}


def _what_it_is(sample: bytes) -> str:
    return next((f" but {what}" for sign, what in _SIGNATURES.items() if sample.startswith(sign)), "")

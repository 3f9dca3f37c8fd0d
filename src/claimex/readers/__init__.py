"""Files, folders, patterns and standard input -> a stream of documents, an error where one is unreadable.

    for item in read(find_sources(["letters/", "corpus.jsonl", "-"])):
        print(item.id if isinstance(item, Document) else item)

Text is handed on exactly as it stands in the file, newlines included; only a byte order mark is taken off.
"""

from claimex.readers.formats import Fields, Item, read
from claimex.readers.sources import FORMATS, InputFormat, Source, find_sources

__all__ = ["FORMATS", "Fields", "InputFormat", "Item", "Source", "find_sources", "read"]

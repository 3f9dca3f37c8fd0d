"""Inputs -> what came of each, in order, those that could not even be read among them.

letter.txt, broken.pdf, note.txt   ->   (letter, 12 records)  ("broken.pdf: ...", failed)  (note, 3 records)
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing

from claimex.document import Document
from claimex.extraction import Failure, batched, extract, extract_many
from claimex.readers import Item
from claimex.records import Extraction, Kind

Outcome = tuple[Item, Extraction | str]
"""An input, and its extraction or the reason why it has none."""


def outcomes(
    items: Iterable[Item], *, kinds: Iterable[Kind], processes: int, model: str | None, debug: bool = False
) -> Iterator[Outcome | None]:
    """Read documents, keeping their order and that of the errors between them.

    Arguments:
        items: from `claimex.readers.read`.
        kinds: the kinds of record wanted.
        processes: see `extract_many`.
        model: see `extract_many`.
        debug: let what went wrong with a document be raised, with its traceback.

    Returns:
        An iterator of one outcome for each item, and None at the end of each batch. A later run over the
        remaining items, begun behind such an end, has the same outcomes.
    """
    queue: deque[Item | None] = deque()  # what has been taken from `items` and has no outcome yet

    def documents() -> Iterator[Document]:
        for item in items:
            queue.append(item)
            if isinstance(item, Document):
                yield item

    def batches() -> Iterator[Document]:
        for batch in batched(documents()):
            queue.append(None)
            yield from batch

    def leading() -> Iterator[Outcome | None]:
        while queue and not isinstance(queue[0], Document):
            item = queue.popleft()
            yield None if item is None else (item, str(item))

    results = extract_many(batches(), processes=processes, kinds=kinds, model=model, errors="yield")
    with closing(results):  # type: ignore[type-var]  # it is a generator
        for result in results:
            yield from leading()
            document = queue.popleft()
            assert isinstance(document, Document)
            if not isinstance(result, Failure):
                yield document, result
                continue
            if debug:
                extract(document.text, doc_id=document.id, kinds=kinds, model=model)
            yield document, f"{_where(document)}: {result.message}"
    yield from leading()
    yield None


def _where(document: Document) -> str:
    line = document.meta.get("line")
    return f"{document.meta['path']}:{line}" if line else str(document.meta["path"])

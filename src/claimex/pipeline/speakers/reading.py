"""A parsed document -> what the resolver asks of it again and again.

    "Ms Bean said ..."  ->  words ["ms", "bean", "said", ...], weight of "Bean" as a subject 1.0

Built once a document; every list is indexed by token.
"""

from bisect import bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc

from claimex.pipeline.annotations import Region, text_of

# How much an occurrence makes a party the likely antecedent of a pronoun, by its place in the sentence:
# subjects most (the order is Lappin and Leass's, 1994; the numbers were set on the development documents).
WEIGHTS = {
    "nsubj": 1.0, "nsubjpass": 0.9, "agent": 0.8, "ROOT": 0.7,
    "dobj": 0.6, "dative": 0.6, "attr": 0.6, "appos": 0.6, "conj": 0.6,
    "pobj": 0.45, "poss": 0.45, "compound": 0.2, "nmod": 0.2, "amod": 0.2,
}  # fmt: skip
OTHER_WEIGHT = 0.4
EMBEDDED = frozenset(("ccomp", "advcl", "relcl", "acl", "pcomp", "xcomp"))
EMBEDDED_WEIGHT = 0.7  # of the subject of a clause inside another
QUOTED_SENTENCE = 0.5  # how far a quoted sentence moves the narration on; a narrated one counts 1


class Reading:
    """One document, read for its parties."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = text_of(doc)
        columns = doc.to_array(["LOWER", "POS", "TAG", "DEP", "IDX", "SENT_START", "HEAD"]).T.tolist()
        names = {key: doc.vocab.strings[key] for column in columns[:4] for key in set(column)}
        self.words: list[str] = [names[key].replace("’", "'") for key in columns[0]]
        self.pos, self.tag, self.dep = ([names[key] for key in column] for column in columns[1:4])
        self.starts: list[int] = columns[4]
        # Arcs are unsigned in the array: an arc to the left is 2**64 less its length.
        self.head: list[int] = [
            i + (offset if offset < 2**63 else offset - 2**64) for i, offset in enumerate(columns[6])
        ]
        self.quotes: list[Region] = [Region(start=q["start"], end=q["end"]) for q in doc._.claimex_quotations]
        self._quote_starts = [quote["start"] for quote in self.quotes]
        layout = doc._.claimex_layout
        self._paragraph_starts = [paragraph["start"] for paragraph in layout]
        self.headline_end: int = layout[0]["end"] if layout and layout[0]["role"] == "headline" else 0
        self.place = self._places(columns[5])
        self.cues = self._cues()

    def _cues(self) -> frozenset[int]:
        """The verbs that introduce what somebody says."""
        cues = (relation["cue"] for relation in self.doc._.claimex_attributions)
        spans = [self.tokens_of(cue) for cue in cues if cue is not None]
        return frozenset(i for a, b in spans for i in range(a, b) if self.tag[i].startswith("VB"))

    def _places(self, sentence_starts: Sequence[int]) -> list[float]:
        """For each token, how many sentences of narration lie before it; quoted sentences hardly count."""
        places: list[float] = []
        place = 0.0
        for i, starts in enumerate(sentence_starts):
            if starts == 1 and i:
                place += QUOTED_SENTENCE if self.quoted(i) else 1.0
            places.append(place)
        return places

    def quote_at(self, token: int) -> int | None:
        """Index of the quoted stretch that a token stands in."""
        start = self.starts[token]
        k = bisect_right(self._quote_starts, start) - 1
        return k if k >= 0 and start < self.quotes[k]["end"] else None

    def quoted(self, token: int) -> bool:
        """Whether a token stands in somebody's quoted words."""
        return self.quote_at(token) is not None

    def paragraph(self, token: int) -> int:
        """Index of a token's paragraph."""
        return self.paragraph_of(self.starts[token])

    def paragraph_of(self, character: int) -> int:
        """Index of the paragraph that a character stands in."""
        return bisect_right(self._paragraph_starts, character) - 1

    def in_headline(self, token: int) -> bool:
        """Whether a token stands in the headline."""
        return self.starts[token] < self.headline_end

    def weight(self, token: int) -> float:
        """How prominent a mention headed by this token is in its sentence."""
        dep = self.dep[token]
        if dep == "pobj":
            if self.words[self.head[token]] in ("by", "to") and self.words[self.head[token] - 1] in (
                "according",
                "said",
                "told",
            ):
                return WEIGHTS["nsubj"]
        elif dep == "conj":
            first, steps = token, 0
            while self.dep[first] == "conj" and steps < 5:
                first, steps = self.head[first], steps + 1
            return WEIGHTS.get(self.dep[first], OTHER_WEIGHT) * 0.9
        weight = WEIGHTS.get(dep, OTHER_WEIGHT)
        if dep == "nsubj" and self.dep[self.head[token]] in EMBEDDED:
            weight *= EMBEDDED_WEIGHT
        return weight

    def region(self, start: int, end: int) -> Region:
        """Characters of the tokens [start, end)."""
        last = self.doc[end - 1]
        return Region(start=self.starts[start], end=last.idx + len(last))

    def tokens_of(self, region: Region) -> tuple[int, int]:
        """Tokens [start, end) that a region touches."""
        start = max(0, bisect_right(self.starts, region["start"]) - 1)
        end = start + 1
        n = len(self.starts)
        while end < n and self.starts[end] < region["end"]:
            end += 1
        return start, end

    def root(self, start: int, end: int) -> int:
        """The token of [start, end) that the others hang on.

        Where the parse leaves several, the last of the first adjacent nouns: "staff" in "the campaign staff".
        """
        loose = [
            i
            for i in range(start, end)
            if (not start <= self.head[i] < end or self.head[i] == i)
            and self.pos[i] not in ("PUNCT", "SPACE")
        ]
        nominal = [i for i in loose if self.pos[i] in ("NOUN", "PROPN", "PRON", "NUM")]
        if not nominal:
            return loose[0] if loose else start
        found = nominal[0]
        for i in nominal[1:]:
            if i != found + 1:
                break
            found = i
        while found + 2 < end and self.words[found + 1] == "-" and self.pos[found + 2] in ("NOUN", "PROPN"):
            found += 2  # "author" in "co-author", whatever the parse
        return found

"""Gathers who may speak a quoted stretch: by a label, a clause set into it, the parse, what stands beside it.

“It rained,” Ana Ruiz said.   ->   inserted: speaker “Ana Ruiz”, cue “said”
"""

import re
from bisect import bisect_left
from itertools import islice

from spacy.tokens import Doc, Token

from claimex.pipeline.annotations import (
    Paragraph,
    QuotedStretch,
    Region,
    Relation,
    Turn,
    contains,
    overlap,
    text_of,
)
from claimex.pipeline.turns.sources import (
    FINITE,
    NOBODY,
    PHRASE,
    SUBJECT_LABELS,
    VERBAL,
    Sources,
    Tie,
    is_one,
    lemmas,
)

REACH = 25  # tokens between a quote and a cue that no syntax ties to it
NOUN_REACH = 5  # the same if the cue is a noun
NESTED_REACH = 15  # the same within a quotation
COVERED = 0.5  # share of a stretch that a relation's contents hold, if the relation is about it

# A speaker's label, as transcripts and headlines have it: "SMITH:", "Ana Ruiz:"
_LABEL = re.compile(r"[\"“”'‘’]*((?:[A-Z][\w.'’-]*\s+){0,4}[A-Z][\w.'’-]*(?:\s+\([^)]{1,40}\))?):\s")
# A newsletter's credit right behind the quote: “It rained.” [Lower Brook Times | Paywall]
_CREDIT = re.compile(r"\s*\[(?P<name>[A-Z][^\]\[|,;\n]{1,50}?)\s*(?:[|,;][^\]\[\n]{0,80})?\](?=\s|$)")
# A clause without the space before it: “It rained,”Ruiz said
_GLUED = re.compile(r"(?P<name>(?:[A-Z][\w.'’-]*\s){1,4}|(?:he|she|they)\s)(?=\w)")
_SPOKEN_END = frozenset(".!?…")
_COMPLEMENTS = frozenset({"oprd", "xcomp", "acomp", "attr", "ccomp", "prep", "pobj"})  # of naming verbs
_EMPTY_VERBS = frozenset({"be", "have", "do", "include", "follow", "come"})  # "Here are the facts:"
_INVERTED = frozenset({"said", "says"})  # "Said Ruiz: “…”", which the tagger takes for two names
_STOP = frozenset({".", "!", "?"})
_DASHES = frozenset({"-", "--", "–", "—", "―"})
_LEADING = _DASHES | {",", "as"}  # between a quote and the clause that says who spoke it
_NAMING = frozenset({"PROPN", "NOUN", "ADJ", "X"})


class Evidence:
    """What a document tells of who speaks its quoted stretches.

    Arguments:
        doc: a parsed document with its layout, its quotations and, if there are any, its attributions.
    """

    def __init__(self, doc: Doc):
        self.doc = doc
        self.text = text_of(doc)
        self.layout: list[Paragraph] = doc._.claimex_layout
        self.quotes: list[QuotedStretch] = doc._.claimex_quotations
        self.starts: list[int] = doc.to_array("IDX").tolist()
        self.spans = [(self.token_at(q["start"]), self.token_at(q["end"])) for q in self.quotes]
        self.quoted = [-1] * len(doc)  # the outermost stretch that a token lies in
        self.outer: list[int] = []  # the outermost stretch around each; itself if it lies in no other
        for i, (first, last) in enumerate(self.spans):
            around = (
                self.outer[-1] if self.outer and contains(self.quotes[self.outer[-1]], self.quotes[i]) else i
            )
            self.outer.append(around)
            if around == i:
                self.quoted[first:last] = [i] * (last - first)
        self.sources = Sources(doc, self.starts, self.quoted)
        self.relations = self._relations(doc._.claimex_attributions)

    def token_at(self, offset: int) -> int:
        """Index of the first token that starts at or behind an offset."""
        return bisect_left(self.starts, offset)

    def _root(self, i: int) -> Token | None:
        """The word of a quote that the others hang on; its marks, which the parser attaches anyhow, aside."""
        first, last = self.spans[i]
        while first < last and (self.doc[first].is_quote or self.doc[first].is_space):
            first += 1
        while first < last and (self.doc[last - 1].is_punct or self.doc[last - 1].is_space):
            last -= 1
        return self.doc[first:last].root if first < last else None

    def _word(self, token: Token) -> Region:
        return self.sources.region(token.i, token.i)

    # ---- relations

    def _relations(self, relations: list[Relation]) -> list[int | None]:
        """For each stretch the relation about it: whose contents hold most of it, then the smallest."""
        pieces = sorted(
            (piece["start"], piece["end"], r)
            for r, relation in enumerate(relations)
            for piece in relation["content"]
        )
        sizes = [
            sum(piece["end"] - piece["start"] for piece in relation["content"]) for relation in relations
        ]
        found: list[int | None] = []
        live: list[tuple[int, int, int]] = []
        ahead = 0
        for quote in self.quotes:
            while ahead < len(pieces) and pieces[ahead][0] < quote["end"]:
                live.append(pieces[ahead])
                ahead += 1
            live = [piece for piece in live if piece[1] > quote["start"]]
            held: dict[int, int] = {}
            for start, end, r in live:
                held[r] = held.get(r, 0) + overlap(quote, Region(start=start, end=end))
            enough = COVERED * (quote["end"] - quote["start"])
            about = [r for r, size in held.items() if size >= enough]
            found.append(max(about, key=lambda r: (round(held[r] / enough), -sizes[r])) if about else None)
        return found

    def attributed(self, i: int, confidence: float = 0.0) -> Tie | None:
        """The source of the relation about the quote, if it stands outside and is more than "who".

        Arguments:
            i: which quote.
            confidence: what the relation's confidence must be at least.
        """
        about = self.relations[i]
        if about is None:
            return None
        relation = self.doc._.claimex_attributions[about]
        source = relation["source"]
        if source is None or relation["confidence"] < confidence or overlap(source, self.quotes[i]):
            return None
        first = self.doc[min(self.token_at(source["start"]), len(self.doc) - 1)]
        return None if first.lower_ in NOBODY else Tie(self.sources.trimmed(source), relation["cue"])

    # ---- labels

    def label(self, i: int, here: Paragraph) -> Tie | None:
        """The label that begins the paragraph, if the quote follows it: "SMITH: “…”", "“SMITH: …”"."""
        quote = self.quotes[i]
        match = _LABEL.match(self.text, here["start"], min(here["end"], here["start"] + 120))
        if match is None:
            return None
        name, capitals = match.group(1), match.group(1).isupper()
        follows = quote["start"] <= match.end() + 1 or here["role"] == "headline"
        if not (capitals or (follows and match.start(1) < quote["start"])):
            return None
        opening = self.doc[self.token_at(match.start(1))]
        if opening.lower_ in _INVERTED or (opening.pos_ not in _NAMING and len(name.split()) < 2):
            return None
        label = Region(start=match.start(1), end=match.end(1))
        known = self.attributed(i)
        if known is not None and known.speaker["start"] == label["start"] and contains(label, known.speaker):
            return known  # "Ana Ruiz Slams Council: “…”"
        return Tie(label, None)

    def credited(self, i: int) -> Tie | None:
        """The publication or writer in brackets right behind the quote, as newsletters credit them."""
        match = _CREDIT.match(self.text, self.quotes[i]["end"])
        return match and Tie(Region(start=match.start("name"), end=match.end("name")), None)

    # ---- the clause set into a quote

    def inserted(self, i: int, here: Paragraph) -> Tie | None:
        """The clause right behind a quote that says who spoke it: said X, or X said.

        The parser often misreads it, so it is read by its form.
        """
        quote, at = self.quotes[i], self.spans[i][1]
        if self.text[quote["end"] : quote["end"] + 1].isalpha():
            return self._glued(quote["end"])
        ended = self.text[quote["start"] : quote["end"]].rstrip("\"'”’»“‘")[-1:] == "."
        if ended and (at >= len(self.doc) or self.doc[at].text not in _DASHES):
            return None
        while at < len(self.doc) and (self.doc[at].is_space or self.doc[at].lower_ in _LEADING):
            at += 1
        stop = self._clause_end(at, here)
        if at >= stop:
            return None
        opening = self.doc[at]
        if opening.pos_ in VERBAL:
            return self._said_x(opening, stop) if self._is_insertion_cue(opening) else None
        if opening.pos_ not in PHRASE or opening.lower_ in NOBODY:
            return None
        return self._x_said(i, at, stop) or self._signature(at, stop, here)

    def _glued(self, start: int) -> Tie | None:
        """The clause right behind a closing mark, which the tokenizer takes for part of the last word."""
        match = _GLUED.match(self.text, start)
        at = len(self.doc) if match is None else self.token_at(match.end())
        if match is None or at == len(self.doc):
            return None
        cue = self.doc[at]
        if cue.idx != match.end() or not self._is_insertion_cue(cue):
            return None
        return Tie(Region(start=start, end=match.end("name") - 1), self._word(cue))

    def _said_x(self, cue: Token, stop: int) -> Tie | None:
        subject = self.sources.subject(cue)
        if subject is not None and cue.i < subject.i < stop:
            return Tie(self.sources.mention(subject), self._word(cue))
        phrase = self.sources.phrase_from(cue.i + 1, stop)
        return phrase and Tie(self.sources.region(*phrase), self._word(cue))

    def _x_said(self, i: int, at: int, stop: int) -> Tie | None:
        phrase = self.sources.phrase_from(at, stop)
        if phrase is None:
            return None
        # "Though Ruiz called it a “risk,” Hardy said the dam would hold": the sentence's main clause
        first = self.spans[i][0]
        fragment = self.quotes[i]["quote_type"] == "partial" and not self.doc[first].is_sent_start
        for token in self.doc[phrase[1] + 1 : stop]:
            closes = token.i + 1 >= stop or self.doc[token.i + 1].is_punct
            if fragment and self._has_clause(token):
                return None
            infinitive = self.doc[token.i - 1].lower_ == "to"  # "violence and to counter lies"
            if self._is_insertion_cue(token) and (token.pos_ in VERBAL or closes) and not infinitive:
                return Tie(self.sources.region(*phrase), self._word(token))
            if token.pos_ in VERBAL and token.dep_ not in ("relcl", "acl", "aux", "auxpass"):
                return None
        # "the staff assert", read as two nouns
        final = self.doc[stop - 1]
        if final.i == phrase[1] > phrase[0] and final.lower_ in lemmas("speech_verbs"):
            return Tie(self.sources.region(phrase[0], phrase[1] - 1), self._word(final))
        return None

    def _has_clause(self, cue: Token) -> bool:
        """Whether a clause of its own stands right behind a cue, which then says nothing of the quote."""
        return any(t.dep_ == "ccomp" and t.left_edge.i == cue.i + 1 and t.i > cue.i for t in cue.rights)

    def _signature(self, at: int, stop: int, here: Paragraph) -> Tie | None:
        """The name that alone stands behind a quote and a dash: “It rained.” — Ana Ruiz."""
        phrase = self.sources.phrase_from(at, stop)
        if phrase is None or self.doc[at - 1].text not in _DASHES or self.doc[phrase[1]].pos_ != "PROPN":
            return None
        rest = self.doc[phrase[1] + 1 : phrase[1] + 3]
        alone = all(token.idx >= here["end"] or token.text in _STOP for token in rest)
        return Tie(self.sources.region(*phrase), None) if alone else None

    def _is_insertion_cue(self, token: Token) -> bool:
        if is_one(token, "speech_verbs", "inserted_verbs"):
            return True
        return token.lemma_ == "put" and token.i + 1 < len(self.doc) and self.doc[token.i + 1].lower_ == "it"

    def _clause_end(self, at: int, here: Paragraph) -> int:
        """Index of the token that ends the clause, sentence or paragraph, or begins the next quote."""
        for i in range(at, min(at + REACH, len(self.doc))):
            token = self.doc[i]
            if (
                token.idx >= here["end"]
                or token.text in _STOP
                or token.text in (":", ";")
                or self.quoted[i] >= 0
            ):
                return i
        return min(at + REACH, len(self.doc))

    # ---- the parse, and what stands beside a quote

    def governing(self, i: int) -> Tie | None:
        """The nearest cue above the quote in the parse."""
        root = self._root(i)
        for token in root.ancestors if root is not None else ():
            tie = self.sources.tie(token) if self.quoted[token.i] < 0 else None
            if tie is not None:
                return tie
        return None

    def is_joined(self, i: int) -> bool:
        """Whether a quote is coordinated with the one before it: she called it “weak” and “late”."""
        if i == 0 or self.outer[i - 1] != i - 1:
            return False
        between = self.text[self.quotes[i - 1]["end"] : self.quotes[i]["start"]]
        return between.strip(" ,\xa0") in ("and", "or") and self.quotes[i - 1]["quote_type"] == "partial"

    def inner(self, i: int, here: Paragraph) -> Tie | None:
        """The cue that has a speaker of its own and stands inside what the relation about the quote reports.

        They say that Ruiz called it “a disgrace”; they left after Ruiz's verdict that it was “a disgrace”.
        """
        about = self.relations[i]
        cue = None if about is None else self.doc._.claimex_attributions[about]["cue"]
        if cue is None or cue["end"] > self.quotes[i]["start"]:
            return None
        first, _ = self.spans[i]
        root = self._root(i)
        above = {token.i for token in islice(root.ancestors, REACH)} if root is not None else set()
        for at in range(first - 1, max(-1, first - REACH), -1):
            token = self.doc[at]
            if token.idx < max(here["start"], cue["end"]) or token.text in _STOP or self.quoted[at] >= 0:
                return None
            if token.pos_ in VERBAL:
                tie = None
                if at in above and token.tag_ in FINITE and is_one(token, "relaying_verbs"):
                    tie = None if _is_wished(token) else self.sources.tie(token)
            else:
                tie = self.sources.possessed(token) if self._is_spoken_noun(token, first, here) else None
            if tie is not None:
                return tie if tie.speaker["start"] >= cue["end"] else None
        return None

    def _is_spoken_noun(self, noun: Token, first: int, here: Paragraph) -> bool:
        """Whether a noun of speech introduces the quote at a token: "Ruiz's verdict that", "her call for “".

        Not so "called Ruiz's claim “absurd”".
        """
        if noun.lower_ not in lemmas("speech_nouns"):
            return False
        if here["role"] == "headline":
            return True
        behind = self.doc[noun.i + 1]
        if behind.i == first:
            verbs = (noun.head, noun.head.head)
            return not any(verb.pos_ in VERBAL and is_one(verb, "naming_verbs") for verb in verbs)
        return behind.lower_ in ("that", ",", ":") or (behind.dep_ == "prep" and behind.i + 1 == first)

    def is_unsaid(self, i: int) -> bool:
        """Whether the cue above the quote says that nobody in particular spoke: "was called a “…”"."""
        token = self._root(i)
        while token is not None and token.head.i != token.i:
            if token.dep_ not in _COMPLEMENTS or (token.dep_ == "prep" and token.lower_ != "as"):
                return False
            token = token.head
            if self.quoted[token.i] < 0 and token.pos_ in VERBAL and self.sources.is_unsaid(token):
                return True
        return False

    def beside(self, i: int, here: Paragraph) -> Tie | None:
        """The nearest cue behind the quote, or else before it, in the same sentence."""
        first, last = self.spans[i]
        ended = (
            self.text[self.quotes[i]["start"] : self.quotes[i]["end"]].rstrip("\"'”’»“‘")[-1:] in _SPOKEN_END
        )
        for token in self.doc[last : last if ended else last + REACH]:
            if token.idx >= here["end"] or token.text in _STOP:
                break
            tie = self.sources.tie(token) if self.quoted[token.i] < 0 and token.pos_ != "NOUN" else None
            if tie is not None:
                return tie
        for at in range(first - 1, max(-1, first - REACH), -1):
            token = self.doc[at]
            if token.idx < here["start"] or token.text in _STOP:
                break
            loose = token.pos_ == "NOUN" and (first - at > NOUN_REACH or token.dep_ in SUBJECT_LABELS)
            tie = self.sources.tie(token) if self.quoted[at] < 0 and not loose else None
            if tie is not None:
                return tie
        return None

    def introduced(self, i: int, here: Paragraph) -> Tie | None:
        """Who does what stands before a comma or colon and the quote: Smith shot back, "…"."""
        first = self.spans[i][0]
        at = first - 1
        while at > 0 and self.doc[at].is_space:
            at -= 1
        if at <= 0 or self.doc[at].text not in (",", ":"):
            return None
        colon = self.doc[at].text == ":"
        before = self.starts[at] < here["start"]  # a colon at the end of the paragraph before
        if before and (not colon or self.quotes[i]["start"] != here["start"]):
            return None
        for k in range(at - 1, max(-1, first - REACH), -1):
            token = self.doc[k]
            if (
                (self.starts[k] < here["start"] and not before)
                or token.text in _STOP
                or self.quoted[k] >= 0
                or (token.is_space and "\n" in token.text)
            ):
                return None
            if token.is_sent_start and token.lower_ in _INVERTED:
                return self._said_x(token, at)
            if colon and token.lower_ in ("from", "by") and at - k < NOUN_REACH:
                phrase = self.sources.phrase_from(k + 1, at)
                return phrase and Tie(self.sources.region(*phrase), None)
            if before:
                tie = self.sources.tie(token)
                if tie is not None:
                    return tie
            if token.tag_ in FINITE and not (before and token.lemma_ in _EMPTY_VERBS):
                source = self.sources.subject(token)
                if source is not None and self.quoted[source.i] < 0 and source.lower_ not in NOBODY:
                    return Tie(self.sources.mention(source), self._word(token))
        return None

    # ---- quotations within quotations

    def within(self, i: int) -> Tie | None:
        """The speaker of a quotation within a quotation, who is named there."""
        first, start = self.spans[i][0], self.spans[self.outer[i]][0]
        for at in range(first - 1, max(start, first - NESTED_REACH), -1):
            token = self.doc[at]
            if token.text in _STOP:
                return None
            if is_one(token, "speech_nouns") and token.dep_ in SUBJECT_LABELS:
                owned = any(t.dep_ == "poss" for t in token.children)
                if (
                    token.head.lemma_ == "be"
                    and token.head.i < first
                    and first - at < NOUN_REACH
                    and not owned
                ):
                    return Tie(self.sources.mention(token), None)
                continue
            tie = self.sources.tie(token, within=True)
            if tie is not None:
                return tie
        return None

    # ---- who spoke last

    def running(self, i: int, paragraph: int, before: list[Turn]) -> Tie | None:
        """Whoever spoke last in the paragraph, or in the one before if this one is all quotation."""
        here, quote = self.layout[paragraph], self.quotes[i]
        previous = self.outer[i - 1] if i else None
        if quote["continues"] is not None and previous is not None:
            return self._again(before[previous])
        if previous is not None and not contains(here, self.quotes[previous]):
            previous = None
        if quote["quote_type"] == "direct" and quote["start"] > here["start"]:
            since = self.token_at(here["start"]) if previous is None else self.spans[previous][1]
            nearest = self._nearest(since, self.spans[i][0])
            if nearest is not None:
                return nearest
        if previous is not None:
            return self._again(before[previous])
        if paragraph == 0:
            return self._first_name(here)
        if quote["start"] != here["start"] and not self._has_loose_noun(i):
            return None
        last = self.layout[paragraph - 1]
        if i and contains(last, self.quotes[self.outer[i - 1]]):
            return self._again(before[self.outer[i - 1]])
        return self._nearest(self.token_at(last["start"]), self.token_at(last["end"]))

    def _nearest(self, first: int, last: int) -> Tie | None:
        """The last cue with a source among some tokens."""
        for at in range(last - 1, first - 1, -1):
            tie = self.sources.tie(self.doc[at]) if self.quoted[at] < 0 else None
            if tie is not None:
                return tie
        return None

    def _again(self, turn: Turn) -> Tie | None:
        return None if turn["speaker"] is None else Tie(turn["speaker"], turn["cue"])

    def _has_loose_noun(self, i: int) -> bool:
        """Whether the sentence is about words of nobody in particular: "Other demands include “…”"."""
        first = self.spans[i][0]
        for at in range(first - 1, max(-1, first - REACH), -1):
            token = self.doc[at]
            if token.dep_ == "nsubj" and self.quoted[at] < 0 and is_one(token, "speech_nouns"):
                return True
            if token.is_sent_start:
                break
        return False

    def _first_name(self, headline: Paragraph) -> Tie | None:
        """Whom a headline begins with: headlines leave out the cue."""
        if headline["role"] != "headline":
            return None
        first = self.token_at(headline["start"])
        phrase = self.sources.phrase_from(first, min(first + REACH, self.token_at(headline["end"])))
        if phrase is None or self.doc[phrase[1]].pos_ == "PRON" or self.quoted[phrase[0]] >= 0:
            return None
        return Tie(self.sources.region(*phrase), None)


def _is_wished(verb: Token) -> bool:
    """Whether a clause is but what ought to be: "it is an imperative that Ruiz calls it a “disgrace”"."""
    main = verb.head if verb.head.lemma_ == "be" else verb.head.head
    return main.lemma_ == "be" and any(t.lower_ == "it" and t.dep_ in SUBJECT_LABELS for t in main.lefts)

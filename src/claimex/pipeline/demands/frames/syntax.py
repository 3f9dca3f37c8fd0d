"""One document's tree as the frames read it: subjects, mentions, where an action ends, coordinated actions.

"to wait and to listen"  ->  "to wait", "to listen"
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from claimex.pipeline.demands.frames.candidate import Action, Range
from claimex.pipeline.demands.frames.words import LEADING, NEGATIONS, QUOTE_MARKS, SUBJECTS
from claimex.pipeline.demands.tags import Tags

HEADLINE_TOKENS = 25
TERMINAL = frozenset(".?!;")
BRACKETS = frozenset("()[]")
TRAILING = frozenset([*".,;:!?-–—…([“‘", "...", "--"])
SHARING = frozenset(  # a clause of these relations may share the subject of the one above
    {"conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "aux", "auxpass", "dep", "parataxis"}
)
MENTION_ENDS = frozenset(  # what hangs behind a noun and is no part of its mention
    {"relcl", "acl", "punct", "appos", "advcl", "ccomp", "xcomp", "parataxis", "dep", "advmod"}
)


def child(t: Token, *deps: str) -> Token | None:
    """The first child of a token in one of some relations."""
    return next((c for c in t.children if c.dep_ in deps), None)


def infinitive_mark(verb: Token) -> Token | None:
    """The infinitive's "to"."""
    return next((c for c in verb.lefts if c.tag_ == "TO"), None)


class Syntax:
    """A parsed document, its quotations and its lines."""

    def __init__(self, doc: Doc):
        self.doc = doc
        self.quote_end: dict[int, int] = {}  # token behind a quoted stretch
        self.quote_of = [-1] * len(doc)  # index of the quoted stretch that a token stands in
        for number, quoted in enumerate(doc._.claimex_quotations):
            span = doc.char_span(quoted["start"], quoted["end"], alignment_mode="expand")
            if span is not None:
                for i in range(span.start, span.end):
                    self.quote_of[i] = number
                self.quote_end[number] = span.end
        self.tags = Tags.of(doc)
        self.conjuncts: dict[int, set[int]] = {}  # first tokens of the coordinated actions of a cue
        self.words = [token.text for token in doc]
        self.breaks = self._breaks()
        self.headlines: set[int] = set()  # tokens of lines without a full stop
        for paragraph in doc._.claimex_layout:
            words = doc.char_span(paragraph["start"], paragraph["end"], alignment_mode="expand")
            if (
                words is not None
                and len(words) <= HEADLINE_TOKENS
                and (paragraph["role"] == "headline" or not any(t.text in ".!?:" for t in words[-3:]))
            ):
                self.headlines.update(range(words.start, words.end))
        self.attributing: set[int] = set()  # first tokens of the sources and cues of attributions
        for relation in doc._.claimex_attributions:
            for part in (relation["source"], relation["cue"]):
                span = doc.char_span(part["start"], part["end"], alignment_mode="expand") if part else None
                if span is not None:
                    self.attributing.add(span.start)

    def subject(self, verb: Token) -> Token | None:
        """The subject of a verb, its own or shared: conjuncts, controlled infinitives, participles."""
        for _ in range(6):
            own = child(verb, "nsubj", "nsubjpass", "csubj", "expl")
            if own is not None:
                relative = own.lower_ in ("who", "which", "that") and verb.dep_ == "relcl"
                return verb.head if relative else own
            if verb.dep_ == "acl":
                return verb.head
            if verb.dep_ not in SHARING:
                return None
            verb = verb.head
        return None

    def mention(self, head: Token) -> Range:
        """The noun phrase of a head without relative clauses, appositions and what follows a comma."""
        right = head.i
        for c in head.rights:
            if c.dep_ in MENTION_ENDS:
                break
            right = max(right, c.right_edge.i)
        return (head.left_edge.i, right + 1)

    def mention_of(self, head: Token | None) -> Range | None:
        """The mention of a head, if there is one."""
        return None if head is None else self.mention(head)

    # ------------------------------------------------------------------ where an action ends

    def _breaks(self) -> list[int]:
        """For every token, the next one that no action runs over: a line's end, a sentence's full stop."""
        words, n = self.words, len(self.words)
        breaks = [n] * (n + 1)
        for i in range(n - 1, -1, -1):
            word = words[i]
            here = "\n" in word
            if not here and word in TERMINAL and i + 1 < n:
                after = words[i + 1]
                here = after.isspace() or after in QUOTE_MARKS or after[:1].isupper() or after in BRACKETS
            breaks[i] = i if here else breaks[i + 1]
        return breaks

    def limit(self, start: int) -> int:
        """Where an action from `start` on must end: with its sentence, its line or the quotation it is in."""
        end = self.breaks[start + 1]
        q = self.quote_of[start]
        if q >= 0 and self.words[start] not in QUOTE_MARKS:
            i = self.quote_end[q]
            if i < end and self.words[i - 1] in QUOTE_MARKS and not self.words[i - 2][-1:].isalnum():
                end = i
        return end

    def next_of_series(self, cue: int, after: int, *tags: str) -> int | None:
        """Where the next of a series behind one cue begins: "to VP, to VP and to VP", "NP and VP-ing".

        A comma alone makes none ("to sell now, to avoid rain"): "and" must stand before it or a later one.
        """
        joined = [i for i in sorted(self.conjuncts.get(cue, ())) if i > after and self.doc[i].tag_ in tags]
        last = max((i for i in joined if self._follows_conjunction(i)), default=None)
        return joined[0] if last is not None else None

    def _follows_conjunction(self, i: int) -> bool:
        while i > 0 and self.doc[i - 1].pos_ == "ADV":
            i -= 1
        return i > 0 and self.words[i - 1].lower() in ("and", "or")

    def trim(self, start: int, end: int) -> int:
        """An end without the punctuation and conjunctions that hang behind it."""
        doc = self.doc
        while end > start + 1:
            last = doc[end - 1]
            if last.is_space or last.text in TRAILING:
                end -= 1
            elif last.text in ")]":
                if any(doc[i].text in "([" for i in range(start, end)):
                    break
                end -= 1
            elif last.text in QUOTE_MARKS:
                if not doc[end - 2].is_punct and any(
                    doc[i].text in QUOTE_MARKS for i in range(start, end - 1)
                ):
                    break
                end -= 1
            elif last.lower_ in ("and", "or", "but") and last.pos_ == "CCONJ":
                end -= 1
            else:
                break
        return end

    def clip(self, start: int, end: int) -> int:
        """A complement's end, clipped to its sentence and trimmed."""
        return self.trim(start, max(start + 1, min(end, self.limit(start))))

    def before(self, conjunct: Token) -> int:
        """Where the part before a conjunct ends: before its conjunction and comma."""
        i = conjunct.left_edge.i
        while i > 0 and (
            self.doc[i - 1].dep_ == "cc"
            or self.doc[i - 1].is_punct
            or self.doc[i - 1].lower_ in ("and", "or", "also", "then")
        ):
            i -= 1
        return i

    # ------------------------------------------------------------------ actions

    def split(self, start: int, head: Token, clauses: bool = False, negated: bool = False) -> list[Action]:
        """An action from `start` to the right edge of its head, split into coordinated actions.

        Arguments:
            start: its first token.
            head: its syntactic head.
            clauses: whether verbs with subjects of their own may be coordinated.
            negated: whether what is asked is not to do it; behind "but" the contrary is, and behind "and
                not" of what is to be done.
        """
        end = head.right_edge.i + 1
        heads, queue = [head], [head]
        while queue:
            h = queue.pop()
            for c in h.children:
                if c.dep_ != "conj" or c.i <= h.i:
                    continue
                verb = c.pos_ in ("VERB", "AUX")
                if head.pos_ in ("VERB", "AUX"):
                    if not verb:
                        continue
                    other = not clauses and any(g.dep_ in ("nsubj", "nsubjpass", "expl") for g in c.lefts)
                else:
                    other = verb and any(g.dep_ in SUBJECTS for g in c.lefts)
                if other:  # a new clause, not another action
                    end = min(end, self.before(c))
                    continue
                heads.append(c)
                queue.append(c)
        heads.sort(key=lambda h: h.i)
        parts: list[Action] = []
        contrary = ("but",) if negated else NEGATIONS
        for n, h in enumerate(heads):
            a = start if n == 0 else max(h.left_edge.i, start)
            between = range(self.before(h), h.i) if n else ()
            turned = any(self.words[i].lower() in contrary for i in between)
            while n and a < h.i and self._skipped(self.doc[a]):
                a += 1
            b = min(end, end if n == len(heads) - 1 else self.before(heads[n + 1]))
            if a < b:
                parts.append(Action((a, self.clip(a, b)), h.i, negated != turned, len(parts)))
        return parts or [Action((start, self.clip(start, max(end, start + 1))), head.i, negated)]

    def _skipped(self, first: Token) -> bool:
        """Whether a word in front of a coordinated action is no part of it."""
        return first.lower_ in LEADING or first.is_punct or first.lower_ == "not"

    def split_until(self, noun: Token, limit: int) -> list[Action]:
        """The coordinated noun phrases in front of a token."""
        parts = (part for part in self.split(noun.left_edge.i, noun) if part.words[0] < limit)
        return [
            Action((part.words[0], min(part.words[1], limit)), part.head, False, n)
            for n, part in enumerate(parts)
        ]

    def infinitive(self, verb: Token) -> Iterator[Action]:
        """Actions of an infinitive "to VP", "not" left out."""
        to = infinitive_mark(verb)
        negated = any(c.lower_ in NEGATIONS for c in verb.lefts) or (
            to is not None and to.i > 0 and to.nbor(-1).lower_ in NEGATIONS
        )
        start = to.i if to is not None else verb.left_edge.i
        if negated:
            start = max([start + (to is not None), *(c.i + 1 for c in verb.lefts if c.lower_ in NEGATIONS)])
        yield from self.split(start, verb, negated=negated)

    def clause(self, verb: Token, after: int) -> Iterator[Action]:
        """Actions of a clause behind a token: "that they wait", "they wait"."""
        start = max(verb.left_edge.i, after + 1)
        while start < verb.i and self.doc[start].text in ",:":
            start += 1
        yield from self.split(start, verb, clauses=True)

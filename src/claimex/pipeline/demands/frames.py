"""Proposes demands: every directive cue with each complement that its frame allows, split at coordination.

    "She urged them to wait and listen."  ->  urged | to wait | them,  urged | listen | them

Frames are data (`claimex/lexicon/directives.toml`); this module knows where in a dependency tree their
complements stand. Far more is proposed than is a demand; `weigh.py` decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Doc, Token

from claimex import lexicon
from claimex.pipeline.demands.tags import Tags

Range = tuple[int, int]  # tokens [first, after last)

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "acl", "relcl", "dep", "conj", "pcomp", "parataxis"})
VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
LINEAR_WINDOW = 14  # tokens behind a cue in which a complement that the parser misplaced is looked for
HEADLINE_TOKENS = 25
TERMINAL = frozenset(".?!;")
BRACKETS = frozenset("()[]")
MOST_CONJUNCTS = 6  # proposed behind one action
PASSIVE_IN_HEADLINES = frozenset(
    {"urge", "tell", "warn", "order", "advise", "ask", "encourage", "instruct", "direct", "task", "force"}
)
NOBODY = frozenset({"there", "it", "that", "this", "what", "which"})
QUOTE_MARKS = frozenset("\"“”‘’'``''«»")
OPENING = frozenset('"“‘«``')
TRAILING = frozenset([*".,;:!?-–—…([“‘", "...", "--"])
# adverbs between a modal and its verb that annotators leave out of the action
LEADING = frozenset(
    {
        "also",
        "even",
        "now",
        "then",
        "just",
        "probably",
        "certainly",
        "all",
        "still",
        "definitely",
        "only",
        "first",
    }
)
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "nt"})


@dataclass(slots=True)
class Candidate:
    """A proposed demand, in tokens."""

    cue: Range
    trigger: str  # "verb:urge"
    complement: str  # "inf"
    action: Range
    head: int  # the action's syntactic head
    negated: bool = False
    asker: int | None = None  # head of the mention that the frame itself names as issuer
    asked: Range | None = None  # the mention that the frame itself names as addressee
    asked_how: str = ""
    conjunct: int = 0  # 0 for the first of coordinated actions
    flags: list[str] = field(default_factory=list)


def _inflections(verb: str) -> Iterator[str]:
    yield verb
    if verb.endswith("e"):
        yield from (verb + "s", verb + "d", verb[:-1] + "ing")
    elif verb.endswith("y") and verb[-2] not in "aeou":
        yield from (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    elif verb.endswith(("sh", "ss", "x", "ch")):
        yield from (verb + "es", verb + "ed", verb + "ing")
    else:
        yield from (verb + "s", verb + "ed", verb + "ing")
        if verb in DOUBLING:
            yield from (verb + verb[-1] + "ed", verb + verb[-1] + "ing")


MODALS = ("should", "must", "ought", "shall")
DOUBLING = frozenset({"beg", "compel", "counsel", "signal", "plan"})
IRREGULAR = {
    "sought": "seek", "told": "tell", "got": "get", "gotten": "get", "pled": "plead", "forbade": "forbid",
    "forbidden": "forbid", "bade": "bid", "fought": "fight", "struck": "strike", "wrote": "write",
    "written": "write", "getting": "get", "forbidding": "forbid", "bidding": "bid",
}  # fmt: skip


@cache
def triggers() -> dict[str, list[tuple[str, str, frozenset[str]]]]:
    """Word form -> what it may be: (kind, lemma, complements)."""
    table: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    data = lexicon.load("directives")

    def add(form: str, kind: str, lemma: str, complements: str) -> None:
        entry = (kind, lemma, frozenset(complements.split()))
        rows = table.setdefault(form, [])
        if entry not in rows:
            rows.append(entry)

    irregular: dict[str, list[str]] = {}
    for form, lemma in IRREGULAR.items():
        irregular.setdefault(lemma, []).append(form)
    for lemma, complements in data["verb"].items():
        for form in [*_inflections(lemma), *irregular.get(lemma, [])]:
            add(form, "verb", lemma, complements)
    for lemma, complements in data["noun"].items():
        for form in (lemma, lemma[:-1] + "ies" if lemma.endswith("y") else lemma + "s"):
            add(form, "noun", lemma, complements)
    for lemma, complements in data["adjective"].items():
        add(lemma, "adjective", lemma, complements)
    for word in MODALS:
        add(word, "modal", word, "")
    for form in ("need", "needs", "needed", "needing"):
        add(form, "need", "need", "")
    for form in ("have", "has", "had", "got", "gotta"):
        add(form, "have", "have", "")
    for form in ("ca", "can", "could", "might", "may", "wo", "would", "cannot"):
        add(form, "weak", form, "")
    add("let", "let", "let", "")
    add("time", "time", "time", "")
    add("up", "up", "up", "")
    add("better", "better", "better", "")
    add("required", "need", "require", "")
    return table


@cache
def strengths() -> dict[str, str]:
    """Lemma of a cue -> how strongly it asks."""
    return {
        lemma: name for name, lemmas in lexicon.load("directives")["strength"].items() for lemma in lemmas
    }


class Frames:
    """Finds the candidates of one document."""

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

    # ------------------------------------------------------------------ search

    def candidates(self) -> list[Candidate]:
        """All proposals, in text order of their cues."""
        proposals: list[Candidate] = []
        table = triggers()
        tags = self.doc.to_array("TAG")
        base_forms = {self.doc.vocab.strings.add(tag) for tag in ("VB", "VBP")}
        for i, word in enumerate(self.words):
            for kind, lemma, complements in table.get(word.lower(), ()):
                proposals.extend(self._propose(self.doc[i], kind, lemma, complements))
            if self.quote_of[i] >= 0 and int(tags[i]) in base_forms and self._imperative(self.doc[i]):
                proposals.extend(self._imperatives(self.doc[i]))
        found: dict[tuple[int, int, int, str], Candidate] = {}
        for candidate in proposals:
            self._settle(candidate)
        for candidate in proposals:
            if (
                candidate.action[0] <= candidate.head < candidate.action[1]
                or candidate.complement == "imperative"
            ):
                found.setdefault(
                    (candidate.cue[0], candidate.action[0], candidate.head, candidate.trigger), candidate
                )
        for candidate in list(found.values()):
            if candidate.conjunct == 0:
                for further in self._coordinated(candidate):
                    self._settle(further)
                    found.setdefault(
                        (further.cue[0], further.action[0], further.head, further.trigger), further
                    )
        return list(found.values())

    def _settle(self, c: Candidate) -> None:
        """What no frame sees: expletives are nobody; a negation may stand in the action or above it."""
        doc = self.doc
        if (
            c.asker is not None
            and doc[c.asker].lower_ in NOBODY
            and (doc[c.asker].lower_ != "it" or doc[c.asker].dep_ == "expl")
        ):
            c.asker = None
        if (
            c.asked is not None
            and c.asked[1] - c.asked[0] == 1
            and doc[c.asked[0]].lower_ in NOBODY
            and doc[c.asked[0]].lower_ != "it"
        ):
            c.asked = None
        head, cue = doc[c.head], doc[c.cue[0]]
        if any(w.dep_ == "neg" and c.action[0] <= w.i for w in head.lefts) or doc[c.action[0]].lower_ == "no":
            c.negated = True
        if c.asked is not None and doc[c.asked[0]].lower_ in ("no", "nobody"):
            c.negated = True
        if cue.lemma_ in ("want", "like", "need") and any(w.dep_ == "neg" for w in cue.lefts):
            c.negated = True
        if c.trigger.startswith(("modal", "have", "need")):
            verb = head if head.i > cue.i else cue
            if (
                verb.dep_ == "ccomp"
                and verb.head.lemma_ in ("think", "believe", "agree")
                and any(w.dep_ == "neg" for w in verb.head.lefts)
            ):
                c.negated = True

    def _propose(self, t: Token, kind: str, lemma: str, complements: frozenset[str]) -> Iterator[Candidate]:
        if kind == "verb" and (t.pos_ in ("VERB", "AUX", "ADJ", "ADP") or self._headline(t)):
            yield from self._verb(t, lemma, complements)
        elif kind == "noun" and (t.pos_ == "NOUN" or self._headline(t)):
            yield from self._noun(t, lemma, complements)
        elif kind == "adjective":
            yield from self._adjective(t, lemma, complements)
        elif kind == "modal":
            yield from self._modal(t, lemma)
        elif kind == "weak":
            yield from self._weak(t, lemma)
        elif kind == "need":
            yield from self._need(t, lemma)
        elif kind == "have":
            yield from self._have(t)
        elif kind == "let":
            yield from self._let(t)
        elif kind == "time":
            yield from self._time(t)
        elif kind == "better":
            yield from self._better(t)
        elif kind == "up":
            yield from self._up(t)

    def _headline(self, t: Token) -> bool:
        """Whether a word stands in a line without a full stop, where the tagger confuses nouns and verbs."""
        return t.pos_ in ("NOUN", "PROPN", "VERB") and t.i in self.headlines

    # ------------------------------------------------------------------ small syntax

    def _child(self, t: Token, *deps: str) -> Token | None:
        return next((c for c in t.children if c.dep_ in deps), None)

    def _to(self, verb: Token) -> Token | None:
        """The infinitive's "to"."""
        return next((c for c in verb.lefts if c.tag_ == "TO"), None)

    def subject(self, verb: Token) -> Token | None:
        """The subject of a verb, its own or shared: conjuncts, controlled infinitives, participles."""
        seen = 0
        while seen < 6:
            own = self._child(verb, "nsubj", "nsubjpass", "csubj", "expl")
            if own is not None:
                if own.lower_ in ("who", "which", "that") and verb.dep_ == "relcl":
                    return verb.head
                return own
            if verb.dep_ == "acl":
                return verb.head
            if verb.dep_ in (
                "conj",
                "xcomp",
                "advcl",
                "pcomp",
                "prep",
                "ccomp",
                "aux",
                "auxpass",
                "dep",
                "parataxis",
            ):
                verb = verb.head
                seen += 1
                continue
            return None
        return None

    def mention(self, head: Token) -> Range:
        """The noun phrase of a head without relative clauses, appositions and what follows a comma."""
        right = head.i
        for c in head.rights:
            if c.dep_ in (
                "relcl",
                "acl",
                "punct",
                "appos",
                "advcl",
                "ccomp",
                "xcomp",
                "parataxis",
                "dep",
                "advmod",
            ):
                break
            right = max(right, c.right_edge.i)
        return (head.left_edge.i, right + 1)

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

    def _end(self, start: int, end: int) -> int:
        """Clip and trim a complement's end."""
        return self.trim(start, max(start + 1, min(end, self.limit(start))))

    def _split(self, start: int, head: Token, clauses: bool = False) -> list[tuple[Range, int]]:
        """An action from `start` to the right edge of its head, split into coordinated actions."""
        end = head.right_edge.i + 1
        verbal = head.pos_ in ("VERB", "AUX")
        parts: list[tuple[Range, int]] = []
        heads = [head]
        queue = [head]
        while queue:
            h = queue.pop()
            for c in h.children:
                if c.dep_ == "conj" and c.i > h.i:
                    if verbal:
                        if c.pos_ not in ("VERB", "AUX"):
                            continue
                        if not clauses and any(g.dep_ in ("nsubj", "nsubjpass", "expl") for g in c.lefts):
                            end = min(end, self._before(c))
                            continue
                    elif c.pos_ in ("VERB", "AUX") and any(g.dep_ in SUBJECTS for g in c.lefts):
                        end = min(end, self._before(c))
                        continue
                    heads.append(c)
                    queue.append(c)
        heads.sort(key=lambda h: h.i)
        for n, h in enumerate(heads):
            a = start if n == 0 else max(h.left_edge.i, start)
            while (
                n
                and a < h.i
                and (self.doc[a].lower_ in LEADING or self.doc[a].is_punct or self.doc[a].lower_ == "not")
            ):
                a += 1
            b = end if n == len(heads) - 1 else self._before(heads[n + 1])
            b = min(b, end)
            if a < b:
                parts.append(((a, self._end(a, b)), h.i))
        return parts or [((start, self._end(start, max(end, start + 1))), head.i)]

    def _before(self, conjunct: Token) -> int:
        """Where the part before a conjunct ends: before its conjunction and comma."""
        i = conjunct.left_edge.i
        while i > 0 and (
            self.doc[i - 1].dep_ == "cc"
            or self.doc[i - 1].is_punct
            or self.doc[i - 1].lower_ in ("and", "or", "also", "then")
        ):
            i -= 1
        return i

    # ------------------------------------------------------------------ complements

    def _infinitive(self, verb: Token) -> Iterator[tuple[Range, int, bool, int]]:
        """Actions of an infinitive "to VP", "not" left out: (range, head, negated, conjunct number)."""
        to = self._to(verb)
        negated = any(c.lower_ in NEGATIONS for c in verb.lefts) or (
            to is not None and to.i > 0 and to.nbor(-1).lower_ in NEGATIONS
        )
        start = to.i if to is not None else verb.left_edge.i
        if negated:
            start = max([start + (to is not None), *(c.i + 1 for c in verb.lefts if c.lower_ in NEGATIONS)])
        for n, (r, h) in enumerate(self._split(start, verb)):
            yield r, h, negated, n

    def _clause(self, verb: Token, after: int) -> Iterator[tuple[Range, int, bool, int]]:
        start = max(verb.left_edge.i, after + 1)
        while start < verb.i and self.doc[start].text in ",:":
            start += 1
        for n, (r, h) in enumerate(self._split(start, verb, clauses=True)):
            yield r, h, False, n

    def _complements(
        self, t: Token, allowed: frozenset[str]
    ) -> Iterator[tuple[str, Range, int, bool, int, Range | None, str]]:
        """Complements of a cue: (code, action, head, negated, conjunct number, addressee, how)."""
        obj = self._child(t, "dobj", "dative")
        obj_range = self.mention(obj) if obj is not None and obj.i > t.i else None
        passive = self._child(t, "nsubjpass")
        if passive is None and t.tag_ == "VBN" and any(c.dep_ == "auxpass" for c in t.children):
            passive = self.subject(t)
        who, how = obj_range, "object"
        if passive is not None:
            who, how = self.mention(passive), "passive"
        partner = None
        for prep in t.rights:
            if prep.dep_ in ("prep", "agent", "dative", "prt") and prep.lower_ in (
                "on",
                "upon",
                "with",
                "to",
                "of",
                "from",
            ):
                p = self._child(prep, "pobj")
                if p is not None:
                    partner = partner or (prep, p)
        if "inf" in allowed or "on" in allowed or "with" in allowed or "to" in allowed:
            for c in self._clauses(t):
                if self._to(c) is None:
                    continue
                subject = self._child(c, "nsubj", "nsubjpass")
                target, manner = who, how
                if subject is not None and subject.i > t.i and subject.i < c.i:
                    target, manner = self.mention(subject), "subject"
                elif partner is not None and partner[1].i < c.i:
                    target, manner = self.mention(partner[1]), "prep:" + partner[0].lower_
                for r, h, neg, n in self._infinitive(c):
                    yield "inf", r, h, neg, n, target, manner
        if "that" in allowed or "for" in allowed:
            for c in t.rights:
                if c.dep_ in ("ccomp", "advcl", "acl", "relcl", "xcomp") and c.pos_ in (
                    "VERB",
                    "AUX",
                    "ADJ",
                    "NOUN",
                ):
                    mark = self._child(c, "mark")
                    subject = self._child(c, "nsubj", "nsubjpass", "expl")
                    if subject is None or subject.lower_ in ("who", "which"):
                        continue
                    target = self.mention(subject)
                    if mark is not None and mark.lower_ == "for":
                        if "for" in allowed:
                            for n, (r, h) in enumerate(self._split(mark.i + 1, c)):
                                yield "for-clause", r, h, False, n, target, "subject"
                    elif (
                        "that" in allowed and self._to(c) is None and (mark is None or mark.lower_ == "that")
                    ):
                        for r, h, neg, n in self._clause(c, t.i):
                            yield "that", r, h, neg, n, target, "subject"
                    elif self._to(c) is not None and "obj" in allowed:
                        for r, h, neg, n in self._clause(c, t.i):
                            yield "obj-clause", r, h, neg, n, target, "subject"
        for code in ("for", "against", "on", "of"):
            if code in allowed:
                party = self.mention(partner[1]) if partner else None
                yield from self._prepositional(
                    t, code, who or party, "passive" if passive is not None else "prep"
                )
        if "obj" in allowed and obj is not None and obj.i > t.i:
            start = max(obj.left_edge.i, t.i + 1)
            for n, (r, h) in enumerate(self._split(start, obj)):
                yield "obj", r, h, False, n, None, ""
        if "ing" in allowed:
            for c in t.rights:
                if c.dep_ in ("xcomp", "ccomp", "pcomp", "dobj") and c.tag_ == "VBG":
                    for n, (r, h) in enumerate(self._split(max(c.left_edge.i, t.i + 1), c)):
                        yield "ing", r, h, False, n, None, ""

    def _clauses(self, t: Token) -> Iterator[Token]:
        """Clauses right of a cue that may be its complement, wherever the parser hung them."""
        for c in t.rights:
            if c.pos_ in ("VERB", "AUX") and c.dep_ in CLAUSES and c.dep_ != "conj":
                yield c
            elif c.dep_ in (
                "dobj",
                "dative",
                "prep",
                "prt",
                "agent",
                "nsubj",
                "pobj",
                "npadvmod",
                "oprd",
                "attr",
                "ccomp",
            ):
                for g in c.subtree:
                    if (
                        g.pos_ in ("VERB", "AUX")
                        and g.dep_ in ("acl", "relcl", "advcl", "xcomp")
                        and self._to(g) is not None
                        and g.i > c.i
                    ):
                        yield g
                        break

    def _prepositional(
        self, t: Token, code: str, who: Range | None, how: str
    ) -> Iterator[tuple[str, Range, int, bool, int, Range | None, str]]:
        doc = self.doc
        words = ("for",) if code == "for" else ("on", "upon") if code == "on" else (code,)
        preps = [c for c in t.rights if c.lower_ in words and c.dep_ in ("prep", "prt", "dative", "agent")]
        if not preps and t.i + 1 < len(doc) and doc[t.i + 1].lower_ in words:
            preps = [doc[t.i + 1]]
        n = 0
        for first in preps:
            prep: Token | None = first
            while prep is not None:
                inner = next((c for c in prep.rights if c.dep_ in ("pobj", "pcomp", "ccomp", "xcomp")), None)
                start = prep.i + 1
                if inner is not None and start <= inner.i:
                    target = (
                        self.mention(inner)
                        if inner.dep_ == "pobj" and any(self._to(g) is not None for g in inner.rights)
                        else None
                    )
                    for r, h in self._split(start, inner):
                        if n == 0 and r[0] != start:
                            r = (start, r[1])
                        yield (
                            code,
                            r,
                            h,
                            code == "against",
                            n,
                            (target if code == "for" and who is None else who),
                            how,
                        )
                        n += 1
                elif prep.dep_ == "mark" and prep.head.i > prep.i:
                    for r, h in self._split(start, prep.head):
                        yield code, r, h, code == "against", n, who, how
                        n += 1
                prep = next((c for c in prep.rights if c.dep_ == "conj" and c.lower_ in words), None)

    # ------------------------------------------------------------------ kinds of cue

    def _cue(self, t: Token, code: str) -> Range:
        """The cue with its preposition where that stands next to it."""
        if code in ("for", "on", "against", "for-clause", "of") and t.i + 1 < len(self.doc):
            nxt = self.doc[t.i + 1]
            if nxt.lower_ in ("for", "on", "upon", "against"):
                return (t.i, t.i + 2)
        return (t.i, t.i + 1)

    def _verb(self, t: Token, lemma: str, allowed: frozenset[str]) -> Iterator[Candidate]:
        asker = self.subject(t)
        passive = self._child(t, "nsubjpass") is not None
        agent = next(
            (
                self._child(c, "pobj")
                for c in t.children
                if c.dep_ == "agent" or (c.lower_ == "by" and c.dep_ == "prep")
            ),
            None,
        )
        issuer = (
            agent
            if agent is not None
            else None
            if passive or (t.tag_ == "VBN" and self._child(t, "nsubj") is None and t.dep_ in ("acl", "amod"))
            else asker
        )
        who = issuer.i if issuer is not None else None
        bare = self._bare_passive(t, lemma)
        if bare is not None:
            who = None
        see = next(
            (
                c
                for c in t.rights
                if c.lower_ == "see" and c.dep_ in ("xcomp", "ccomp") and self._to(c) is not None
            ),
            None,
        )
        if see is not None:
            for c in see.rights:
                if c.dep_ in ("dobj", "ccomp", "xcomp") and c.i > see.i:
                    for n, (r, h) in enumerate(self._split(max(see.i + 1, c.left_edge.i), c)):
                        yield Candidate(
                            (t.i, see.i + 1), f"verb:{lemma}", "see", r, h, False, who, None, "", n
                        )
                    break
            if "see" in allowed:
                return
        for code, r, h, neg, n, target, how in self._complements(t, allowed):
            cue = self._cue(t, code)
            if (
                code == "inf"
                and how.startswith("prep:")
                and t.i + 1 < len(self.doc)
                and self.doc[t.i + 1].lower_ == how[5:]
            ):
                cue = (t.i, t.i + 2)
            if bare is not None and code == "inf":
                target, how = self.mention(bare), "passive"
            yield Candidate(cue, f"verb:{lemma}", code, r, h, neg, who, target, how, n)
        if allowed & {"obj", "that"}:
            yield from self._passive_object(t, lemma, who)
        if t.i in self.headlines and lemma in (
            "urge",
            "say",
            "warn",
            "advise",
            "recommend",
            "suggest",
            "insist",
            "demand",
        ):
            yield from self._clause_before(t, lemma, who)
        yield from self._linear(t, f"verb:{lemma}", allowed, who, bare)

    def _bare_passive(self, t: Token, lemma: str) -> Token | None:
        """The party asked in "Growers urged to wait": a past form, no object, its infinitive next to it."""
        if (
            lemma not in PASSIVE_IN_HEADLINES
            or t.tag_ not in ("VBD", "VBN", "JJ", "NN", "NNP")
            or not t.lower_.endswith(("ed", "told"))
        ):
            return None
        if self._child(t, "auxpass", "nsubjpass") is not None or t.i + 2 >= len(self.doc):
            return None
        i = t.i + 1 + (self.doc[t.i + 1].lower_ in NEGATIONS)
        if self.doc[i].lower_ != "to":
            return None
        return self._child(t, "nsubj") or (t.head if t.dep_ == "acl" else None)

    def _linear(
        self, t: Token, trigger: str, allowed: frozenset[str], who: int | None, bare: Token | None = None
    ) -> Iterator[Candidate]:
        """The first "to VP" and "for NP" behind the cue, wherever the parser hung them."""
        doc = self.doc
        infinitive, preposition, clause = "inf" in allowed, "for" in allowed, "that" in allowed
        for i in range(t.i + 1, min(t.i + LINEAR_WINDOW, len(doc) - 1)):
            here = doc[i]
            if here.is_space or here.text in ".?!;:":
                break
            if infinitive and here.lower_ == "to" and (here.tag_ == "TO" or doc[i + 1].tag_ == "VB"):
                verb = here.head if here.head.i > i else doc[i + 1]
                neg = here.nbor(-1).lower_ in NEGATIONS
                target = (t.i + 1, i - neg) if i - neg - t.i > 1 else None
                if target is not None and doc[target[0]].lower_ in (
                    "on",
                    "upon",
                    "with",
                    "to",
                    "from",
                    "for",
                ):
                    target = (target[0] + 1, target[1]) if target[1] - target[0] > 1 else None
                how = "linear"
                if bare is not None:
                    target, how = self.mention(bare), "passive"
                for n, (r, h) in enumerate(self._split(i + neg, verb)):
                    yield Candidate(
                        (t.i, t.i + 1), trigger, "inf", r, h, neg, who, target, how, n, ["linear"]
                    )
                infinitive = False
            if clause and here.lower_ == "that" and here.dep_ == "mark" and here.head.i > i:
                clause = False
                verb = here.head
                subject = self._child(verb, "nsubj", "nsubjpass", "expl")
                target = self.mention(subject) if subject is not None else None
                for n, (r, h) in enumerate(self._split(i, verb, clauses=True)):
                    yield Candidate(
                        (t.i, t.i + 1), trigger, "that", r, h, False, who, target, "subject", n, ["linear"]
                    )
            if preposition and here.lower_ == "for":
                inner = next((c for c in here.rights if c.dep_ in ("pobj", "pcomp")), None)
                inner = inner or (here.head if here.head.i > i else None) or self._noun_behind(i)
                if inner is not None:
                    for n, (r, h) in enumerate(self._split(i + 1, inner)):
                        cue = (t.i, i + 1) if i == t.i + 1 else (t.i, t.i + 1)
                        yield Candidate(cue, trigger, "for", r, h, False, who, None, "", n, ["linear"])
                    action = next(
                        (
                            doc[j + 1]
                            for j in range(inner.i + 1, min(inner.i + 10, len(doc) - 1))
                            if doc[j].tag_ == "TO" and doc[j + 1].tag_ == "VB"
                        ),
                        None,
                    )
                    if action is not None and inner.pos_ != "VERB":
                        while action.dep_ in ("aux", "auxpass") and action.head.i > action.i:
                            action = action.head
                        r = (i + 1, self._end(i + 1, action.right_edge.i + 1))
                        yield Candidate(
                            cue,
                            trigger,
                            "for-clause",
                            r,
                            action.i,
                            False,
                            who,
                            self.mention(inner),
                            "subject",
                            0,
                            ["linear"],
                        )
                preposition = False

    def _noun_behind(self, i: int) -> Token | None:
        """The last noun of the run of nouns and their modifiers behind a token."""
        last = None
        for token in self.doc[i + 1 : i + 10]:
            if (
                token.pos_ not in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "PRON", "ADV")
                and token.tag_ != "VBN"
                and token.text not in "()-"
            ):
                break
            last = token if token.pos_ in ("NOUN", "PROPN") else last
        return last

    def _coordinated(self, first: Candidate) -> Iterator[Candidate]:
        """Coordinations that the parser missed: "and to VP", "and VP", "and for NP" behind a candidate."""
        doc = self.doc
        limit = self.limit(first.action[0])
        n = first.conjunct
        with_to = doc[first.action[0]].lower_ == "to"
        verbal = with_to or doc[first.head].pos_ in ("VERB", "AUX")
        nominal = not verbal and first.complement in ("for", "obj", "include", "for-far")
        listed = nominal and any(doc[i].lower_ in ("and", "or") for i in range(first.head + 1, limit - 1))
        for i in range(first.head + 1, limit - 1):
            here = doc[i]
            if here.lower_ not in ("and", "or", ",", "but"):
                continue
            j = i + 1
            while j < limit - 1 and (
                doc[j].pos_ == "ADV" or doc[j].lower_ in ("and", "or", "not", "as", "well", "but")
            ):
                j += 1
            start = head = None
            neg = doc[j - 1].lower_ == "not"
            if verbal and doc[j].tag_ == "TO" and doc[j + 1].tag_ == "VB":
                start, head = j, doc[j + 1]
            elif verbal and doc[j].tag_ == "VB" and here.lower_ != "," and doc[j].head.tag_ != "MD":
                start, head = j, doc[j]
            elif nominal and doc[j].lower_ == "for" and here.lower_ != ",":
                p = self._child(doc[j], "pobj", "pcomp")
                start, head = (j + 1, p) if p is not None else (None, None)
            elif listed and (
                doc[j].pos_ == "DET" or doc[j].tag_ in ("JJR", "PRP$", "VBG") or here.lower_ == ","
            ):
                noun = doc[j] if doc[j].pos_ == "NOUN" or doc[j].tag_ == "VBG" else doc[j].head
                while noun.dep_ in ("compound", "amod", "poss", "det", "advmod") and noun.head.i > noun.i:
                    noun = noun.head
                if (
                    noun.i >= j
                    and noun.left_edge.i >= j - 1
                    and (noun.pos_ == "NOUN" or noun.tag_ == "VBG")
                    and noun.dep_ in ("conj", "appos", "dobj", "pobj", "ROOT", "npadvmod", "dep", "pcomp")
                ):
                    start, head = j, noun
            if start is None or head is None:
                continue
            while head.dep_ in ("aux", "auxpass") and head.head.i > head.i:
                head = head.head
            if n >= first.conjunct + MOST_CONJUNCTS:
                return
            n += 1
            r = (start, self._end(start, head.right_edge.i + 1))
            yield Candidate(
                first.cue,
                first.trigger,
                first.complement,
                r,
                head.i,
                neg,
                first.asker,
                first.asked,
                first.asked_how,
                n,
                ["far conjunct"],
            )

    def _clause_before(self, t: Token, lemma: str, who: int | None) -> Iterator[Candidate]:
        """The headline's clause up to the comma before the cue's subject: "Keep it open, nurses urge"."""
        doc = self.doc
        i = t.i - 1
        while i > 0 and i in self.headlines and doc[i].text != ",":
            i -= 1
        start = i
        while (
            start - 1 in self.headlines and not doc[start - 1].is_space and doc[start - 1].text not in ".?!"
        ):
            start -= 1
        if doc[i].text == "," and start < i and doc[start].pos_ in ("VERB", "AUX"):
            neg = doc[start + 1].lower_ in NEGATIONS
            yield Candidate(
                (t.i, t.i + 1), f"verb:{lemma}", "before", (start + 2 * neg, i), start + 2 * neg, neg, who
            )

    def _passive_object(self, t: Token, lemma: str, who: int | None) -> Iterator[Candidate]:
        """ "a recount was demanded", "the recount demanded by ...", "the proposed recount"."""
        if t.tag_ not in ("VBN", "VBD", "JJ"):
            return
        noun = self._child(t, "nsubjpass")
        if (
            noun is None
            and t.i in self.headlines
            and self._child(t, "dobj", "prep", "xcomp", "ccomp") is None
        ):
            noun = self._child(t, "nsubj")
        if noun is not None and noun.i < t.i:
            for n, (r, h) in enumerate(self._split_until(noun, t.i)):
                yield Candidate((t.i, t.i + 1), f"verb:{lemma}", "passive", r, h, False, who, None, "", n)
        elif t.dep_ == "acl" and t.head.i < t.i:
            left = t.head.left_edge.i
            yield Candidate(
                (t.i, t.i + 1),
                f"verb:{lemma}",
                "participle",
                (left, self._end(left, t.i)),
                t.head.i,
                False,
                who,
            )
        elif (
            t.dep_ == "relcl"
            and t.head.i < t.i
            and self._child(t, "dobj", "ccomp", "xcomp", "nsubjpass") is None
        ):
            left = t.head.left_edge.i
            yield Candidate(
                (t.i, t.i + 1),
                f"verb:{lemma}",
                "relative",
                (left, self._end(left, t.left_edge.i)),
                t.head.i,
                False,
                who,
            )
        elif t.dep_ == "amod" and t.head.i > t.i:
            r = (t.i + 1, self._end(t.i + 1, t.head.right_edge.i + 1))
            yield Candidate((t.i, t.i + 1), f"verb:{lemma}", "attribute", r, t.head.i, False, who)

    def _split_until(self, noun: Token, limit: int) -> list[tuple[Range, int]]:
        return [((a, min(b, limit)), h) for (a, b), h in self._split(noun.left_edge.i, noun) if a < limit]

    def _noun(self, t: Token, lemma: str, allowed: frozenset[str]) -> Iterator[Candidate]:
        asker = self._noun_issuer(t)
        who = asker.i if asker is not None else None
        for code, r, h, neg, n, target, how in self._complements(t, allowed):
            yield Candidate(self._cue(t, code), f"noun:{lemma}", code, r, h, neg, who, target, how, n)
        yield from self._linear(t, f"noun:{lemma}", allowed, who)
        verb = t.head
        if t.dep_ in ("nsubj", "nsubjpass") and verb.pos_ in ("VERB", "AUX"):
            for c in verb.rights:
                include = verb.lemma_ in ("include", "involve")
                if include and c.dep_ in ("dobj", "pobj", "xcomp", "ccomp", "prep"):
                    for n, (r, h) in enumerate(self._split(max(c.left_edge.i, verb.i + 1), c)):
                        yield Candidate(
                            (t.i, t.i + 1), f"noun:{lemma}", "include", r, h, False, who, None, "", n
                        )
                elif verb.lemma_ == "be" and c.dep_ in ("attr", "ccomp", "xcomp", "advcl"):
                    for n, (r, h) in enumerate(self._split(max(c.left_edge.i, verb.i + 1), c)):
                        yield Candidate((t.i, t.i + 1), f"noun:{lemma}", "be", r, h, False, who, None, "", n)
                elif c.dep_ in ("prep", "advcl", "xcomp", "ccomp") and c.lower_ == "for" and "for" in allowed:
                    p = self._child(c, "pobj", "pcomp")
                    if p is not None:
                        for n, (r, h) in enumerate(self._split(c.i + 1, p)):
                            yield Candidate(
                                (t.i, t.i + 1), f"noun:{lemma}", "for-far", r, h, False, who, None, "", n
                            )
                elif c.dep_ in ("advcl", "xcomp", "ccomp") and self._to(c) is not None and "inf" in allowed:
                    for r, h, neg, n in self._infinitive(c):
                        yield Candidate(
                            (t.i, t.i + 1), f"noun:{lemma}", "inf-far", r, h, neg, who, None, "", n
                        )
        if t.dep_ in ("dobj", "pobj", "attr", "oprd"):
            support = verb if t.dep_ != "pobj" else verb.head
            for c in support.rights:
                if c.i > t.i and c.dep_ == "prep" and c.lower_ == "for" and "for" in allowed:
                    p = self._child(c, "pobj", "pcomp")
                    if p is not None:
                        for n, (r, h) in enumerate(self._split(c.i + 1, p)):
                            yield Candidate(
                                (t.i, t.i + 1), f"noun:{lemma}", "for-far", r, h, False, who, None, "", n
                            )
                elif (
                    c.i > t.i
                    and c.dep_ in ("xcomp", "ccomp", "advcl")
                    and self._to(c) is not None
                    and "inf" in allowed
                ):
                    for r, h, neg, n in self._infinitive(c):
                        yield Candidate(
                            (t.i, t.i + 1), f"noun:{lemma}", "inf-far", r, h, neg, who, None, "", n
                        )
        if t.left_edge.i < t.i and any(c.dep_ == "compound" for c in t.lefts):
            r = (t.left_edge.i, t.i)
            yield Candidate((t.i, t.i + 1), f"noun:{lemma}", "compound", r, t.i - 1, False, who)

    def _noun_issuer(self, t: Token) -> Token | None:
        poss = self._child(t, "poss")
        if poss is not None:
            return poss
        for c in t.rights:
            if c.dep_ in ("prep", "agent") and c.lower_ in ("from", "by"):
                p = self._child(c, "pobj")
                if p is not None:
                    return p
        if (
            t.i in self.headlines
            and t.i > 0
            and self.doc[t.i - 1].pos_ in ("NOUN", "PROPN")
            and not self.doc[t.i - 1].is_sent_end
        ):
            return self.doc[t.i - 1]
        group = next(
            (
                c
                for c in t.lefts
                if c.dep_ in ("compound", "amod") and c.ent_type_ in ("NORP", "ORG", "PERSON", "GPE")
            ),
            None,
        )
        if group is not None:
            return group
        if t.dep_ in ("dobj", "attr", "oprd"):
            return self.subject(t.head)
        if t.dep_ == "pobj" and t.head.dep_ == "prep" and t.head.head.pos_ == "VERB":
            return self.subject(t.head.head)
        return None

    def _adjective(self, t: Token, lemma: str, allowed: frozenset[str]) -> Iterator[Candidate]:
        roots = [t]
        if t.dep_ in ("acomp", "attr", "oprd", "amod", "ccomp") and t.head.i != t.i:
            roots.append(t.head)
            if t.dep_ == "amod" and t.head.head.lemma_ == "be":
                roots.append(t.head.head)
        for root in roots:
            for c in root.rights:
                if (
                    c.i <= t.i
                    or c.dep_ not in ("xcomp", "ccomp", "advcl", "acl", "relcl", "attr")
                    or c.pos_ not in ("VERB", "AUX")
                ):
                    continue
                to = self._to(c)
                mark = self._child(c, "mark")
                subject = self._child(c, "nsubj", "nsubjpass", "expl")
                if to is not None:
                    target = self.mention(subject) if subject is not None and t.i < subject.i < c.i else None
                    partner = next(
                        (
                            self._child(p, "pobj")
                            for p in root.rights
                            if p.dep_ == "prep" and p.lower_ == "for" and p.i < c.i
                        ),
                        None,
                    )
                    if target is None and partner is not None:
                        target = self.mention(partner)
                    for r, h, neg, n in self._infinitive(c):
                        yield Candidate(
                            (t.i, t.i + 1), f"adjective:{lemma}", "inf", r, h, neg, None, target, "for", n
                        )
                elif subject is not None and (mark is None or mark.lower_ in ("that",)):
                    for r, h, neg, n in self._clause(c, t.i):
                        yield Candidate(
                            (t.i, t.i + 1),
                            f"adjective:{lemma}",
                            "that",
                            r,
                            h,
                            neg,
                            None,
                            self.mention(subject),
                            "subject",
                            n,
                        )
        verb = t.head
        subject = self._child(verb, "nsubj") if t.dep_ in ("acomp", "attr") else None
        if (
            subject is not None
            and subject.i < t.i
            and subject.pos_ in ("NOUN", "PROPN")
            and lemma in ("necessary", "essential", "imperative", "vital", "important", "critical", "crucial")
        ):
            for n, (r, h) in enumerate(self._split_until(subject, verb.i)):
                yield Candidate(
                    (t.i, t.i + 1), f"adjective:{lemma}", "subject", r, h, False, None, None, "", n
                )

    def _predicate(
        self, cue: Range, trigger: str, verb: Token, start: int, negated: bool, code: str = "vp"
    ) -> Iterator[Candidate]:
        """ "X MODAL VP": the action begins behind the modal; X is the addressee."""
        doc = self.doc
        subject = self._child(verb, "nsubj", "nsubjpass", "csubj", "expl") or self.subject(verb)
        if subject is not None and subject.i in range(start, verb.i):  # inverted: "should he go"
            start = subject.right_edge.i + 1
        while start < verb.i and (
            doc[start].lower_ in NEGATIONS or doc[start].lower_ in LEADING or doc[start].is_punct
        ):
            negated = negated or doc[start].lower_ in NEGATIONS
            start += 1
        target = None
        if subject is not None:
            r = self.mention(subject)
            target = r if cue[0] not in range(*r) else (r[0], cue[0]) if r[0] < cue[0] else None
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        for n, (r, h) in enumerate(self._split(start, verb)):
            yield Candidate(
                cue, trigger, code, r, h, negated, None, target, "passive" if passive else "subject", n
            )

    def _modal(self, t: Token, lemma: str) -> Iterator[Candidate]:
        verb = t.head if t.dep_ in ("aux", "auxpass") else None
        if verb is None or verb.i < t.i:
            doc = self.doc
            verb = next((doc[j] for j in range(t.i + 1, min(t.i + 5, len(doc))) if doc[j].tag_ == "VB"), None)
            if lemma == "ought" and t.dep_ not in ("aux",):
                x = self._child(t, "xcomp", "ccomp")
                verb = x or verb
            while verb is not None and verb.dep_ in ("aux", "auxpass") and verb.head.i > verb.i:
                verb = verb.head
        elif lemma == "ought" and verb.lower_ == "ought":
            verb = None
        if verb is None or verb.i <= t.i:
            return
        yield from self._predicate((t.i, t.i + 1), f"modal:{lemma}", verb, t.i + 1, False)

    def _weak(self, t: Token, lemma: str) -> Iterator[Candidate]:
        verb = t.head
        if t.dep_ != "aux" or verb.i < t.i:
            return
        nxt = self.doc[t.i + 1]
        if lemma in ("ca", "can", "could", "cannot") and nxt.lower_ in NEGATIONS:
            yield from self._predicate((t.i, t.i + 2), "modal:cannot", verb, t.i + 2, True)

    def _need(self, t: Token, lemma: str) -> Iterator[Candidate]:
        if (
            t.pos_ in ("VERB", "AUX")
            and t.tag_ not in ("VBN",)
            and lemma == "need"
            and self._child(t, "auxpass") is None
        ):
            subject = self.subject(t)
            target = self.mention(subject) if subject is not None and subject.i < t.i else None
            neg = any(c.dep_ == "neg" for c in t.children)
            flags = ["denied"] if neg else []
            if t.dep_ == "aux" and t.head.i > t.i:
                yield from self._predicate((t.i, t.i + 1), "need:need", t.head, t.i + 1, False)
            done = False
            for c in t.rights:
                if c.dep_ in ("xcomp", "ccomp", "advcl") and (self._to(c) is not None or c.tag_ == "VBG"):
                    for r, h, n2, n in self._infinitive(c):
                        yield Candidate(
                            (t.i, t.i + 1),
                            "need:need",
                            "inf",
                            r,
                            h,
                            n2,
                            None,
                            target,
                            "passive" if self._child(c, "auxpass") else "subject",
                            n,
                            flags,
                        )
                    done = True
                    break
            if not done:
                obj = self._child(t, "dobj")
                if obj is not None and obj.i > t.i:
                    for n, (r, h) in enumerate(self._split(max(obj.left_edge.i, t.i + 1), obj)):
                        yield Candidate(
                            (t.i, t.i + 1), "need:need", "obj", r, h, False, None, target, "subject", n, flags
                        )
                elif t.i + 2 < len(self.doc) and self.doc[t.i + 1].lower_ == "to":
                    verb = self.doc[t.i + 1].head
                    if verb.i <= t.i + 1:
                        verb = self.doc[t.i + 2]
                    if verb.i > t.i + 1:
                        for r, h, n2, n in self._infinitive(verb):
                            yield Candidate(
                                (t.i, t.i + 1),
                                "need:need",
                                "inf",
                                r,
                                h,
                                n2,
                                None,
                                target,
                                "subject",
                                n,
                                [*flags, "linear"],
                            )
        if t.tag_ in ("VBN", "VBD", "JJ"):
            noun = self._child(t, "nsubjpass", "nsubj")
            if noun is not None and noun.i < t.i:
                for n, (r, h) in enumerate(self._split_until(noun, t.i)):
                    yield Candidate(
                        (t.i, t.i + 1),
                        f"need:{lemma}",
                        "passive",
                        (r[0], self._end(*r)),
                        h,
                        False,
                        None,
                        None,
                        "",
                        n,
                    )
            elif t.dep_ in ("acl",) and t.head.i < t.i:
                left = t.head.left_edge.i
                yield Candidate(
                    (t.i, t.i + 1), f"need:{lemma}", "participle", (left, self._end(left, t.i)), t.head.i
                )
            elif t.head.lemma_ == "be":
                attr = self._child(t.head, "nsubj", "attr")
                if attr is not None and attr.i < t.i:
                    left = attr.left_edge.i
                    yield Candidate(
                        (t.i, t.i + 1), f"need:{lemma}", "passive", (left, self._end(left, t.head.i)), attr.i
                    )

    def _have(self, t: Token) -> Iterator[Candidate]:
        doc = self.doc
        i = t.i + 1
        if i >= len(doc):
            return
        if t.lower_ != "gotta":
            if doc[i].tag_ != "TO" or doc[i].dep_ not in ("aux", "mark", "prep") or doc[i].head.i <= i:
                return
            verb = doc[i].head
            i += 1
        else:
            bases = [doc[j] for j in range(i, min(i + 3, len(doc))) if doc[j].tag_ == "VB"]
            if not bases:
                return
            verb = bases[0]
        subject = self.subject(t) if t.dep_ not in ("aux", "auxpass") else self.subject(t.head)
        target = self.mention(subject) if subject is not None and subject.i < t.i else None
        flags = ["denied"] if any(c.dep_ == "neg" for c in t.children) else []
        if any(c.tag_ == "MD" for c in t.lefts):
            flags.append("will have to")
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        start = i
        while start < verb.i and (doc[start].lower_ in LEADING or doc[start].is_punct):
            start += 1
        for n, (r, h) in enumerate(self._split(start, verb)):
            yield Candidate(
                (t.i, i),
                f"have:{'got' if t.lower_ in ('got', 'gotta') else 'have'}",
                "vp",
                r,
                h,
                False,
                None,
                target,
                "passive" if passive else "subject",
                n,
                flags,
            )

    def _let(self, t: Token) -> Iterator[Candidate]:
        doc = self.doc
        i = t.i + 1
        if (
            t.tag_ != "VB"
            or i + 1 >= len(doc)
            or self._to(t) is not None
            or self._child(t, "nsubj", "aux") is not None
        ):
            return
        c = self._child(t, "ccomp", "xcomp", "dobj")
        if c is None or c.i <= t.i:
            return
        if doc[i].lower_ in ("'s", "’s", "us"):
            start, cue = i + 1, (t.i, i + 1)
            neg = doc[start].lower_ in NEGATIONS
            for n, (r, h) in enumerate(self._split(start + neg, c)):
                yield Candidate(
                    cue,
                    "let:us",
                    "vp",
                    r,
                    h,
                    neg,
                    None,
                    (i, i + 1) if doc[i].lower_ == "us" else None,
                    "us",
                    n,
                )
        else:
            for n, (r, h) in enumerate(self._split(i, c)):
                yield Candidate((t.i, i), "let:them", "vp", r, h, False, None, None, "", n)

    def _time(self, t: Token) -> Iterator[Candidate]:
        verb = t.head
        cue = (t.i, t.i + 1)
        if verb.lemma_ in ("be", "'s", "’s") and verb.i < t.i and t.i - verb.i <= 3:
            subject = self._child(verb, "nsubj")
            cue = (subject.i if subject is not None and subject.lower_ == "it" else verb.i, t.i + 1)
        for root in (t, verb):
            for c in root.rights:
                if c.i <= t.i:
                    continue
                if c.pos_ in ("VERB", "AUX") and c.dep_ in ("acl", "relcl", "xcomp", "ccomp", "advcl"):
                    subject = self._child(c, "nsubj", "nsubjpass")
                    target = self.mention(subject) if subject is not None else None
                    if target is None:
                        p = next((self._child(g, "pobj") for g in t.rights if g.lower_ == "for"), None)
                        target = self.mention(p) if p is not None else None
                    if self._to(c) is not None:
                        for r, h, neg, n in self._infinitive(c):
                            yield Candidate(cue, "time:time", "inf", r, h, neg, None, target, "subject", n)
                    else:
                        for r, h, neg, n in self._clause(c, t.i):
                            yield Candidate(cue, "time:time", "that", r, h, neg, None, target, "subject", n)
                    return
                if c.dep_ == "prep" and c.lower_ == "for":
                    p = self._child(c, "pobj")
                    if p is not None and not any(self._to(g) is not None for g in p.rights):
                        for n, (r, h) in enumerate(self._split(c.i + 1, p)):
                            yield Candidate(cue, "time:time", "for", r, h, False, None, None, "", n)

    def _better(self, t: Token) -> Iterator[Candidate]:
        if (
            t.i + 1 < len(self.doc)
            and self.doc[t.i + 1].tag_ == "VB"
            and t.i > 0
            and self.doc[t.i - 1].pos_ in ("PRON", "AUX", "PROPN", "NOUN")
        ):
            yield from self._predicate((t.i, t.i + 1), "modal:better", self.doc[t.i + 1], t.i + 1, False)

    def _up(self, t: Token) -> Iterator[Candidate]:
        doc = self.doc
        if t.i + 2 >= len(doc) or doc[t.i + 1].lower_ != "to" or t.head.lemma_ not in ("be", "'s"):
            return
        p = self._child(doc[t.i + 1], "pobj")
        if p is None:
            return
        for j in range(p.i + 1, min(p.i + 6, len(doc))):
            if doc[j].tag_ == "TO" and doc[j].head.i > j:
                for r, h, neg, n in self._infinitive(doc[j].head):
                    yield Candidate(
                        (t.i, t.i + 2), "up:to", "inf", r, h, neg, None, self.mention(p), "prep", n
                    )
                return

    # ------------------------------------------------------------------ imperatives

    def _imperative(self, t: Token) -> bool:
        """A clause-initial base form in a quotation, without subject, auxiliary or "to"."""
        if t.lower_ in ("let", "thank", "please"):
            return False
        if t.pos_ not in ("VERB", "AUX"):
            return False
        doc = self.doc
        if t.dep_ in ("aux", "auxpass", "xcomp", "acl", "relcl", "amod", "compound", "pcomp"):
            return False
        for c in t.lefts:
            if c.dep_ in SUBJECTS and self.quote_of[c.i] == self.quote_of[t.i] and doc[t.i - 1].text != ":":
                return False
            if c.tag_ in ("TO", "MD", "WRB", "WP", "WDT") or (
                c.dep_ in ("aux", "mark") and c.lower_ not in ("do", "please")
            ):
                return False
        left = t.left_edge.i
        k = t.i - 1
        while k >= 0 and doc[k].lower_ in (
            "please",
            "do",
            "n't",
            "n’t",
            "not",
            "never",
            "just",
            "so",
            "and",
            "but",
            "now",
            "always",
            "then",
            "oh",
            ",",
            "well",
            "or",
        ):
            k -= 1
        if t.dep_ == "conj":
            if t.tag_ != "VB":
                return False
            head = t.head
            while head.dep_ == "conj" and head.head is not head:
                if t.lefts and next(iter(t.lefts), t).lower_ == "so":
                    break
                if any(c.dep_ in SUBJECTS for c in head.lefts):
                    return False
                head = head.head
            if any(c.dep_ in SUBJECTS or c.tag_ in ("TO", "MD") for c in head.lefts):
                return False
        before = doc[k] if k >= 0 else None
        at_start = (
            before is None
            or before.is_punct
            or before.text in ("One", "Two", "Three")
            or before.is_space
            or before.is_sent_end
            or t.is_sent_start
        )
        return bool(at_start) and left <= t.i

    def _imperatives(self, t: Token) -> Iterator[Candidate]:
        doc = self.doc
        neg = any(c.lower_ in NEGATIONS for c in t.lefts)
        auxiliary = next((c for c in t.lefts if c.lower_ == "do"), None)
        end = t.right_edge.i + 1
        conjuncts = [c for c in t.rights if c.dep_ == "conj" and c.pos_ in ("VERB", "AUX")]
        if conjuncts:
            end = min(end, self._before(conjuncts[0]))
        if neg:
            start = t.i
            cue = (auxiliary.i, t.i) if auxiliary is not None else (t.i, t.i + 1)
        else:
            start, cue = t.i + 1, (t.i, t.i + 1)
        end = self._end(start, max(end, start + 1)) if start < len(doc) else start
        if start >= end or doc[start].is_punct:
            start, end = t.i, t.i + 1
        yield Candidate(cue, "imperative", "imperative", (start, end), t.i, neg, None, None, "", 0)

"""Who demands: the mentions that may be the issuer of a candidate, with what speaks for each.

    “They must wait,” said Ada Bell.   ->   "Ada Bell", who speaks the quotation that the cue stands in

The frame names some (the subject of "urge"), so do the clauses around the cue ("I think", "the union said"),
the attribution or the quotation that it stands in, who spoke last or speaks next, the subjects of the
paragraphs below a headline, and the encoder's arcs.
"""

from __future__ import annotations

from math import log1p

from spacy.tokens import Token

from claimex.pipeline.annotations import Region, contains, overlap
from claimex.pipeline.demands.features import Context, sort_of
from claimex.pipeline.demands.frames import NOBODY, Candidate
from claimex.pipeline.demands.roles.evidence import Evidence
from claimex.pipeline.demands.roles.mentions import (
    FINITE,
    LONGEST_SENTENCE,
    NOMINAL,
    SUBJECTS,
    Filler,
    Option,
    Options,
    object_of,
    only,
    phrase,
)
from claimex.pipeline.demands.roles.search import MODAL, PARTIES, Search, contents, words

# Windows, set by hand: with them 97 % of the annotated issuers of 2,416 demands are options.
BEFORE, AHEAD = 3, 4  # paragraphs in which sources are looked for
SOURCES_BEFORE, SOURCES_AHEAD = 2, 3  # so many of them are options
BELOW = 3  # paragraphs below a headline, or below a cue without a subject, whose first subjects are options
ASKERS_AHEAD = 200  # tokens in which the same demand may be made again, by somebody named
SHARED = 0.2  # of an action's words, that another demand shares if it is the same again
CLIMB = 9  # clauses above a cue that are looked at
INNER_MARKS = frozenset("‘'“\"")
INNER_REACH = 10  # tokens between the verb that introduces a quotation within a quotation and its mark
FIRST = frozenset({"i", "we", "us", "me", "our", "my"})
BARRED = frozenset({"passive", "object", "subject", "prep:on", "prep:to"})  # ways to ask somebody else
PRONOUNS = frozenset({"i", "we", "he", "she", "they"})
PRIMARY = frozenset(
    {
        "frame", "author", "relation", "speaker", "source0", "source1", "clause0", "clause1", "opinion",
        "arc", "own:poss", "own:compound",
    }
)  # kinds of reason that compete with each other  # fmt: skip
CROSSED = frozenset({"frame", "source0", "speaker", "clause0", "relation", "opinion"})


def sort_of_verb(verb: Token) -> str:
    """What a verb makes of its subject: one who thinks, who makes a demand, who takes one, who says."""
    lemma = verb.lemma_.lower()
    return next(
        (n for n in ("opinion", "making", "taking", "causing", "saying") if lemma in words(n)), "other"
    )


def issuers(context: Context, c: Candidate) -> list[Filler]:
    """The mentions that may be the issuer of a candidate, "not expressed" last.

    Arguments:
        context: the document's.
        c: a candidate whose action's end is settled.
    """
    return _Issuers(context, c).fillers()


class _Issuers(Search):
    """The search for one candidate's issuer."""

    def __init__(self, context: Context, c: Candidate):
        super().__init__(context, c)
        self.frames = context.frames
        self.clause = self.doc[c.head] if c.trigger.startswith(MODAL) else self.cue
        self.above = [token.i for token in self.cue.ancestors]
        self.region = context.region(c.cue)
        self.quote = self.frames.quote_of[self.cue.i]
        self.asked = self._asked()
        barred = self.asked if self.asked_how in BARRED else None
        if barred is None and self.receiver is not None:
            barred = context.region(phrase(context, self.receiver))
        self.options = Options(context, barred)
        self.ladder: dict[int, tuple[int, str, str]] = {}  # subject -> how many clauses up, and of what verb
        self.evidence = Evidence(context, "issuer", self.cue)

    def _asked(self) -> Region | None:
        """Who is asked, without a clause that a wrong parse put before it."""
        asked = self.asked_tokens
        if asked is None:
            return None
        root = self.doc[asked[0] : asked[1]].root
        first = next(
            (i + 1 for i in range(root.i - 1, asked[0] - 1, -1) if self.doc[i].tag_ in FINITE), asked[0]
        )
        return self.context.region((first, asked[1]))

    # ------------------------------------------------------------------ who it may be

    def _search(self) -> list[Option]:
        self._in_frame()
        self._in_attributions()
        self._in_clauses()
        self._around_nouns()
        self._in_sentence()
        self._beside()
        self._below()
        self.evidence.offer(self.options)
        found = self.options.found
        if self.quote >= 0 and any("speaker" in option.kinds for option in found):
            # "I think they should wait," she said: of the two mentions of her, annotators take "she"
            # (26 of 27 in the development and the later training articles), but "we ask them to wait".
            found = [
                option
                for option in found
                if option.head.lower_ not in FIRST
                or any(kind in ("frame", "speaker") or kind.startswith("own:") for kind in option.kinds)
            ]
        return found

    def _in_frame(self) -> None:
        """The subject of the cue; who wrote the letter that is the subject; the source that the cue ties."""
        if self.c.asker is not None:
            asker = self.doc[self.c.asker]
            self.options.add("frame", self.context.region(phrase(self.context, asker)), asker)
            self.options.add_head("author", self._author(asker))
        own = self.context.relation_with_cue(self.c)
        if own is not None:
            self.options.add("relation", self.context.relations[own]["source"])

    def _author(self, document: Token) -> Token | None:
        """Who wrote or signed the letter that asks: the subject of the verb that it is the object of."""
        if document.dep_ not in ("dobj", "pobj") or document.pos_ not in ("NOUN", "PROPN"):
            return None
        verb = document.head if document.dep_ == "dobj" else document.head.head
        subject = self.frames.subject(verb) if verb.pos_ == "VERB" else None
        return subject if subject is not None and subject.i != document.i else None

    def _signatory(self) -> Token | None:
        """The author of the letter that asks, if a party of which its verb says so: "signed a letter"."""
        document = self.doc[self.c.asker] if self.c.asker is not None else None
        author = self._author(document) if document is not None and document.dep_ == "dobj" else None
        if document is None or author is None or sort_of(author) not in PARTIES:
            return None
        return author if document.head.lemma_.lower() in words("authoring") else None

    def _in_attributions(self) -> None:
        """Who speaks the quotation around the cue; the sources of the attributions around it, inner first."""
        context = self.context
        if self.quote >= 0:
            self.options.add("speaker", context.turns[self.quote]["speaker"])
        parts = (i for i in context.parts_near(self.region) if contains(context.parts[i], self.region))
        around = {
            (context.parts[i]["end"] - context.parts[i]["start"], context.part_relation[i]) for i in parts
        }
        for n, (_, relation) in enumerate(sorted(around)):
            self.options.add(f"source{min(n, 2)}", context.relations[relation]["source"])

    def _in_clauses(self) -> None:
        """The subjects of the clauses above the cue: "I think", "the judges' statement that"."""
        frames, options = self.frames, self.options
        for above in self.cue.ancestors:
            if above.lemma_.lower() in words("opinion"):
                subject = frames.subject(above)
                if subject is not None and subject.lower_ in FIRST:
                    options.add("opinion", self.context.region((subject.i, subject.i + 1)), subject)
                    break
        chain = [self.clause, *self.clause.ancestors]
        governing = 0
        for clause in chain:
            if clause.dep_ == "ccomp" and clause.head.i != self.cue.i and clause.head.pos_ in ("VERB", "AUX"):
                subject = frames.subject(clause.head)
                if subject is not None and subject.lower_ not in NOBODY:
                    options.add_head(f"clause{governing}", subject)
                    governing += 1
                    if governing == 2:
                        break
        for verb in chain[:CLIMB] if self.clause.i != self.cue.i else chain[1 : CLIMB + 1]:
            self._climb(verb)
        for clause in chain[:5]:
            if clause.dep_ in ("acl", "ccomp", "relcl") and clause.head.pos_ == "NOUN":
                for owner in clause.head.lefts:
                    if owner.dep_ in ("poss", "compound"):
                        options.add_owner("owner", owner)
                for preposition in clause.head.rights:
                    if preposition.lower_ in ("by", "from", "of") and preposition.i < clause.i:
                        options.add_head("owner", object_of(preposition))
        self._controlled()

    def _climb(self, verb: Token) -> None:
        """Note the subject of a clause above, how far up, and what its verb makes of it."""
        subject = next((t for t in verb.children if t.dep_ in SUBJECTS), None)
        if subject is None or verb.i in (self.c.head, self.cue.i):
            return
        sort = "passive" if subject.dep_ == "nsubjpass" else sort_of_verb(verb)
        if verb.dep_ == "relcl" and subject.lower_ in ("who", "which", "that"):
            subject = verb.head
        self.ladder.setdefault(subject.i, (len(self.ladder), sort, verb.lemma_.lower()))
        if subject.pos_ in NOMINAL:
            self.options.add_head("above", subject)

    def _controlled(self) -> None:
        """The object that does what the cue says ("criticized them for asking"); the agent of a passive."""
        cue = self.cue
        if cue.dep_ == "pcomp" and cue.head.head.pos_ == "VERB":
            governing, kind = cue.head.head, f"controlled:{cue.head.lower_}"
        elif cue.dep_ in ("xcomp", "ccomp") and cue.head.pos_ == "VERB":
            governing, kind = cue.head, "controlled"
        else:
            governing, kind = None, ""
        for token in governing.rights if governing is not None else ():
            if token.dep_ == "dobj" and token.i < cue.i:
                self.options.add_head(kind, token)
        if self.asked_how == "passive" or any(token.dep_ == "auxpass" for token in cue.lefts):
            for token in cue.sent:
                if token.i > cue.i and token.dep_ == "pobj" and token.head.lower_ == "by":
                    self.options.add_head("agent", token)

    def _around_nouns(self) -> None:
        """Whose call it is: "the union's call", "government demands", "a call by the union"."""
        if self.kind != "noun":
            return
        for token in self.cue.lefts:
            if token.dep_ in ("compound", "nmod", "poss"):
                self.options.add_owner(f"own:{token.dep_}", token)
        for token in self.cue.rights:
            if token.lower_ in ("from", "by", "of"):
                inner = next((t for t in token.rights if t.lower_ in ("within", "inside")), token)
                self.options.add_head(f"own:{token.lower_}", object_of(inner))
                if inner.i != token.i:  # "a push from within the party": the frame looks not so deep
                    self.options.add_head("frame", object_of(inner))

    def _in_sentence(self) -> None:
        """The other parties of the sentence, outside the action."""
        if len(self.sentence) >= LONGEST_SENTENCE:
            return
        first, end = self.c.action
        for token in self.sentence:
            if token.pos_ not in NOMINAL or first <= token.i < end:
                continue
            if token.dep_ in SUBJECTS:
                self.options.add_head("subject", token)
            elif token.lower_ in PRONOUNS:
                self.options.add_head("pronoun", token)
            elif token.dep_ == "pobj" and token.head.lower_ in ("by", "from", "to", "of"):
                if sort_of(token) in PARTIES:
                    self.options.add_head(f"object:{token.head.lower_}", token)
            elif token.dep_ == "poss":
                self.options.add_owner("possessor", token)

    def _beside(self) -> None:
        """The sources named before and behind, and who speaks the quotations before and behind."""
        context, layout, start = self.context, self.context.layout, self.region["start"]
        around = Region(
            start=layout[max(0, self.here - BEFORE)]["start"],
            end=layout[min(len(layout) - 1, self.here + AHEAD)]["end"],
        )
        sources = {
            (source["start"], source["end"])
            for source in (context.sources[i] for i in context.sources_near(around))
            if contains(around, source)
        }
        before = sorted((s for s in sources if s[0] < start), reverse=True)
        behind = sorted(s for s in sources if s[0] > start)
        for n, (a, b) in enumerate(before[:SOURCES_BEFORE]):
            self.options.add(f"before{n}", Region(start=a, end=b))
        for n, (a, b) in enumerate(behind[:SOURCES_AHEAD]):
            self.options.add(f"behind{n}", Region(start=a, end=b))
        sent = self.sentence
        inside = [s for s in sources if sent.start_char <= s[0] < sent.end_char]
        if inside:
            self.options.add("in sentence", Region(start=min(inside)[0], end=min(inside)[1]))
        if self.quote >= 0:
            for step in (-1, 1):
                if 0 <= self.quote + step < len(context.turns):
                    self.options.add(f"speaker{step:+}", context.turns[self.quote + step]["speaker"])

    def _below(self) -> None:
        """Whom the text below a headline names: its first subjects, and who makes the same demand again."""
        if self.cue.i not in self.frames.headlines and self.c.asker is not None:
            return
        for step in range(1, BELOW + 1):
            if step > 1 and self._is_headline(self.here + step):
                break
            subject = self.context.first_subject(self.here + step)
            if subject is not None:
                self.options.add(f"below{step}", *subject)
        action = contents(self.doc[self.c.action[0] : self.c.action[1]])
        verb = self.c.trigger.split(":")[-1]
        for head in range(self.cue.i, self.cue.i + ASKERS_AHEAD):
            for other in self.context.action_heads.get(head, ()):
                if other.asker is None or other.cue[0] == self.c.cue[0]:
                    continue
                distance = self.context.paragraph_of(self.doc[other.asker].idx) - self.here
                same = other.trigger.split(":")[-1] == verb or (
                    len(action & contents(self.doc[other.action[0] : other.action[1]]))
                    > SHARED * (1 + len(action))
                )
                if 0 <= distance <= BELOW and same:
                    self.options.add_head("same demand", self.doc[other.asker])

    def _is_headline(self, paragraph: int) -> bool:
        """Whether a paragraph is a headline, of the text or of a story in it."""
        if not 0 <= paragraph < len(self.context.layout):
            return False
        where = self.context.layout[paragraph]
        span = self.doc.char_span(where["start"], where["end"], alignment_mode="expand")
        return span is not None and span.start in self.frames.headlines

    def _inner_speaker(self) -> Token | None:
        """Whose words the cue stands in by a quotation within its quotation: "they say, ‘You must wait’".

        Of 14 annotated demands in such a one all are the subject's of the clause before it.
        """
        opened = self._inner_opening()
        if opened is None:
            return None
        before = (self.doc[i] for i in range(opened - 1, max(0, opened - INNER_REACH), -1))
        verb = next((token for token in before if token.pos_ in ("VERB", "AUX")), None)
        subject = self.frames.subject(verb) if verb is not None else None
        if subject is not None and subject.pos_ == "VERB":  # "what she told me was, ‘Wait’"
            subject = self.frames.subject(subject)
        known = subject is not None and subject.pos_ in NOMINAL and subject.lower_ not in (*FIRST, "you")
        return subject if known else None

    def _inner_opening(self) -> int | None:
        """The mark, behind a comma or a colon, that opens a quotation around the cue within another one."""
        doc, quote_of = self.doc, self.frames.quote_of
        for i in range(self.cue.i, 1, -1):
            token, before = doc[i], doc[i - 1]
            begins = quote_of[before.i] != self.quote
            marked = begins or (token.text in INNER_MARKS and not token.whitespace_)
            if begins and quote_of[before.i] < 0:
                return None
            if marked and before.text in (",", ":"):
                return i
            if begins or (token.text in ("’", "'") and before.is_punct):
                return None
        return None

    # ------------------------------------------------------------------ what speaks for each

    def fillers(self) -> list[Filler]:
        """The options with their features, "not expressed" last; one alone where the text leaves no doubt."""
        certain = (self._inner_speaker() if self.quote >= 0 else None) or self._signatory()
        if certain is not None:
            return only(self.context.region(phrase(self.context, certain)))
        found = self._search()
        kinds = sorted({kind for option in found for kind in option.kinds})
        rivals = [kind for kind in kinds if kind in PRIMARY]
        c, place = self.c, self.place
        base = [
            place,
            f"{self.kind}|{place}",
            c.trigger,
            f"{c.complement}|{place}",
            f"{self.asked_how}|{self.kind}",
        ]
        base.append(f"asker={c.asker is not None}|{place}")
        fillers = []
        tags = []
        sources = self.evidence.source_features(found, place)
        for option, source in zip(found, sources, strict=True):
            names = [*self._reasons(option, base, rivals), *self._where(option, found), *self._what(option)]
            values = dict.fromkeys(names, 1.0)
            distance = log1p(abs(option.head.i - self.cue.i)) / 3
            side = self._side(option)
            for name in (side, f"{side}|{place}", f"{side}|{self._in_same_sentence(option)}"):
                values[f"distance|{name}"] = distance
            values |= self.evidence.features(option, place)
            values |= source
            tags.append(values.get("tag", -2.0))
            fillers.append(Filler(option.region, values))
        null = ["null", *(f"null|{name}" for name in base), f"null|kinds={'+'.join(kinds)}"]
        null += [f"null has {kind}|{place}" for kind in kinds]
        if self.governor is not None:
            null.append(f"null|governor={self.governor[0].lemma_.lower()}|{self.governor[1]}")
        if self.ladder:
            null.append(f"null|first={min(self.ladder.values())[1]}|{place}")
        fillers.append(Filler(None, dict.fromkeys(null, 1.0) | self.evidence.null_features(place, tags)))
        return fillers

    def _side(self, option: Option) -> str:
        return "before" if option.region["start"] < self.region["start"] else "behind"

    def _in_same_sentence(self, option: Option) -> bool:
        return self.sentence.start <= option.head.i < self.sentence.end

    def _reasons(self, option: Option, base: list[str], rivals: list[str]) -> list[str]:
        """Why a mention is an option, by itself and beside the reasons for others."""
        sort = sort_of(option.head)
        names = [f"kinds={'+'.join(sorted(option.kinds))}", f"reasons={min(len(option.kinds), 5)}"]
        for kind in option.kinds:
            names += [kind, f"{kind}|{sort}", *(f"{kind}|{name}" for name in base)]
            names += [f"{kind}|against {rival}" for rival in rivals if rival not in option.kinds]
            if self.governor is not None:
                names.append(f"{kind}|governor={self.governor[0].lemma_.lower()}|{self.governor[1]}")
        return names

    def _where(self, option: Option, found: list[Option]) -> list[str]:
        """Where a mention stands, seen from the cue."""
        place, head, frames = self.place, option.head, self.frames
        side, same = self._side(option), self._in_same_sentence(option)
        start, cue = option.region["start"], self.region["start"]
        step = min(max(self.context.paragraph_of(start) - self.here, -4), 4)
        low, high = min(start, cue), max(start, cue)
        between = sum(low < other.region["start"] < high for other in found)
        quoted = frames.quote_of[head.i]
        quote = "same" if quoted == self.quote else "out" if quoted < 0 else "other"
        names = [
            f"paragraph={step}|{side}|{place}",
            f"quote={quote}|{place}|{sort_of(head)}",
            f"{side}|{same}|{place}",
            f"between={min(between, 4)}|{side}|{place}",
            f"in headline={head.i in frames.headlines}|{place}",
        ]
        paragraphs = range(min(self.here, self.here + step) + 1, max(self.here, self.here + step) + 1)
        if any(self._is_headline(paragraph) for paragraph in paragraphs):
            names.append(f"over a headline|{side}|{place}")
        return names + self._rung(option, quote)

    def _rung(self, option: Option, quote: str) -> list[str]:
        """How many clauses above the cue a mention is the subject, and of what kind of verb."""
        place, kinds = self.place, option.kinds
        rung = next((self.ladder[i] for i in range(*option.tokens) if i in self.ladder), None)
        if rung is None:
            if not self.ladder:
                return []
            first = min(self.ladder.values())[1]
            crossed = [kind for kind in kinds if kind in CROSSED or kind in ("arc", "before0", "behind0")]
            return [f"no rung|first={first}|{place}", *(f"{kind}|no rung|first={first}" for kind in crossed)]
        n, sort, verb = rung
        return [
            f"rung={n}|{sort}",
            f"rung={n}|{sort}|{place}",
            f"rung={n}|{sort}|{sort_of(option.head)}",
            f"rung={n}|{sort}|of={len(self.ladder)}|{place}",
            f"rung={min(n, 1)}|{sort}|{'source0' in kinds}|{'speaker' in kinds}|{quote}",
            f"rung of {verb}",
            *(f"{kind}|rung={n}|{sort}" for kind in kinds if kind in CROSSED),
        ]

    def _what(self, option: Option) -> list[str]:
        """What a mention is, and of what it is the subject."""
        head, place, kind = option.head, self.place, self.kind
        sort, same, side = sort_of(head), self._in_same_sentence(option), self._side(option)
        names = [
            f"sort={sort}|{place}",
            f"sort={sort}|{kind}",
            f"dep={head.dep_}|{same}",
            f"dep={head.dep_}|{place}",
            f"pos={head.pos_}",
        ]
        if head.pos_ == "NOUN":
            lemma = head.lemma_.lower()
            names += [f"lemma={lemma}", *(f"{reason}|lemma={lemma}" for reason in option.kinds)]
        if self.asked_tokens is not None:
            asked = self.doc[self.asked_tokens[0] : self.asked_tokens[1]].root
            if asked.lemma_.lower() == head.lemma_.lower() and asked.i != head.i:
                names += ["same as asked", f"same as asked|{self.asked_how}", f"same as asked|{place}"]
        if self.asked is not None and overlap(option.region, self.asked):
            how = self.asked_how
            names += ["asked", f"asked|{sort}", f"asked|{how}|{kind}", f"asked|{sort}|{kind}|{place}"]
        verb = head.head
        if head.dep_ in SUBJECTS:
            lemma, sort_above = verb.lemma_.lower(), sort_of_verb(verb)
            says = sort_above in ("opinion", "saying")
            names += [f"of={lemma}", f"of={lemma}|{place}|{same}", f"says={says}|{place}"]
            if verb.i in self.above:
                names += [f"of a verb above|{place}", f"of a verb above|says={says}"]
            if any(token.dep_ == "neg" for token in verb.lefts):
                names.append("of a negated verb")
            if head.dep_ == "nsubjpass":
                names.append(f"of a passive|{side}|{same}")
        return names

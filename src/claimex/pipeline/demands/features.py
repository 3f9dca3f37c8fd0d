"""What speaks for and against a candidate: named features of a cue, its complement and where they stand.

Each is a short string or a number under a name; `weigh.py` adds up their trained weights.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from spacy.tokens import Doc, Token

from claimex.pipeline.annotations import Near, Region, contains, overlap
from claimex.pipeline.demands.frames import NEGATIONS, Candidate, Frames, strengths
from claimex.pipeline.demands.tag_features import tag_features

PERSONS = {
    "i": "I", "me": "I", "my": "I", "we": "we", "us": "we", "our": "we", "you": "you", "your": "you",
    "he": "he", "she": "he", "him": "he", "her": "he", "his": "he",
    "they": "they", "them": "they", "their": "they",
    "it": "it", "its": "it", "that": "that", "this": "that", "there": "there", "who": "who", "which": "which",
    "people": "people", "everyone": "people", "everybody": "people", "someone": "people", "anyone": "people",
    "one": "one", "nobody": "nobody", "no": "nobody",
}  # fmt: skip

OUTER_MARKS = frozenset({"if", "whether", "when", "unless", "because", "as", "why", "how"})
OWN_MARKS = frozenset({"if", "whether", "when", "unless", "why", "how", "what", "who", "where"})
GOVERNORS = 4  # how many words above the verb are looked at


def sort_of(token: Token | None) -> str:
    """A coarse type of a mention: a pronoun's person, an entity's type, or its part of speech."""
    if token is None:
        return "none"
    if token.lower_ in PERSONS:
        return PERSONS[token.lower_]
    if token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP"):
        return token.ent_type_
    return token.pos_


class Context:
    """What the layers above say about the places of one document."""

    def __init__(self, frames: Frames, candidates: Iterable[Candidate] = ()):
        self.frames = frames
        self.action_heads: dict[int, list[Candidate]] = {}  # candidates by the head of their action
        self.of_cue: dict[int, set[str]] = {}  # complements proposed for a cue
        for candidate in candidates:
            self.action_heads.setdefault(candidate.head, []).append(candidate)
            self.of_cue.setdefault(candidate.cue[0], set()).add(candidate.complement)
        self.doc: Doc = frames.doc
        self.relations = self.doc._.claimex_attributions
        self.quotations = self.doc._.claimex_quotations
        self.turns = self.doc._.claimex_turns
        self.layout = self.doc._.claimex_layout
        self.tags = frames.tags
        parts = [(n, part) for n, r in enumerate(self.relations) for part in r["content"]]
        self.part_relation = [n for n, _ in parts]
        self.parts = [part for _, part in parts]
        self.parts_near = Near(self.parts)
        cues = [(n, r["cue"]) for n, r in enumerate(self.relations) if r["cue"]]
        self.cue_relation = [n for n, _ in cues]
        self.cues = [cue for _, cue in cues]
        self.cues_near = Near(self.cues)
        sources = [(n, r["source"]) for n, r in enumerate(self.relations) if r["source"] and r["cue"]]
        self.source_relation = [n for n, _ in sources]
        self.sources = [source for _, source in sources]
        self.sources_near = Near(self.sources)

    def region(self, tokens: tuple[int, int]) -> Region:
        """Characters of a token range."""
        last = self.doc[tokens[1] - 1]
        return Region(start=self.doc[tokens[0]].idx, end=last.idx + len(last))

    def paragraph_of(self, character: int) -> int:
        """Index of the paragraph that a character stands in."""
        return max(0, bisect_right(self.layout, character, key=lambda p: p["start"]) - 1)

    def first_subject(self, paragraph: int) -> tuple[Region, Token] | None:
        """The first subject of a paragraph."""
        if not 0 <= paragraph < len(self.layout):
            return None
        where = self.layout[paragraph]
        span = self.doc.char_span(where["start"], where["end"], alignment_mode="contract")
        head = next(
            (
                t
                for t in span or ()
                if t.dep_ in ("nsubj", "nsubjpass") and t.pos_ in ("NOUN", "PROPN", "PRON")
            ),
            None,
        )
        return (self.region(self.frames.mention(head)), head) if head is not None else None

    def relation_of(self, candidate: Candidate) -> int | None:
        """The attribution in whose content the cue stands; the innermost if there are several."""
        cue = self.region(candidate.cue)
        around = [
            (part["end"] - part["start"], self.part_relation[i])
            for i in self.parts_near(cue)
            if contains(part := self.parts[i], cue)
        ]
        return min(around)[1] if around else None

    def relation_with_cue(self, candidate: Candidate) -> int | None:
        """The attribution whose cue is the candidate's."""
        cue = self.region(candidate.cue)
        return next((self.cue_relation[i] for i in self.cues_near(cue) if overlap(self.cues[i], cue)), None)

    def relation_with_source(self, candidate: Candidate) -> int | None:
        """The attribution whose source holds the candidate's cue."""
        cue = self.region(candidate.cue)
        sources = (i for i in self.sources_near(cue) if overlap(self.sources[i], cue))
        return next((self.source_relation[i] for i in sources), None)


@dataclass(slots=True)
class _View:
    """A candidate with what several groups of features ask about it."""

    context: Context
    c: Candidate
    cue: Token
    head: Token  # of the action
    kind: str  # "verb"
    key: str  # "verb:urge|inf"
    strength: str | None
    place: str  # "quote:d", "content" or "narration"
    inside: int | None  # the attribution in whose content the cue stands
    who: str  # sort of the party that the frame names as issuer
    whom: str  # and as addressee
    asked: Token | None  # the addressee's last noun


def features(context: Context, c: Candidate, end_chance: float) -> dict[str, float]:
    """Features of a candidate whose end has been chosen with probability `end_chance`."""
    view = _view(context, c)
    names = [
        *_of_cue(view),
        *_of_place(view),
        *_of_attribution(view),
        *_of_rivals(view),
        *_of_parties(view),
        *_of_form(view),
        *_of_governors(view),
        *_of_neighbours(view),
    ]
    found = dict.fromkeys(names, 1.0)
    found["bias"] = 1.0
    found["end chance"] = end_chance
    if context.tags is not None:
        found |= tag_features(context.tags, context.frames, c)
    return found


def _view(context: Context, c: Candidate) -> _View:
    doc, quoted = context.doc, context.frames.quote_of[c.cue[0]]
    inside = context.relation_of(c)
    place = "quote" if quoted >= 0 else "content" if inside is not None else "narration"
    if quoted >= 0:
        place += ":" + context.quotations[quoted]["quote_type"][0]
    asked = None
    if c.asked:
        mention = (doc[i] for i in range(c.asked[1] - 1, c.asked[0] - 1, -1))
        asked = next((t for t in mention if t.pos_ in ("NOUN", "PROPN", "PRON")), None)
    kind, _, lemma = c.trigger.partition(":")
    return _View(
        context,
        c,
        doc[c.cue[0]],
        doc[c.head],
        kind,
        f"{c.trigger}|{c.complement}",
        strengths().get(lemma or kind),
        place,
        inside,
        sort_of(doc[c.asker] if c.asker is not None else None),
        sort_of(asked),
        asked,
    )


def _of_cue(v: _View) -> list[str]:
    """The cue, its complement, how strongly it asks, its part of speech and its place among conjuncts."""
    c, kind, tag = v.c, v.kind, v.cue.tag_
    conjunct = min(c.conjunct, 2)
    names = [
        f"t={c.trigger}",
        f"tc={v.key}",
        f"c={c.complement}",
        f"kc={kind}|{c.complement}",
        f"tag={tag}|{kind}",
        f"ttag={c.trigger}|{tag}",
        f"dep={v.cue.dep_}|{kind}",
        f"conj={conjunct}",
        f"conj={conjunct}|{c.complement}",
        f"how={c.asked_how}|{kind}",
    ]
    if v.strength is not None:
        names += [
            f"s={v.strength}",
            f"s={v.strength}|{c.complement}",
            f"s={v.strength}|{kind}|{c.complement}",
            f"s={v.strength}|{tag}",
        ]
    for flag in c.flags:
        names += [f"flag={flag}", f"flag={flag}|{kind}"]
    if c.negated:
        names += ["negated", f"negated|{c.trigger}"]
    return names


def _of_place(v: _View) -> list[str]:
    """Whether it stands in a quotation, in attributed words, in narration, in a headline."""
    names = [f"place={v.place}", f"place={v.place}|{v.kind}", f"place={v.place}|{v.c.trigger}"]
    if v.cue.i in v.context.frames.headlines:
        names += ["headline", f"headline|{v.kind}", f"headline|{v.key}"]
    return names


def _of_attribution(v: _View) -> list[str]:
    """The attribution whose cue it is, and the one in whose content or source it stands."""
    context, c, kind = v.context, v.c, v.kind
    own = context.relation_with_cue(c)
    action = context.region(c.action)
    names = [f"own={own is not None}|{kind}"]
    if own is not None:
        relation = context.relations[own]
        at = min((abs(part["start"] - action["start"]) for part in relation["content"]), default=99)
        covered = max((overlap(part, action) for part in relation["content"]), default=0)
        near = "same" if at <= 4 else "in" if covered else "out"
        names += [f"own content={near}", f"own content={near}|{kind}", f"own content={near}|{c.complement}"]
        if relation["source"] is None:
            names.append(f"own unsourced|{kind}")
    else:
        named = context.relation_with_source(c)
        if named is not None:
            covered = max((overlap(part, action) for part in context.relations[named]["content"]), default=0)
            names += [f"cue is source|{kind}", f"cue is source|{c.complement}|{covered > 0}"]
    if v.inside is None:
        return names
    around = context.relations[v.inside]
    if around["source"] is None:
        names.append(f"unsourced|{kind}")
    if any(abs(part["start"] - action["start"]) <= 1 for part in around["content"]):
        names.append(f"content start|{kind}")
    said = around["cue"]
    if said is not None:
        saying = context.doc.char_span(said["start"], said["end"], alignment_mode="expand")
        if saying is not None:
            lemma = saying.root.lemma_.lower()
            names += [f"said={lemma}", f"said={lemma}|{kind}"]
    return names


def _of_rivals(v: _View) -> list[str]:
    """Other candidates: of whose action the cue is the head, with the same action, with the same cue."""
    context, c, kind = v.context, v.c, v.kind
    names = []
    outer = next((o for o in context.action_heads.get(v.cue.i, ()) if o.cue[0] != c.cue[0]), None)
    if outer is not None:
        names += ["nested", f"nested|{kind}", f"nested in={outer.trigger.split(':')[0]}|{c.trigger}"]
    if kind in ("modal", "have", "need"):
        same = next((o for o in context.action_heads.get(c.head, ()) if o.cue[0] != c.cue[0]), None)
        if same is not None:
            names.append(f"same act={same.trigger.split(':')[0]}|{kind}")
    rivals = context.of_cue.get(c.cue[0], set()) - {c.complement}
    if rivals:
        return names + [f"rival={rival}|{c.complement}" for rival in sorted(rivals)]
    return [*names, f"alone|{c.complement}", f"alone|{kind}"]


def _of_parties(v: _View) -> list[str]:
    """Who asks and who is asked, as the frame names them."""
    names = [
        f"who={v.who}|{v.kind}",
        f"who={v.who}|{v.key}",
        f"whom={v.whom}|{v.kind}",
        f"whom={v.whom}|{v.c.trigger}",
        f"who={v.who}|whom={v.whom}|{v.kind}",
    ]
    if v.strength is not None:
        names += [
            f"s={v.strength}|who={v.who}",
            f"s={v.strength}|whom={v.whom}|{v.c.complement}",
            f"s={v.strength}|place={v.place}",
        ]
    if v.asked is not None and v.asked.pos_ == "NOUN":
        names.append(f"whomlemma={v.asked.lemma_.lower()}")
    return names


def _of_form(v: _View) -> list[str]:
    """The auxiliaries of the cue, and the verb, voice and tense of what is asked."""
    kind, trigger, head, left = v.kind, v.c.trigger, v.head, list(v.cue.lefts)
    # Sorted: a set's order changes from process to process, and with it the last digit of a sum.
    helpers = sorted({w.lower_ for w in left if w.dep_ in ("aux", "auxpass", "neg", "mark", "advmod")})
    names = [f"aux={w}|{kind}" for w in helpers] + [f"aux={w}|{trigger}" for w in helpers]
    if v.strength is not None:
        names += [f"aux={w}|s={v.strength}" for w in helpers]
    act = head.lemma_.lower()
    if kind not in ("modal", "have"):
        return [*names, f"act={act}", f"acttag={head.tag_}|{kind}", f"act={act}|{v.c.complement}"]
    names += [f"vp={act}", f"vp={act}|{kind}"]
    inner = list(head.lefts)
    if head.tag_ in ("VBN", "VBD") and any(w.lower_ in ("have", "'ve", "’ve") for w in inner):
        names += ["counterfactual", f"counterfactual|{trigger}"]
    if any(w.dep_ == "auxpass" for w in inner):
        names += ["passive", f"passive|{trigger}", f"passive|whom={v.whom}"]
    if any(w.dep_ == "expl" for w in inner):
        names.append("there")
    if act == "be":
        attribute = next((w for w in head.rights if w.dep_ in ("acomp", "attr", "prep", "advmod")), None)
        if attribute is not None:
            names += [f"be={attribute.pos_}|{kind}", f"be={attribute.lemma_.lower()}"]
    return names


def _of_governors(v: _View) -> list[str]:
    """The clauses above: what they are introduced by, what governs, whether it is denied."""
    kind = v.kind
    verb = v.head if kind in ("modal", "have", "let") else v.cue
    names = []
    for n, ancestor in enumerate(islice(verb.ancestors, GOVERNORS)):
        left = list(ancestor.lefts)
        mark = _introduced(left, OUTER_MARKS)
        if mark:
            names.append(f"under={mark}|{kind}")
        if ancestor.dep_ == "relcl":
            names.append(f"under relcl|{kind}")
        if n == 0:
            lemma = ancestor.lemma_.lower()
            names += [f"gov={lemma}", f"gov={lemma}|{kind}", f"dep={v.cue.dep_}|gov={ancestor.pos_}|{kind}"]
        if any(w.lower_ in NEGATIONS for w in left):
            names.append(f"neg above|{kind}")
    mark = _introduced(verb.lefts, OWN_MARKS)
    return [*names, f"mark={mark}", f"mark={mark}|{kind}"] if mark else names


def _introduced(left: Iterable[Token], marks: frozenset[str]) -> str | None:
    """The word of some that introduces a clause, among the dependents before its verb."""
    return next((w.lower_ for w in left if w.dep_ in ("mark", "advmod") and w.lower_ in marks), None)


def _of_neighbours(v: _View) -> list[str]:
    """The words next to the cue, where the action begins and how long it is, and the mark that follows."""
    doc, c, kind = v.context.doc, v.c, v.kind
    a, b = c.cue
    start, length = c.action[0], c.action[1] - c.action[0]
    names = [
        f"gap={min(max(start - b, -1), 6)}|{c.complement}",
        f"first={doc[start].lower_}|{c.complement}",
        f"len={length if length < 4 else 4 + min(length // 5, 5)}",
        f"len={min(length, 4)}|{c.complement}",
    ]
    if a:
        before = doc[a - 1]
        names += [f"-1={before.lower_}", f"-1={before.lower_}|{c.trigger}", f"-1t={before.tag_}|{c.trigger}"]
    else:
        names += ["-1=", f"-1t=|{c.trigger}"]
    if a > 1:
        names.append(f"-2={doc[a - 2].lower_}|{kind}")
    if b < len(doc):
        names += [f"+1={doc[b].lower_}|{c.trigger}", f"+1t={doc[b].tag_}|{c.trigger}"]
    stop = v.context.frames.limit(start)
    if stop < len(doc) and doc[stop].text == "?":
        names += ["question", f"question|{kind}"]
    return names

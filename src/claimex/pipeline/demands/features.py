"""What speaks for and against a candidate: named features of a cue, its complement and where they stand.

Each is a short string or a number under a name; `weigh.py` adds up their trained weights.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

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


def features(context: Context, c: Candidate, end_chance: float) -> dict[str, float]:
    """Features of a candidate whose end has been chosen with probability `end_chance`."""
    doc, frames = context.doc, context.frames
    cue, head = doc[c.cue[0]], doc[c.head]
    names: list[str] = []
    kind = c.trigger.split(":")[0]
    key = f"{c.trigger}|{c.complement}"
    names += [
        f"t={c.trigger}",
        f"tc={key}",
        f"c={c.complement}",
        f"kc={kind}|{c.complement}",
        f"tag={cue.tag_}|{kind}",
        f"ttag={c.trigger}|{cue.tag_}",
    ]
    strength = strengths().get(c.trigger.split(":")[-1])
    if strength is not None:
        names += [
            f"s={strength}",
            f"s={strength}|{c.complement}",
            f"s={strength}|{kind}|{c.complement}",
            f"s={strength}|{cue.tag_}",
        ]
    names += [
        f"dep={cue.dep_}|{kind}",
        f"conj={min(c.conjunct, 2)}",
        f"conj={min(c.conjunct, 2)}|{c.complement}",
        f"how={c.asked_how}|{kind}",
    ]
    names += [f"flag={flag}" for flag in c.flags] + [f"flag={flag}|{kind}" for flag in c.flags]
    if c.negated:
        names += ["negated", f"negated|{c.trigger}"]
    # where it stands
    quoted = frames.quote_of[cue.i]
    inside = context.relation_of(c)
    own = context.relation_with_cue(c)
    place = "quote" if quoted >= 0 else "content" if inside is not None else "narration"
    if quoted >= 0:
        place += ":" + context.quotations[quoted]["quote_type"][0]
    headline = cue.i in frames.headlines
    names += [
        f"place={place}",
        f"place={place}|{kind}",
        f"place={place}|{c.trigger}",
        f"own={own is not None}|{kind}",
    ]
    action = context.region(c.action)
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
    if inside is not None:
        if context.relations[inside]["source"] is None:
            names.append(f"unsourced|{kind}")
        if any(abs(part["start"] - action["start"]) <= 1 for part in context.relations[inside]["content"]):
            names.append(f"content start|{kind}")
        said = context.relations[inside]["cue"]
        if said is not None:
            saying = doc.char_span(said["start"], said["end"], alignment_mode="expand")
            if saying is not None:
                names += [f"said={saying.root.lemma_.lower()}", f"said={saying.root.lemma_.lower()}|{kind}"]
    if headline:
        names += ["headline", f"headline|{kind}", f"headline|{key}"]
    for outer in context.action_heads.get(cue.i, ()):
        if outer.cue[0] != c.cue[0]:
            names += ["nested", f"nested|{kind}", f"nested in={outer.trigger.split(':')[0]}|{c.trigger}"]
            break
    if kind in ("modal", "have", "need"):
        for outer in context.action_heads.get(c.head, ()):
            if outer.cue[0] != c.cue[0]:
                names += [f"same act={outer.trigger.split(':')[0]}|{kind}"]
                break
    rivals = context.of_cue.get(c.cue[0], set()) - {c.complement}
    names += (
        [f"rival={rival}|{c.complement}" for rival in rivals]
        if rivals
        else [f"alone|{c.complement}", f"alone|{kind}"]
    )
    # the parties
    asker = doc[c.asker] if c.asker is not None else None
    asked = (
        next(
            (
                doc[i]
                for i in range(c.asked[1] - 1, c.asked[0] - 1, -1)
                if doc[i].pos_ in ("NOUN", "PROPN", "PRON")
            ),
            None,
        )
        if c.asked
        else None
    )
    who, whom = sort_of(asker), sort_of(asked)
    names += [
        f"who={who}|{kind}",
        f"who={who}|{key}",
        f"whom={whom}|{kind}",
        f"whom={whom}|{c.trigger}",
        f"who={who}|whom={whom}|{kind}",
    ]
    if asked is not None and asked.pos_ == "NOUN":
        names.append(f"whomlemma={asked.lemma_.lower()}")
    # the cue's own form
    helpers = {w.lower_ for w in cue.lefts if w.dep_ in ("aux", "auxpass", "neg", "mark", "advmod")}
    names += [f"aux={w}|{kind}" for w in sorted(helpers)] + [f"aux={w}|{c.trigger}" for w in sorted(helpers)]
    if strength is not None:
        names += [
            f"s={strength}|who={who}",
            f"s={strength}|whom={whom}|{c.complement}",
            f"s={strength}|place={place}",
        ]
        names += [f"aux={w}|s={strength}" for w in sorted(helpers)]
    verb = head if kind in ("modal", "have", "let") else cue
    if kind == "modal" or kind == "have":
        names += [f"vp={head.lemma_.lower()}", f"vp={head.lemma_.lower()}|{kind}"]
        inner = {w.lower_ for w in head.lefts}
        if inner & {"have", "'ve", "’ve"} and head.tag_ in ("VBN", "VBD"):
            names += ["counterfactual", f"counterfactual|{c.trigger}"]
        if any(w.dep_ == "auxpass" for w in head.lefts):
            names += ["passive", f"passive|{c.trigger}", f"passive|whom={whom}"]
        if any(w.dep_ == "expl" for w in head.lefts):
            names.append("there")
        if head.lemma_ == "be":
            attribute = next((w for w in head.rights if w.dep_ in ("acomp", "attr", "prep", "advmod")), None)
            if attribute is not None:
                names += [f"be={attribute.pos_}|{kind}", f"be={attribute.lemma_.lower()}"]
    else:
        names += [
            f"act={head.lemma_.lower()}",
            f"acttag={head.tag_}|{kind}",
            f"act={head.lemma_.lower()}|{c.complement}",
        ]
    for n, ancestor in enumerate(verb.ancestors):
        mark = next(
            (
                w.lower_
                for w in ancestor.lefts
                if w.dep_ in ("mark", "advmod")
                and w.lower_ in ("if", "whether", "when", "unless", "because", "as", "why", "how")
            ),
            None,
        )
        if mark:
            names.append(f"under={mark}|{kind}")
        if ancestor.dep_ == "relcl":
            names.append(f"under relcl|{kind}")
        if n == 0:
            names += [
                f"gov={ancestor.lemma_.lower()}",
                f"gov={ancestor.lemma_.lower()}|{kind}",
                f"dep={cue.dep_}|gov={ancestor.pos_}|{kind}",
            ]
        if any(w.lower_ in NEGATIONS for w in ancestor.lefts):
            names.append(f"neg above|{kind}")
        if n == 3:
            break
    mark = next(
        (
            w.lower_
            for w in verb.lefts
            if w.dep_ in ("mark", "advmod")
            and w.lower_ in ("if", "whether", "when", "unless", "why", "how", "what", "who", "where")
        ),
        None,
    )
    if mark:
        names += [f"mark={mark}", f"mark={mark}|{kind}"]
    # neighbours
    a, b = c.cue
    names += [
        f"-1={doc[a - 1].lower_}" if a else "-1=",
        f"-1={doc[a - 1].lower_}|{c.trigger}" if a else "",
        f"-1t={doc[a - 1].tag_ if a else ''}|{c.trigger}",
    ]
    if a > 1:
        names.append(f"-2={doc[a - 2].lower_}|{kind}")
    if b < len(doc):
        names += [f"+1={doc[b].lower_}|{c.trigger}", f"+1t={doc[b].tag_}|{c.trigger}"]
    gap = c.action[0] - b
    names += [f"gap={min(max(gap, -1), 6)}|{c.complement}", f"first={doc[c.action[0]].lower_}|{c.complement}"]
    length = c.action[1] - c.action[0]
    names += [
        f"len={length if length < 4 else 4 + min(length // 5, 5)}",
        f"len={length if length < 4 else 4}|{c.complement}",
    ]
    stop = frames.limit(c.action[0])
    if stop < len(doc) and doc[stop].text == "?":
        names += ["question", f"question|{kind}"]
    found = dict.fromkeys(names, 1.0)
    found["bias"] = 1.0
    found["end chance"] = end_chance
    if context.tags is not None:
        found |= tag_features(context.tags, frames, c)
    return found

"""Who demands, and of whom: the mentions that may fill a candidate's roles, with what speaks for each.

    “They must wait,” said Ada Bell.   ->   issuer "Ada Bell", who speaks the quotation; addressee "They"

The frame names some (the subject of "urge", the object of "ask"); the others come from the attribution or the
quotation that the cue stands in, from "I think" around it, or from whoever spoke last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

from claimex.pipeline.annotations import Region, overlap
from claimex.pipeline.demands.features import Context, sort_of
from claimex.pipeline.demands.frames import NOBODY, Candidate
from claimex.pipeline.demands.tags import level, logit

OPINION = frozenset(
    {"think", "believe", "feel", "say", "hope", "guess", "suppose", "know", "suggest", "argue"}
)
PARTIES = frozenset({"PERSON", "ORG", "GPE", "NORP", "I", "we", "you", "he", "they", "PROPN", "NOUN"})
WRITING = frozenset(
    {"write", "letter", "send", "message", "address", "statement", "email", "petition", "speak", "speech"}
)
FIRST = frozenset({"i", "we"})


@dataclass(slots=True)
class Filler:
    """A mention that may fill a role; `region` is None for "not expressed"."""

    region: Region | None
    features: list[str]


def _fillers(options: dict[str, tuple[Region, Token]], base: list[str], governor: str = "") -> list[Filler]:
    """Options that name the same characters become one filler with the reasons of all."""
    fillers: list[Filler] = []
    kinds = frozenset(options)
    for kind, (region, head) in options.items():
        sort = sort_of(head)
        names = [f"{kind}", f"{kind}|{sort}", f"{kind}|{'+'.join(sorted(kinds))}"]
        names += [f"{kind}|{b}" for b in base] + [f"{kind}|{sort}|{base[0]}"]
        if governor:
            names.append(f"{kind}|governor={governor}")
        same = next(
            (
                f
                for f in fillers
                if f.region and f.region["start"] < region["end"] and region["start"] < f.region["end"]
            ),
            None,
        )
        if same is not None:
            same.features += [*names, "agreed", f"agreed|{kind}"]
        else:
            fillers.append(Filler(region, names))
    null = ["null", f"null|{'+'.join(sorted(kinds))}", *(f"null|{b}" for b in base)]
    if governor:
        null.append(f"null|governor={governor}")
    fillers.append(Filler(None, null))
    return fillers


def _tagged(
    context: Context, c: Candidate, role: Literal["issuer", "addressee"], fillers: list[Filler]
) -> list[Filler]:
    """The fillers with what the encoder's arcs and tags say of each, and the one that only the arcs name."""
    tags = context.tags
    if tags is None:
        return fillers
    cue = c.cue[0]
    named = tags.party_of(role, cue)
    if named is None:
        fillers[-1].features.append("arc none")
    else:
        region = context.region(named)
        same = next((f for f in fillers if f.region and overlap(f.region, region)), None)
        if same is None:
            same = Filler(region, ["arc alone"])
            fillers.insert(-1, same)
        strength = level(
            tags.arc("demand_issuer" if role == "issuer" else "demand_addressee", cue, [named[0]]) / 2
        )
        same.features += [
            "arc",
            f"arc={strength}",
            f"arc={level(logit(float(tags.party_begin[role][named[0]])))}|begin",
        ]
        fillers[-1].features.append(f"arc elsewhere={strength}")
    for filler in fillers[:-1]:
        span = (
            context.doc.char_span(filler.region["start"], filler.region["end"], alignment_mode="expand")
            if filler.region
            else None
        )
        if span is not None:
            filler.features.append(
                f"tag={level(logit(float(tags.party[role][span.start : span.end].max())))}"
            )
    return fillers


def _place(context: Context, c: Candidate) -> str:
    if context.frames.quote_of[c.cue[0]] >= 0:
        return "quote"
    if context.relation_of(c) is not None:
        return "content"
    return "headline" if c.cue[0] in context.frames.headlines else "narration"


def _governor(c: Candidate, cue: Token) -> tuple[Token, str] | None:
    """The verb that a noun cue is an argument of ("rejected calls", "is under pressure"), and how."""
    if not c.trigger.startswith("noun"):
        return None
    head, how = cue.head, cue.dep_
    if how == "pobj":
        how, head = cue.head.lower_, cue.head.head
    while head.pos_ == "NOUN" and head.dep_ in ("pobj", "dobj", "conj") and head.head.i != head.i:
        head = head.head.head if head.dep_ == "pobj" else head.head
    return (head, how) if head.pos_ in ("VERB", "AUX") else None


def _author(context: Context, document: Token) -> tuple[Region, Token] | None:
    """Who wrote or signed the letter that asks: the subject of the verb that it is the object of."""
    if document.dep_ not in ("dobj", "pobj") or document.pos_ not in ("NOUN", "PROPN"):
        return None
    verb = document.head if document.dep_ == "dobj" else document.head.head
    subject = context.frames.subject(verb) if verb.pos_ == "VERB" else None
    if subject is None or subject.i == document.i:
        return None
    return context.region(context.frames.mention(subject)), subject


def issuers(context: Context, c: Candidate) -> list[Filler]:
    """The mentions that may be the issuer of a candidate, "not expressed" last."""
    doc, frames = context.doc, context.frames
    options: dict[str, tuple[Region, Token]] = {}

    def add(kind: str, region: Region | None) -> None:
        if region is not None:
            span = doc.char_span(region["start"], region["end"], alignment_mode="expand")
            if span is not None and len(span):
                options[kind] = (region, span.root)

    if c.asker is not None:
        options["frame"] = (context.region(frames.mention(doc[c.asker])), doc[c.asker])
        author = _author(context, doc[c.asker])
        if author is not None:
            options["author"] = author
    own = context.relation_with_cue(c)
    if own is not None:
        add("relation", context.relations[own]["source"])
    cue = doc[c.cue[0]]
    for ancestor in cue.ancestors:
        if ancestor.lemma_.lower() in OPINION:
            subject = frames.subject(ancestor)
            if subject is not None and subject.lower_ in FIRST:
                options["opinion"] = (context.region((subject.i, subject.i + 1)), subject)
                break
    clause = doc[c.head] if c.trigger.startswith(("modal", "have", "need", "let")) else cue
    for ancestor in [clause, *clause.ancestors]:
        if ancestor.dep_ == "ccomp" and ancestor.head.i != cue.i and ancestor.head.pos_ == "VERB":
            subject = frames.subject(ancestor.head)
            if subject is not None and subject.lower_ not in NOBODY:
                options["governor"] = (context.region(frames.mention(subject)), subject)
            break
    inside = context.relation_of(c)
    if inside is not None:
        add("source", context.relations[inside]["source"])
    quoted = frames.quote_of[cue.i]
    if quoted >= 0:
        add("speaker", context.turns[quoted]["speaker"])
    start = context.region(c.cue)["start"]
    paragraph = context.paragraph_of(start)
    before = [
        r["source"] for r in context.relations if r["source"] and r["cue"] and r["cue"]["start"] < start
    ]
    if before:
        last = max(before, key=lambda s: s["start"])
        add("before:same" if context.paragraph_of(last["start"]) == paragraph else "before", last)
    behind = [
        r["source"] for r in context.relations if r["source"] and r["cue"] and r["source"]["start"] > start
    ]
    if behind and c.asker is None:
        following = min(behind, key=lambda s: s["start"])
        distance = context.paragraph_of(following["start"]) - paragraph
        if distance < 3:
            add(f"after:{distance}", following)
    sentence = [
        r["source"]
        for r in context.relations
        if r["source"] and cue.sent.start_char <= r["source"]["start"] < cue.sent.end_char
    ]
    if sentence:
        add("sentence", sentence[0])
    if cue.i in frames.headlines or c.asker is None:
        follow = context.first_subject(paragraph + 1)
        if follow is not None:
            options["below"] = follow
    base = [
        c.trigger.split(":")[0],
        _place(context, c),
        f"{c.trigger}",
        f"{c.complement}|{_place(context, c)}",
    ]
    if c.asked is not None and c.asked_how in ("passive", "object"):
        taken = context.region(c.asked)
        options = {kind: row for kind, row in options.items() if not overlap(row[0], taken)}
    above = _governor(c, cue)
    verb = f"{above[0].lemma_.lower()}|{above[1]}" if above else ""
    return _tagged(context, c, "issuer", _fillers(options, base, verb))


def addressees(context: Context, c: Candidate) -> list[Filler]:
    """The mentions that may be the addressee of a candidate, "not expressed" last."""
    options: dict[str, tuple[Region, Token]] = {}
    doc = context.doc
    if c.asked is not None and c.asked[0] < c.asked[1]:
        span = doc[c.asked[0] : c.asked[1]]
        options["frame"] = (context.region(c.asked), span.root)
    cue = doc[c.cue[0]]
    for verb in cue.ancestors:
        if verb.lemma_.lower() not in WRITING and not any(w.lemma_.lower() in WRITING for w in verb.rights):
            continue
        to = next(
            (p for p in verb.rights if p.dep_ in ("prep", "dative") and p.lower_ == "to" and p.i < cue.i),
            None,
        )
        partner = next((w for w in to.rights if w.dep_ == "pobj"), None) if to is not None else None
        if partner is not None and sort_of(partner) in PARTIES:
            options["told"] = (context.region(context.frames.mention(partner)), partner)
        break
    for token in doc[c.action[0] : c.action[1]]:
        if (
            token.dep_ == "pobj"
            and token.head.lower_ in ("from", "by", "of", "on")
            and sort_of(token) in PARTIES
        ):
            options.setdefault(
                "in:" + token.head.lower_, (context.region(context.frames.mention(token)), token)
            )
        elif token.dep_ == "poss" and token.head.i == c.head and sort_of(token) in PARTIES:
            options.setdefault("in:poss", (context.region(context.frames.mention(token)), token))
        elif token.dep_ == "nsubj" and token.head.i == c.head and c.asked is None:
            options.setdefault("in:subject", (context.region(context.frames.mention(token)), token))
    kind = c.trigger.split(":")[0]
    base = [f"{kind}|{c.asked_how}", f"{c.complement}|{c.asked_how}", c.trigger]
    above = _governor(c, cue)
    if above is not None and "frame" not in options:
        receiver = context.frames.subject(above[0])
        if receiver is not None and receiver.i < cue.i and receiver.lower_ not in NOBODY:
            options["receiver"] = (context.region(context.frames.mention(receiver)), receiver)
    fillers = _fillers(options, base, f"{above[0].lemma_.lower()}|{above[1]}" if above else "")
    if "frame" in options:
        head = options["frame"][1]
        lemma = f"lemma={head.lemma_.lower()}"
        act = doc[c.head]
        extra = [
            lemma,
            f"{lemma}|{c.asked_how}",
            f"act={act.lemma_.lower()}",
            f"act={act.lemma_.lower()}|{c.asked_how}",
            f"{sort_of(head)}|{c.asked_how}|{kind}",
            f"be={act.lemma_ == 'be'}|{sort_of(head)}",
        ]
        able = next((w.lemma_.lower() for w in act.rights if w.dep_ in ("acomp", "attr")), None)
        if act.lemma_ == "be" and able is not None:
            extra += [f"be {able}", f"be {able}|{sort_of(head)}"]
        if any(w.dep_ == "auxpass" for w in act.lefts):
            extra += ["passive", f"passive|{sort_of(head)}", f"passive|{kind}"]
        if head.ent_type_:
            extra.append(f"ent={head.ent_type_}")
        fillers[0].features += extra
    return _tagged(context, c, "addressee", fillers)

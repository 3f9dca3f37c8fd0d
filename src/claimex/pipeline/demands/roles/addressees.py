"""Who should act: the mentions that may be the addressee of a candidate, with what speaks for each.

    She wrote to the board, calling for a pause.   ->   "the board", which is written to

The frame names most (the object of "urge", the subject behind "should"); others stand inside the action ("a
pause by the mill"), with the cue ("called on the board"), with the verb above it ("the board rejected
calls"), or in the same demand made elsewhere.
"""

from __future__ import annotations

from spacy.tokens import Token

from claimex.pipeline.demands.features import Context, sort_of
from claimex.pipeline.demands.frames import Candidate
from claimex.pipeline.demands.roles.evidence import Evidence
from claimex.pipeline.demands.roles.mentions import (
    LONGEST_SENTENCE,
    NOMINAL,
    SUBJECTS,
    Filler,
    Option,
    Options,
    object_of,
    only,
    party_of,
)
from claimex.pipeline.demands.roles.search import PARTIES, Search, contents, words

INSIDE = frozenset({"from", "by", "of", "on", "for", "to", "in", "at", "with"})
WITH_CUE = frozenset({"on", "to", "from", "of", "with", "upon", "by", "for"})
WITH_GOVERNOR = frozenset({"on", "to", "for", "from"})
SAME_DEMAND = 0.3  # share of an action's words that the same demand made elsewhere has
SAME_BEFORE, SAME_AHEAD = 1, 2  # paragraphs in which it is looked for
SAME_REACH = 150  # the same in tokens
SPOKEN_REACH = 50  # tokens between "I say to the board" and an imperative
LIGHT = frozenset({"have", "get", "need", "take"})  # verbs whose object tells what the act is


def addressees(context: Context, c: Candidate) -> list[Filler]:
    """The mentions that may be the addressee of a candidate, "not expressed" last.

    Arguments:
        context: the document's.
        c: a candidate whose action's end is settled.
    """
    return _Addressees(context, c).fillers()


class _Addressees(Search):
    """The search for one candidate's addressee."""

    def __init__(self, context: Context, c: Candidate):
        super().__init__(context, c)
        self.act = self.doc[c.head]
        self.options = Options(context, nested=True)
        self.reader = self._written_to()
        # "wrote to the board, calling for a pause": as good as named by the frame
        self.by_letter = (
            self.asked_tokens is None
            and self.reader is not None
            and self.cue.tag_ == "VBG"
            and self.place != "quote"
        )
        self.audience = self._spoken_to() if self.asked_tokens is None else None
        self.framed = self.asked_tokens is not None or self.by_letter
        self.evidence = Evidence(context, "addressee", self.cue)

    # ------------------------------------------------------------------ who it may be

    def _search(self) -> list[Option]:
        asked = self.asked_tokens
        if asked is not None:
            self.options.add("frame", self.context.region(asked), self.doc[asked[0] : asked[1]].root)
        self._told()
        self._inside()
        self._with_cue()
        if not self.framed and len(self.sentence) < LONGEST_SENTENCE:
            for token in self.sentence:
                if token.dep_ in ("npadvmod", "vocative", "intj") and token.pos_ == "PROPN":
                    self.options.add_head("called", token)
            for token in self.sentence:
                if token.dep_ in SUBJECTS and token.pos_ in NOMINAL:
                    self.options.add_head("subject", token)
        if not self.framed or self.place == "headline":
            self._elsewhere()
        self.evidence.offer(self.options)
        return self.options.found

    def _written_to(self) -> Token | None:
        """Whom a letter is to: "wrote to the board", "sent a letter to the board"."""
        for verb in self.cue.ancestors:
            letters = [t for t in verb.rights if t.lemma_.lower() in words("writing") and t.i < self.cue.i]
            if not letters and verb.lemma_.lower() not in words("writing"):
                continue
            partners = (
                object_of(t)
                for above in (verb, *letters)
                for t in above.rights
                if t.dep_ in ("prep", "dative") and t.lower_ == "to" and t.i < self.cue.i
            )
            partner = next(partners, None)
            return partner if partner is not None and sort_of(partner) in PARTIES else None
        return None

    def _spoken_to(self) -> Token | None:
        """Whom an imperative is for by the words before it in its quotation: "I say to the board: wait"."""
        if self.kind != "imperative" or self.place != "quote":
            return None
        quote_of, here = self.context.frames.quote_of, self.cue.i
        for i in range(here - 1, max(0, here - SPOKEN_REACH), -1):
            if quote_of[i] != quote_of[here]:
                return None
            token = self.doc[i]
            if token.lower_ == "to" and token.head.lemma_.lower() in words("speaking"):
                audience = object_of(token)
                if audience is not None and sort_of(audience) in PARTIES:
                    return audience
        return None

    def _told(self) -> None:
        """Whom the words around are for: "told the board that it should", "met with the board to ask for"."""
        if self.reader is not None:
            self.options.add_head("written to", self.reader)
            if self.by_letter:
                self.options.add_head("frame", self.reader)
        for n, verb in enumerate(self.cue.ancestors):
            for token in verb.rights if verb.lemma_ in words("telling") else ():
                if token.dep_ in ("dobj", "dative") and token.i < self.cue.i and token.pos_ in NOMINAL:
                    self.options.add_head("told", token)
            for token in verb.rights if n < 2 and verb.pos_ in ("VERB", "AUX") else ():
                partner = object_of(token) if token.lower_ in ("to", "with", "at") else None
                if partner is not None and partner.i < self.cue.i and sort_of(partner) in PARTIES:
                    self.options.add_head(f"above:{token.lower_}", partner)
            if n > 3:
                break

    def _inside(self) -> None:
        """Parties in the action: "a pause by the mill", "the mill's closure", "that the mill close"."""
        first, end = self.c.action
        for token in self.doc[first:end]:
            if token.pos_ not in NOMINAL:
                continue
            after = [t.tag_ for t in self.doc[token.i + 1 : min(token.i + 3, end)]]
            if token.left_edge.i == first and after == ["TO", "VB"]:
                self.options.add("in:who to", self.context.region((first, token.i + 1)), token)
            direct = token.head.i == self.c.head
            if token.dep_ == "pobj" and token.head.lower_ in INSIDE:
                near = direct or token.head.head.i == self.c.head
                self.options.add_head(f"in:{token.head.lower_}|{near}", token)
            elif token.dep_ == "poss" and direct:
                self.options.add_owner("in:poss", token)
            elif token.dep_ in ("nsubj", "nsubjpass") and direct:
                self.options.add_head("in:subject", token)
            elif token.dep_ == "nsubj":
                self.options.add_head("in:deep subject", token)
            elif token.dep_ in ("compound", "nmod") and direct and (token.ent_type_ or token.pos_ == "PROPN"):
                self.options.add_owner("in:compound", token)

    def _with_cue(self) -> None:
        """Parties that hang on the cue, on the verb above a noun cue, or on the act."""
        first, end = self.c.action
        for token in self.cue.rights:
            if token.dep_ in ("dobj", "dative") and token.i != self.c.head and not first <= token.i < end:
                self.options.add_head("object", token)
            if token.dep_ in ("prep", "agent", "dative") and token.lower_ in WITH_CUE:
                partner = object_of(token)
                if partner is not None and not first <= partner.i < end:
                    self.options.add_head(f"with:{token.lower_}", partner)
        if self.governor is not None:
            verb = self.governor[0]
            above = self.context.frames.subject(verb)
            if self.receiver is not None:
                self.options.add_head("receiver", self.receiver)
            elif above is not None and above.i < self.cue.i:
                self.options.add_head("receiver", above)
            for token in verb.rights:
                partner = object_of(token) if token.lower_ in WITH_GOVERNOR else None
                if partner is not None and partner.i != self.cue.i:
                    self.options.add_head(f"receiver:{token.lower_}", partner)
        if self.act.i != self.cue.i:
            subject = next((t for t in self.act.lefts if t.dep_ in ("nsubj", "nsubjpass")), None)
            self.options.add_head("actor", subject)
        for token in self.act.rights:
            if token.dep_ == "agent" or token.lower_ == "by":
                self.options.add_head("agent", object_of(token))

    def _elsewhere(self) -> None:
        """Who is asked to do the same in the text around."""
        action = contents(self.doc[self.c.action[0] : self.c.action[1]])
        for head in range(max(0, self.cue.i - SAME_REACH), self.cue.i + SAME_REACH):
            for other in self.context.action_heads.get(head, ()):
                if other.cue[0] == self.c.cue[0] or other.asked is None or other.asked[0] >= other.asked[1]:
                    continue
                distance = self.context.paragraph_of(self.doc[other.cue[0]].idx) - self.here
                shared = action & contents(self.doc[other.action[0] : other.action[1]])
                if -SAME_BEFORE <= distance <= SAME_AHEAD and len(shared) > SAME_DEMAND * (1 + len(action)):
                    asked = other.asked
                    self.options.add(
                        "same demand", self.context.region(asked), self.doc[asked[0] : asked[1]].root
                    )

    # ------------------------------------------------------------------ what speaks for each

    def fillers(self) -> list[Filler]:
        """The options with their features, "not expressed" last; one alone where the text leaves no doubt."""
        if self.audience is not None:
            return [Filler(self.context.region(self.context.frames.mention(self.audience)), {})]
        if self.asked_tokens is not None and self._is_named_actor(self.asked_tokens):
            return only(self.context.region(self.asked_tokens))
        found = self._search()
        c, kind, place, how = self.c, self.kind, self.place, self.asked_how
        base = [f"{kind}|{how}", f"{c.complement}|{how}", c.trigger, place, f"{kind}|{place}"]
        if self.governor is not None:
            base.append(f"governor={self.governor[0].lemma_.lower()}|{self.governor[1]}")
        act = self._act()
        kinds = sorted({name for option in found for name in option.kinds})
        fillers = []
        tags = []
        for option in found:
            values = dict.fromkeys(self._names(option, base), 1.0)
            values |= self.evidence.features(option, place)
            if "frame" in option.kinds:
                values |= dict.fromkeys(self._framed(option, act), 1.0)
                for name in ("arc", "tag"):
                    if name in values:
                        values[f"framed {name}|{how}"] = values[name]
            tags.append(values.get("tag", -2.0))
            fillers.append(Filler(option.region, values))
        null = ["null", *(f"null|{name}" for name in base), f"null|framed={self.framed}"]
        null += [f"null|framed={self.framed}|{place}", f"null|kinds={'+'.join(kinds)}"]
        null += [f"null has {name}|{kind}" for name in kinds]
        if not self.framed:
            null += [f"null|{name}" for name in act]
        elif self.asked_tokens is not None:
            party = party_of(self.doc[self.asked_tokens[0] : self.asked_tokens[1]].root)
            null += [
                f"null|framed|{kind}",
                f"null|framed|party={party}",
                f"null|framed|party={party}|passive={self._is_passive()}",
            ]
        fillers.append(
            Filler(
                None, dict.fromkeys(null, 1.0) | self.evidence.null_features(f"{self.framed}|{place}", tags)
            )
        )
        return fillers

    def _is_named_actor(self, asked: tuple[int, int]) -> bool:
        """Whether the frame names a person who acts in a clause that is demanded: "insists that Bell resign".

        By the annotation guide the subject of such a clause is the addressee, too.
        """
        who = self.doc[asked[0] : asked[1]].root
        named = sort_of(who) == "PERSON" and not self._is_passive()
        return named and self.c.complement == "that" and self.kind != "imperative"

    def _act(self) -> list[str]:
        """What is asked: whether anybody can be asked to do it often shows in its verb."""
        act, how = self.act, self.asked_how
        lemma = act.lemma_.lower()
        names = [f"act={lemma}", f"act={lemma}|{how}", f"act:{act.pos_}", f"act:{act.tag_}"]
        names.append(f"passive={self._is_passive()}")
        if lemma == "be":
            able = next((t for t in act.rights if t.dep_ in ("acomp", "attr", "prep")), None)
            names += [f"be {able.lemma_.lower()}", f"be:{able.pos_}"] if able is not None else []
        if lemma in LIGHT:
            thing = next((t for t in act.rights if t.dep_ == "dobj"), None)
            names += [f"{lemma} {thing.lemma_.lower()}"] if thing is not None else []
        return names

    def _is_passive(self) -> bool:
        return any(token.dep_ == "auxpass" for token in self.act.lefts)

    def _names(self, option: Option, base: list[str]) -> list[str]:
        """Why a mention is an option, what it is, and where it stands."""
        head, kind, place = option.head, self.kind, self.place
        sort, lemma = sort_of(head), _lemma(head)
        party = party_of(head)
        names = [f"party={party}|{kind}", f"party={party}|{place}"]
        names += [f"kinds={'+'.join(sorted(option.kinds))}", f"reasons={min(len(option.kinds), 4)}"]
        for reason in option.kinds:
            names += [reason, f"{reason}|{sort}", f"{reason}|lemma={lemma}"]
            names += [f"{reason}|{sort}|{kind}|{self.asked_how}", *(f"{reason}|{name}" for name in base)]
        step = self.context.paragraph_of(option.region["start"]) - self.here
        side = "before" if head.i < self.cue.i else "behind"
        names += [
            f"lemma={lemma}",
            f"sort={sort}|{kind}",
            f"sort={sort}|{place}",
            f"dep={head.dep_}",
            f"dep={head.dep_}|{kind}",
            f"tag:{head.tag_}",
            f"paragraph={min(max(step, -3), 3)}",
            f"{side}|{self.sentence.start <= head.i < self.sentence.end}",
        ]
        if head.ent_type_:
            names += [f"entity={head.ent_type_}", f"entity={head.ent_type_}|{kind}"]
        return names

    def _framed(self, option: Option, act: list[str]) -> list[str]:
        """Whether the one that the frame names can act."""
        head, how, kind = option.head, self.asked_how, self.kind
        sort, lemma = sort_of(head), _lemma(head)
        passive, be = self._is_passive(), self.act.lemma_ == "be"
        determiner = next((t.lower_ for t in head.lefts if t.dep_ in ("det", "poss")), "")
        names = [f"framed|{name}" for name in act]
        party = party_of(head)
        names += [
            f"framed|party={party}|{how}",
            f"framed|party={party}|{how}|{kind}",
            f"framed|party={party}|passive={passive}|be={be}",
            f"framed|party={party}|{self.act.tag_}",
            f"framed|{sort}|passive={passive}",
            f"framed|{sort}|be={be}",
            f"framed|{sort}|{how}|{kind}",
            f"framed|{sort}|{how}|{self.place}",
            f"framed|lemma={lemma}|{how}",
            f"framed|lemma={lemma}|passive={passive}",
            f"framed|lemma={lemma}|be={be}",
            f"framed|ending={lemma[-3:]}|{head.pos_}",
            f"framed|negated={self.c.negated}",
            f"framed|{head.tag_}|{how}",
            f"framed|determiner={determiner}|{head.tag_}",
        ]
        if sort in ("we", "you", "I", "they"):
            names += [f"framed|{sort}|{name}" for name in act]
        return names


def _lemma(head: Token) -> str:
    """A noun's lemma; of a name only that it is one."""
    return str(head.pos_ if head.pos_ == "PROPN" else head.lemma_.lower())

"""Where an action ends: the boundaries of constituents behind its head, and a model that says where to stop.

    "urged | to release the emails before the vote | after the leak, he said"

A parser's subtree ends where the annotators end four actions in five; the others take in a clause too many,
or miss a phrase that the parser hung on the cue. So every constituent boundary between the head and the end
of the sentence is an option, and a logistic model walks over them from left to right: stop here, or go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from math import exp

from spacy.tokens import Doc, Token

from claimex.pipeline.demands.frames import QUOTE_MARKS, Candidate, Frames
from claimex.pipeline.demands.tags import Tags, level, logit

MOST_OPTIONS = 14
PAIRS = {"”": "“", '"': '"', "»": "«"}  # closing quotation marks and those that open
LONG_OFF = 2.0  # most that a token behind the end speaks against it
CLOSED = frozenset({"ADP", "SCONJ", "PRON", "DET", "CCONJ", "PART", "AUX", "PUNCT", "ADV"})


@dataclass(slots=True)
class Option:
    """A place where an action may end, with what speaks for it."""

    at: int  # the boundary: token behind the end, before trimming
    end: int  # the trimmed end
    features: dict[str, float]


def _top(token: Token) -> Token:
    """The largest constituent that begins with a token."""
    while token.head.i > token.i and token.head.left_edge.i == token.left_edge.i:
        token = token.head
    return token


def options(frames: Frames, candidate: Candidate) -> list[Option]:
    """The ends that a candidate may have, left to right; the last is the end of the sentence or quotation."""
    doc = frames.doc
    start, head, default = candidate.action[0], candidate.head, candidate.action[1]
    if candidate.complement == "before":
        return [Option(default, default, {})]
    limit = frames.limit(start)
    if candidate.cue[0] > start:  # "a recount was | demanded"
        limit = min(limit, candidate.cue[0])
    series = {"inf": ("TO", "IN"), "include": ("VBG",)}.get(candidate.complement, ())
    following = frames.next_of_series(candidate.cue[0], max(head, start), *series)
    if following is not None:
        limit = min(limit, following)
    first = max(head, start) + 1
    limit = max(limit, first)  # in a broken sentence the head may stand behind what should end the action
    others = frames.conjuncts.get(candidate.cue[0], set())
    found: list[Option] = []
    kind = doc[head].pos_
    code = candidate.complement
    ancestors = {a.i for a in doc[head].ancestors}
    for p in range(first, limit + 1):
        if p < limit:
            token = doc[p]
            if token.is_space:
                continue
            if token.is_punct:
                relation, dep, word, pos = "punct", "punct", token.text, "PUNCT"
                if (
                    token.text in "-–'’"
                    and token.whitespace_ == ""
                    and p > 0
                    and doc[p - 1].whitespace_ == ""
                ):
                    continue
            else:
                top = _top(token)
                above = top.head.i
                if p in ancestors:
                    relation = "governor"
                elif top.left_edge.i != p:
                    continue
                elif above == head and top.i != head:
                    relation = "head"
                elif start <= above < p:
                    relation = "inside"
                elif above < start:
                    relation = "cue" if candidate.cue[0] <= above < candidate.cue[1] else "outside"
                elif above in ancestors or top.i == above or top.i in ancestors:
                    relation = "clause"
                else:
                    continue
                if token.dep_ == "cc" or (token.pos_ == "CCONJ"):
                    relation, dep, word, pos = relation, "cc", token.lower_, "CCONJ"
                else:
                    dep, word, pos = top.dep_, token.lower_, top.pos_
        else:
            relation, dep, word, pos = "limit", "", "", ""
        end = frames.trim(start, p)
        before = doc[p - 1]
        mark = (
            ","
            if before.text == ","
            else "-"
            if before.text in ("-", "–", "—", "--")
            else "q"
            if before.text in QUOTE_MARKS
            else ""
            if not before.is_punct
            else "p"
        )
        if found and found[-1].end == end:
            found[-1].at = p
            found[-1].features[f"then:{relation}:{dep}"] = 1.0
            found[-1].features[f"then:{mark}{dep}:{word if pos in CLOSED else pos}"] = 1.0
            continue
        size = p - start
        features = [
            f"rel:{relation}",
            f"dep:{relation}:{dep}",
            f"dep:{dep}:{mark}",
            f"code:{code}:{relation}:{dep}",
            f"kind:{kind}:{relation}:{dep}",
            f"mark:{mark}:{relation}",
            f"pos:{pos}:{dep}",
            f"size:{min(size, 4) if size < 5 else 5 + min(size // 5, 6)}",
            f"prev:{doc[end - 1].pos_}:{dep}",
        ]
        if pos in CLOSED or dep in ("cc", "mark", "advmod") or word in CLOSED:
            features += [f"word:{word}", f"word:{word}:{relation}", f"word:{word}:{mark}"]
        if p < limit and doc[p].tag_:
            features.append(f"tag:{doc[p].tag_}:{relation}")
        if dep == "cc":
            nxt = next(
                (doc[j] for j in range(p + 1, min(p + 4, limit)) if doc[j].pos_ not in ("ADV", "PUNCT")), None
            )
            if nxt is not None:
                features += [f"cc:{nxt.pos_}:{kind}", f"cc:{nxt.tag_}:{code}", f"cc:{nxt.dep_}:{relation}"]
        if end == default:
            features += ["default", f"default:{code}", f"default:{relation}:{dep}"]
        elif p > default:
            features.append(f"beyond:{relation}:{dep}")
        if frames.quote_of[start] >= 0 and p < len(doc) and frames.quote_of[p] != frames.quote_of[start]:
            features.append("quote closed")
        if p in frames.attributing or (p + 1 in frames.attributing and doc[p].is_punct):
            features += ["attribution", f"attribution:{mark}"]
        if _conjunct_follows(doc, p, limit, others):
            features += ["conjunct", f"conjunct:{code}", f"conjunct:{mark}:{dep}"]
        if frames.tags is not None:
            features += _tag_features(frames.tags, end, p, limit)
        found.append(Option(p, end, dict.fromkeys(features, 1.0)))
    found = found[: MOST_OPTIONS - 1] + found[-1:] if len(found) > MOST_OPTIONS else found
    if frames.tags is not None:
        _add_runs(frames.tags, start, found)
    return found


def _conjunct_follows(doc: Doc, at: int, limit: int, starts: set[int]) -> bool:
    """Whether nothing but a conjunction and punctuation stands between a place and a coordinated action."""
    for j in range(at, min(at + 3, limit)):
        if j in starts:
            return True
        if doc[j].is_alpha and doc[j].pos_ != "CCONJ":
            return False
    return False


def _add_runs(tags: Tags, start: int, choices: list[Option]) -> None:
    """Where the encoder's tags alone would end the action: the first token that goes on in none."""
    ends = [option.end for option in choices]
    going, ending = tags.going[start + 1 : ends[-1]], [*tags.ending[start + 1 : ends[-1] + 1], 0.0]
    sums = list(accumulate(going, initial=0.0))
    floors = list(accumulate((max(x, -LONG_OFF) for x in ending), initial=0.0))
    run, whole = [], []
    for end in ends:
        n = end - start - 1
        run.append(sums[n] + ending[n])
        whole.append(sums[n] + floors[len(going)] - floors[n])
    for name, scores in (("run", run), ("whole", whole)):
        best = max(scores)
        chances = [exp(score - best) for score in scores]
        total = sum(chances)
        choices[scores.index(best)].features[f"tag {name} best"] = 1.0
        rest = total
        for option, p in zip(choices, chances, strict=True):
            option.features[f"tag {name}"] = logit(p / total) / 4
            option.features[f"tag {name} of rest"] = logit(p / max(rest, 1e-9)) / 4
            rest -= p
    for option, following in zip(choices, ends[1:], strict=False):
        between = tags.inner[option.end : following]
        if between:
            option.features["tag mean up to next"] = logit(sum(between) / len(between)) / 4
            option.features["tag min up to next"] = logit(min(between)) / 4
            option.features["tag max up to next"] = logit(max(between)) / 4


def _tag_features(tags: Tags, end: int, at: int, limit: int) -> list[str]:
    """Whether the encoder sees the action go on behind a boundary."""
    last = level(logit(float(tags.action[end - 1])))
    if at >= limit:
        return [f"tag last={last}"]
    after = at + 1 if at + 1 < limit and tags.action[at] < tags.action[at + 1] else at
    on = level(logit(float(tags.action[after])))
    anew = level(logit(float(tags.begin[after])))
    drop = level(logit(float(tags.action[end - 1])) - logit(float(tags.action[after])))
    return [f"tag on={on}", f"tag anew={anew}", f"tag drop={drop}", f"tag last={last}", f"tag on={on}|{last}"]


def choose(choices: list[Option], stop: Callable[[dict[str, float]], float]) -> list[float]:
    """The probability of each option; the last takes what is left."""
    left, chances = 1.0, []
    for n, option in enumerate(choices):
        p = stop(option.features) if n < len(choices) - 1 else 1.0
        chances.append(left * p)
        left *= 1 - p
    return chances


def closed(doc: Doc, action: tuple[int, int]) -> tuple[int, int]:
    """An action with the mark that closes a quotation inside it, where that stands right behind its end.

    Of the annotated actions that end so 26 have the mark, 8 have not.

    Arguments:
        doc: the document.
        action: its tokens [first, after last).

    Returns:
        Its tokens.
    """
    start, end = action
    opening = PAIRS.get(doc[end].text) if end < len(doc) and not doc[end - 1].is_punct else None
    if opening is None:
        return action
    marks = [token.text for token in doc[start:end] if token.text in (opening, doc[end].text)]
    opens = len(marks) % 2 == 1 if opening == doc[end].text else marks[-1:] == [opening]
    return (start, end + 1) if opens else action

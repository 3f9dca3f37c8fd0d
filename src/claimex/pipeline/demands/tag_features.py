"""What the encoder says for and against a candidate: numbers under names, log odds over four.

"urged | to wait"  ->  {"tag cue": 1.2, "tag inside": 1.0, "tag arc": 0.8, "said content": 0.3, ...}
"""

from __future__ import annotations

from typing import Literal

from claimex.pipeline.demands.frames import Candidate
from claimex.pipeline.demands.frames.syntax import Syntax
from claimex.pipeline.demands.tags import Tags, level, logit

MOST_ARC = 8.0
NEAR_CUE = 120  # tokens around a cue in which a party is looked for
PARTY_BEGIN = 0.05  # probability of a party's first token from which its arc is asked for


def tag_features(tags: Tags, frames: Syntax, c: Candidate) -> dict[str, float]:
    """Features of a candidate from the encoder's tags and arcs."""
    kind = c.trigger.split(":")[0]
    found = {name: value / 4 for name, value in _demand(tags, frames, c).items()}
    by_kind = ("tag cue", "tag inside", "tag both", "tag head", "tag least of all")
    found |= {f"{name}|{kind}": found[name] for name in by_kind}
    found[f"tag cue begins|{c.trigger}"] = found["tag cue begins"] / 2
    said = {name: value / 4 for name, value in _attribution(tags, c).items()}
    found |= said | {f"{name}|{kind}": value for name, value in said.items()}
    found |= {f"{name}|{c.trigger}": said[name] / 2 for name in ("said cue", "said content")}
    for role in ("issuer", "addressee"):
        found |= _party(tags, frames, c, role)
    cue, inside, begin = (4 * found[f"tag {name}"] for name in ("cue", "inside", "begin"))
    steps = (
        f"tag cue={level(cue)}",
        f"tag inside={level(inside)}",
        f"tag cue={level(cue)}|{level(inside)}",
        f"tag begin={level(begin)}|{c.conjunct > 0}",
    )
    return found | dict.fromkeys(steps, 1.0)


def _demand(tags: Tags, frames: Syntax, c: Candidate) -> dict[str, float]:
    """Of the cue and the action: whether they are tagged as such, and what is tagged around them."""
    first, last = c.cue
    a, b = c.action
    around = frames.doc[first].sent
    cue = logit(float(tags.cue[first:last].max()))
    begins = logit(float(tags.cue_begin[first]))
    inside = logit(float(tags.action[a:b].mean()))
    any_cue = logit(float(tags.cue[around.start : around.end].max()))
    return {
        "tag cue": cue,
        "tag cue begins": begins,
        "tag cue on the whole": logit(float(tags.cue[first:last].mean())),
        "tag cue before": logit(float(tags.cue[max(0, first - 3) : first].max())) if first else 0.0,
        "tag cue behind": logit(float(tags.cue[last : last + 3].max())) if last < len(tags.cue) else 0.0,
        "tag cue in action": logit(float(tags.cue[a:b].max())),
        "tag cue in sentence": any_cue,
        "tag cue against sentence": begins - any_cue,
        "tag action at cue": logit(float(tags.action[first])),
        "tag inside": inside,
        "tag most": logit(float(tags.action[a:b].max())),
        "tag least": logit(float(tags.action[a : min(b, a + 4)].min())),
        "tag least of all": logit(float(tags.action[a:b].min())),
        "tag head": logit(float(tags.action[c.head])),
        "tag begin": logit(float(tags.begin[a : a + 2].max())),
        "tag behind": logit(float(tags.action[b : b + 2].mean())) if b < len(tags.action) else -9.0,
        "tag arc": _bounded(tags.arc("action_cue", a, range(*c.cue))),
        "tag both": min(cue, inside),
    }


def _attribution(tags: Tags, c: Candidate) -> dict[str, float]:
    """Of the attribution around it: whether the cue asks in the writer's words or in somebody's."""
    first, (a, b) = c.cue[0], c.action
    return {
        "said cue": logit(float(tags.said["cue"][first])),
        "said content": logit(float(tags.said["content"][first])),
        "said source": logit(float(tags.said["source"][first])),
        "said action": logit(float(tags.said["content"][a:b].mean())),
        "said begins": logit(float(tags.said_begin[a : a + 2].max())),
        "said from action": logit(float(tags.said["content"][a])) - logit(float(tags.said["content"][first])),
    }


def _party(
    tags: Tags, frames: Syntax, c: Candidate, role: Literal["issuer", "addressee"]
) -> dict[str, float]:
    """Of a party: how the best mention near the cue is tied to it, and how those of the frame are tagged."""
    kind, cue = c.trigger.split(":")[0], c.cue[0]
    found = {f"{role} near": logit(float(tags.party[role][max(0, cue - 60) : cue + 60].max())) / 4}
    best = tags.best_party(role, cue, NEAR_CUE, PARTY_BEGIN)
    named = c.asked
    if role == "issuer":
        named = frames.mention(frames.doc[c.asker]) if c.asker is not None else None
    if best is None:
        found |= {f"no {role}": 1.0, f"no {role}|{kind}": 1.0}
    else:
        at, score = best
        begins = logit(float(tags.party_begin[role][at])) / 4
        arc = _bounded(score) / 4
        found |= {f"{role} arc": arc, f"{role} arc|{kind}": arc}
        found |= {f"{role} begins": begins, f"{role} begins|{kind}": begins}
        if named is not None and score > 0:
            found[f"{role} is the frame's" if named[0] <= at < named[1] else f"{role} elsewhere"] = 1.0
    for name, span in (
        ("asked", c.asked),
        ("asker", (c.asker, c.asker + 1) if c.asker is not None else None),
    ):
        if span is not None and (name == "asked" or role == "issuer"):
            value = logit(float(tags.party[role][span[0] : span[1]].max())) / 4
            found |= {f"{name} as {role}": value, f"{name} as {role}|{kind}": value}
    return found


def _bounded(score: float) -> float:
    return min(max(score, -MOST_ARC), MOST_ARC)

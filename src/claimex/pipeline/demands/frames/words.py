"""Which words may ask: the lexicon's cues in all their forms, and the closed classes that frames look for.

triggers()["urged"]  ->  [("verb", "urge", {"inf", "that", "obj", "on", "against"})]
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from claimex import lexicon

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
NOBODY = frozenset({"there", "it", "that", "this", "what", "which"})
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "nt"})
BE = frozenset({"be", "'s", "’s", "’"})  # lemmas of "is" and its short forms, with either apostrophe
QUOTE_MARKS = frozenset({'"', "“", "”", "‘", "’", "'", "`", "``", "''", "«", "»"})
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
MODALS = ("should", "must", "ought", "shall")
DOUBLING = frozenset(
    {"ban", "beg", "compel", "counsel", "nag", "prefer", "prod", "signal", "spur", "whip"}
)  # verbs whose last letter is doubled: "banned"
IRREGULAR = {
    "sought": "seek", "told": "tell", "got": "get", "gotten": "get", "pled": "plead", "forbade": "forbid",
    "forbidden": "forbid", "bade": "bid", "fought": "fight", "struck": "strike", "wrote": "write",
    "written": "write", "getting": "get", "forbidding": "forbid", "bidding": "bid",
}  # fmt: skip

Trigger = tuple[str, str, frozenset[str]]  # kind, lemma, complements


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


@cache
def triggers() -> dict[str, list[Trigger]]:
    """Word form -> what it may be: (kind, lemma, complements)."""
    table: dict[str, list[Trigger]] = {}
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
    for form in ("ca", "can", "could"):
        add(form, "cannot", form, "")
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

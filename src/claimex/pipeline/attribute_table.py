"""The base model's attribute rules (tags -> parts of speech, morphology, some lemmas), looked up in a table.

    {"patterns": [[{"TAG": "VBD"}]], "attrs": {"POS": "VERB"}}  ->  every token with that tag is a VERB

spaCy's `AttributeRuler` runs a `Matcher` with all patterns over every token, which took a twentieth of
claimex's time. But nearly all patterns ask for nothing beyond a token's tag, lower-case form, dependency and
whether it is white space. Which of them hold is the same for all tokens that agree in these four: it is found
out once and kept. What asks for more is left to a `Matcher`. The outcome is the same.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, POS, TAG
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs
from spacy.vocab import Vocab

NAME = "attribute_ruler"
FACTORY = "claimex_attribute_table"

COLUMNS = {"LOWER": LOWER, "TAG": TAG, "DEP": DEP, "IS_SPACE": IS_SPACE}
SETTABLE = {POS, TAG, MORPH, LEMMA, DEP}  # of the token alone; others are set for all tokens of the word
OTHER = -1  # stands in a row for all words that no rule names
TABLE_SIZE = 100_000  # words at which the table is begun anew, so that endless input cannot fill the memory

Row = tuple[int, ...]
"""A token's attributes in the order of `COLUMNS`: hashes of strings, or OTHER."""
Test = Callable[[Row], bool]
Condition = Callable[[int], bool]


class _Sequence(NamedTuple):
    """A pattern of several tokens: its rule, a test for each token, and which token the rule is for."""

    rule: int
    tests: tuple[Test, ...]
    target: int


class _Known(NamedTuple):
    """What holds for all tokens of one row."""

    rules: tuple[int, ...]  # those with a pattern of one token that holds
    attrs: dict[int, int]  # what they set together; the last one wins
    sequences: tuple[_Sequence, ...]  # whose first test holds


class AttributeTable(AttributeRuler):
    """An `AttributeRuler` that sets the same attributes in less time."""

    def __init__(self, vocab: Vocab, name: str = NAME) -> None:
        super().__init__(vocab, name)
        self._forget()

    def _forget(self) -> None:
        self._table: dict[Row, _Known] = {}
        self._words: dict[int, int] = {}
        self._compiled = False

    def clear(self) -> None:
        """Remove all rules."""
        super().clear()
        self._forget()

    def add(
        self, patterns: Iterable[list[dict[int | str, Any]]], attrs: dict[str, Any], index: int = 0
    ) -> None:
        """Add a rule; see `AttributeRuler.add`."""
        super().add(patterns, attrs, index)
        self._forget()

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of a tagged and parsed document's tokens, and return it."""
        if not self._compiled:
            self._compile()
        if not all(attrs.keys() <= SETTABLE for attrs in self.attrs):
            return super().__call__(doc)
        try:
            self._set(doc)
        except Exception as error:
            self.get_error_handler()(self.name, self, [doc], error)
        return doc

    def _set(self, doc: Doc) -> None:
        words, table = self._words, self._table
        rows: list[Row] = []
        for lower, *others in doc.to_array(list(COLUMNS.values())).tolist():
            word = words.get(lower)
            rows.append((self._word(lower) if word is None else word, *others))
        more: dict[int, set[int]] = {}  # rules that hold for a token by more than its row
        if len(self._matcher):
            for name, start, end in self._matcher(doc, allow_missing=True):
                rule = int(self.vocab.strings[name])
                more.setdefault(doc[start:end][self.indices[rule]].i, set()).add(rule)
        for i, row in enumerate(rows):
            known = table.get(row) or self._look_up(row)
            if known.attrs:
                set_token_attrs(doc[i], known.attrs)
            for rule, tests, target in known.sequences:
                following = rows[i + 1 : i + len(tests)]
                if len(following) == len(tests) - 1 and all(
                    test(row) for test, row in zip(tests[1:], following, strict=True)
                ):
                    more.setdefault(i + target, set()).add(rule)
        for i, rules in more.items():  # once more in the rules' order: a later rule wins
            for rule in sorted(rules.union(self._look_up(rows[i]).rules)):
                set_token_attrs(doc[i], self.attrs[rule])

    def _word(self, lower: int) -> int:
        """A lower-case form, or OTHER if it is nothing to the rules."""
        if len(self._words) >= TABLE_SIZE:
            self._words.clear()
        told = lower in self._named or any(search(self.vocab.strings[lower]) for search in self._searches)
        word = self._words[lower] = lower if told else OTHER
        return word

    def _look_up(self, row: Row) -> _Known:
        known = self._table.get(row)
        if known is None:
            rules = sorted({rule for rule, test in self._single if test(row)})
            attrs = {name: value for rule in rules for name, value in self.attrs[rule].items()}
            sequences = tuple(sequence for sequence in self._sequences if sequence.tests[0](row))
            known = self._table[row] = _Known(tuple(rules), attrs, sequences)
        return known

    def _compile(self) -> None:
        """Sort the rules: patterns of one token, patterns of several, and what is left to the Matcher."""
        self._single: list[tuple[int, Test]] = []
        self._sequences: list[_Sequence] = []
        self._named: set[int] = set()
        self._searches: list[Callable[[str], object]] = []
        self._matcher = Matcher(self.vocab)
        for rule, index in enumerate(self.indices):
            for pattern in self.matcher.get(str(rule))[1]:
                tests = [test for token in pattern if (test := self._test(token)) is not None]
                if len(tests) < len(pattern) or not -len(tests) <= index < len(tests):
                    self._matcher.add(str(rule), [pattern])
                elif len(tests) == 1:
                    self._single.append((rule, tests[0]))
                else:
                    self._sequences.append(_Sequence(rule, tuple(tests), index % len(tests)))
        self._compiled = True

    def _test(self, token: dict[int | str, Any]) -> Test | None:
        """What a pattern asks of a token, as a test of the token's row; None if it asks for more."""
        conditions: list[tuple[int, Condition]] = []
        for name, wanted in token.items():
            if name not in COLUMNS:
                return None
            column = list(COLUMNS).index(name)
            for predicate, value in (wanted if isinstance(wanted, dict) else {"": wanted}).items():
                condition = self._condition(predicate, value)
                if condition is None:
                    return None
                conditions.append((column, condition))
        return lambda row: all(condition(row[column]) for column, condition in conditions)

    def _condition(self, predicate: str, value: object) -> Condition | None:
        """A condition on one attribute; None if it is of a kind that is left to the Matcher."""
        strings = self.vocab.strings
        if predicate == "" and isinstance(value, str | bool):
            wanted = strings.as_int(value) if isinstance(value, str) else int(value)
            self._named.add(wanted)
            return lambda found: found == wanted
        if predicate in ("IN", "NOT_IN") and isinstance(value, list):
            if not all(isinstance(one, str) for one in value):
                return None
            among = {strings.as_int(one) for one in value}
            self._named |= among
            return among.__contains__ if predicate == "IN" else lambda found: found not in among
        if predicate == "REGEX" and isinstance(value, str):
            search = re.compile(value).search
            self._searches.append(search)
            return lambda found: found != OTHER and search(strings[found]) is not None
        return None


@Language.factory(FACTORY)
def create_attribute_table(nlp: Language, name: str) -> AttributeTable:
    """The factory behind `nlp.add_pipe("claimex_attribute_table")`."""
    return AttributeTable(nlp.vocab, name)


def replace_ruler(nlp: Language) -> None:
    """Put an `AttributeTable` with the same rules in the place of a pipeline's `AttributeRuler`, if it has
    one."""
    ruler = dict(nlp.pipeline).get(NAME)
    if type(ruler) is AttributeRuler:
        nlp.replace_pipe(NAME, FACTORY)
        table = nlp.get_pipe(NAME)
        assert isinstance(table, AttributeTable)
        table.add_patterns(ruler.patterns)

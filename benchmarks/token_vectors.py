"""The base model's token vectors and parses as spaCy computes them and as claimex does: time and agreement.

    python benchmarks/token_vectors.py TEXTS

TEXTS as for `speed.py`. Prints the processor time a token of both, the largest difference between two values
of a vector, and the share of tokens with the same tag, head and dependency.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import spacy
from speed import read

from claimex.pipeline.base_model import EXCLUDED, PACKAGES
from claimex.pipeline.token_vectors import COMPONENTS, speed_up

TOGETHER = 4  # documents in a batch


def main() -> None:
    """Compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--limit", type=int, default=60, help="documents read (default 60)")
    parser.add_argument("--rounds", type=int, default=3, help="of which the fastest counts")
    options = parser.parse_args()
    texts = read(options.texts, options.limit)
    package = next(name for name in PACKAGES if spacy.util.is_package(name))
    pipelines = {name: spacy.load(package, exclude=EXCLUDED) for name in ("spaCy", "claimex")}
    speed_up(pipelines["claimex"])

    best: dict[tuple[str, str], float] = {}
    for _ in range(options.rounds):
        docs = {name: [nlp.make_doc(text) for text in texts] for name, nlp in pipelines.items()}
        for name, nlp in pipelines.items():
            for component in COMPONENTS:
                pipe, began = nlp.get_pipe(component), time.process_time()
                for start in range(0, len(texts), TOGETHER):
                    batch = docs[name][start : start + TOGETHER]
                    pipe.set_annotations(batch, pipe.predict(batch))
                spent = time.process_time() - began
                best[name, component] = min(best.get((name, component), spent), spent)
    words = sum(map(len, docs["spaCy"]))
    for component in COMPONENTS:
        spent = [1e6 * best[name, component] / words for name in pipelines]
        print(f"{component:8s} {spent[0]:6.1f} µs a token with spaCy, {spent[1]:6.1f} µs with claimex")
    pairs = list(zip(docs["spaCy"], docs["claimex"], strict=True))
    furthest = max(float(np.abs(a.tensor - b.tensor).max()) for a, b in pairs if len(a))
    same = sum(
        (x.tag, x.head.i, x.dep) == (y.tag, y.head.i, y.dep)
        for a, b in pairs
        for x, y in zip(a, b, strict=True)
    )
    print(f"vectors differ by at most {furthest:.1e}")
    print(f"{same} of {words} tokens have the same tag, head and dependency")


if __name__ == "__main__":
    main()

"""Counts a set's overlap by label in the plainest way that Python's own library offers.

It prints the examples of each label, those of them with full overlap, and what the biased filter keeps, as one
line of JSON: the part of the bias meter that a person would write by hand. Words as in the product: lower-cased,
split on white space, ASCII punctuation off the ends. Usage: python overlapPass.py SET.jsonl
"""

import json
import string
import sys
from collections import Counter


def words(text: str) -> list[str]:
    stripped = (token.strip(string.punctuation) for token in text.lower().split())
    return [word for word in stripped if word]


def main(file: str) -> None:
    examples: Counter[str] = Counter()
    full: Counter[str] = Counter()
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            premise = set(words(row["premise"]))
            hypothesis = words(row["hypothesis"])
            examples[row["label"]] += 1
            full[row["label"]] += bool(hypothesis) and premise.issuperset(hypothesis)
    kept = full["entailment"] + sum(examples[label] - full[label] for label in examples if label != "entailment")
    print(json.dumps({"labels": examples, "full_overlap": full, "kept_by_biased_filter": kept}))


main(sys.argv[1])

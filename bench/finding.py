"""How well the search finds the indicator that a practitioner's phrase is about.

Each line of `finding_<framework>.jsonl` is a phrase as practitioners write it, with the indicator
it is about, or those that say nearly the same. None of the phrases is among the examples that the
packs give their indicators. Most are plain (“DV at home”), a third say it sideways (“four of them
in the Corsa since Tuesday”). Printed: how often an expected indicator is among the first ten and
is the first, the mean of one over its place, and the middle time of one search in milliseconds.
"""

import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from thresholds.embedding import embedder
from thresholds.finding import Comparer, Finder, Sign

ROOT = Path(__file__).parents[1]
PHRASES = Path(__file__).parent
FRAMEWORKS = ("bexley", "dudley")
FOUND = 10


@dataclass(frozen=True)
class Asked:
    """A phrase and the level and wording of each indicator it is about."""

    phrase: str
    expected: frozenset[tuple[int, str]]


@dataclass(frozen=True)
class Measured:
    """What a search was worth over all phrases."""

    recall_at_10: float
    recall_at_1: float
    mean_reciprocal_rank: float
    milliseconds: float
    missed: Sequence[str]

    def __str__(self) -> str:
        return (
            f"recall@10 {self.recall_at_10:.3f}   recall@1 {self.recall_at_1:.3f}   "
            f"MRR {self.mean_reciprocal_rank:.3f}   {self.milliseconds:.1f} ms a phrase"
        )


def asked(framework: str) -> list[Asked]:
    """The evaluation phrases of a framework."""
    lines = (PHRASES / f"finding_{framework}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        Asked(row["phrase"], frozenset((one["level"], one["text"]) for one in row["expected"]))
        for row in rows
    ]


def signs(framework: str, *, in_other_words: bool = True) -> list[Sign]:
    """The indicators of a framework's pack, with or without their examples."""
    pack = ROOT / "fixtures" / framework
    examples = {
        (row["level"], row["domain"], row["text"]): row["in_other_words"]
        for row in json.loads((pack / "in_other_words.json").read_text(encoding="utf-8"))
    }
    return [
        Sign(
            row["level"],
            row["text"],
            examples.get((row["level"], row["domain"], row["text"]), ()) if in_other_words else (),
        )
        for row in json.loads((pack / "framework.json").read_text(encoding="utf-8"))["indicators"]
    ]


def measure(
    framework: str,
    *,
    comparer: Comparer | None = None,
    in_other_words: bool = True,
    every: int = 1,
) -> Measured:
    """Search for the phrases of a framework, all or every n-th, and return what came of it."""
    searched = signs(framework, in_other_words=in_other_words)
    finder = Finder(searched, comparer)
    places: list[int | None] = []
    times: list[float] = []
    missed: list[str] = []
    for one in asked(framework)[::every]:
        started = time.perf_counter()
        found = finder.find(one.phrase, FOUND)
        times.append((time.perf_counter() - started) * 1000)
        hits = (
            place
            for place, sign in enumerate(found, start=1)
            if (searched[sign].level, searched[sign].text) in one.expected
        )
        places.append(next(hits, None))
        if places[-1] is None:
            missed.append(one.phrase)
    return Measured(
        recall_at_10=sum(place is not None for place in places) / len(places),
        recall_at_1=sum(place == 1 for place in places) / len(places),
        mean_reciprocal_rank=sum(1 / place for place in places if place) / len(places),
        milliseconds=statistics.median(times),
        missed=missed,
    )


def main() -> None:
    """Print what each way of searching is worth, for each framework."""
    model = embedder()
    for framework in FRAMEWORKS:
        print(f"\n{framework}, {len(asked(framework))} phrases")
        print(f"  words, wording only          {measure(framework, in_other_words=False)}")
        print(f"  words and examples           {measure(framework)}")
        if model is None:
            print("  with the extra “finding”     not installed")
        else:
            print(f"  with the extra “finding”     {measure(framework, comparer=model.compare)}")


if __name__ == "__main__":
    main()

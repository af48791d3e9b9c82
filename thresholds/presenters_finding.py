"""The indicators of an edition that are nearest to what somebody wrote."""

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import sha256
from threading import Lock

from django.conf import settings
from django.core.cache import cache

from thresholds.embedding import embedder
from thresholds.finding import Finder, Sign, sayings_of
from thresholds.models import Edition, Framework, Indicator

# What a page or a command shows of one search.
MOST_FOUND = 10
# How many editions a process keeps ready; a partnership searches the one in force.
KEPT = 6

# The finder, the key of each of its signs, and the name its vectors are kept under.
_ready: OrderedDict[tuple[object, ...], tuple[Finder, list[int], str]] = OrderedDict()
_lock = Lock()


def nearest(edition: Edition, words: str, *, most: int = MOST_FOUND) -> list[Indicator]:
    """Return the indicators of `edition` nearest to `words`, best first, at most `most`.

    What the words deny is not among them. Nothing is kept of the words and nothing is sent.
    """
    finder, keys = ready(edition)
    found = [keys[place] for place in finder.find(words, most)]
    rows = edition.indicators.select_related("level", "domain").in_bulk(found)
    return [rows[key] for key in found]


def prepare(edition: Edition) -> None:
    """Work out what the sayings of an edition mean, where the extra is installed: seconds of work.

    Until it is done the words alone are compared; no page waits for it.
    """
    model = embedder() if settings.FIND_BY_MEANING else None
    if model is None:
        return
    sayings = [saying for _, saying in sayings_of(_signs(_rows(edition)))]
    if cache.get(_name_of(sayings)) is None:
        cache.set(_name_of(sayings), model.packed(sayings), timeout=None)


def prepare_those_in_force() -> None:
    """Prepare each partnership's edition in force, as its day may have come (`prepare`)."""
    for framework in Framework.objects.all():
        if edition := framework.editions.in_force().first():
            prepare(edition)


def ready(edition: Edition) -> tuple[Finder, list[int]]:
    """Return the edition's finder and the key of each of its signs.

    A published edition is frozen, so it is made ready once in a process; a draft is compared with
    what was made ready of it.
    """
    published = edition.published_at is not None
    rows = [] if published else _rows(edition)
    name = (edition.pk, published, hash(tuple(rows)))
    with _lock:
        finder, keys, vectors = _ready.get(name, (None, [], ""))
        by_meaning = settings.FIND_BY_MEANING and embedder() is not None
        # What it means may have been worked out since (`prepare`).
        waits = by_meaning and finder is not None and not finder.compares_meaning
        if finder is None or (waits and cache.get(vectors) is not None):
            rows = rows or _rows(edition)
            signs, keys = _signs(rows), [key for key, *_ in rows]
            finder = Finder(signs, _compare if by_meaning else None)
            vectors = _name_of([saying for _, saying in sayings_of(signs)])
            _ready[name] = finder, keys, vectors
        _ready.move_to_end(name)
        while len(_ready) > KEPT:
            _ready.popitem(last=False)
        return finder, keys


def _compare(sayings: Sequence[str]) -> Callable[[str], Sequence[float]] | None:
    """Compare by meaning with the vectors worked out for all processes, if they are there."""
    model, packed = embedder(), cache.get(_name_of(sayings))
    return model.compare(sayings, packed) if model and packed else None


def _name_of(sayings: Sequence[str]) -> str:
    return f"finding:{sha256(json.dumps(sayings).encode()).hexdigest()}"


def _signs(rows: list[tuple[int, int, str, tuple[str, ...]]]) -> list[Sign]:
    return [Sign(level, text, words) for _, level, text, words in rows]


def _rows(edition: Edition) -> list[tuple[int, int, str, tuple[str, ...]]]:
    columns = ("pk", "level__number", "text", "in_other_words")
    return [
        (key, level, text, tuple(words))
        for key, level, text, words in edition.indicators.order_by("order").values_list(*columns)
    ]

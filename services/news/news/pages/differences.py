"""What changed between two texts: their lines first, then the words of those that changed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

What = Literal["same", "gone", "new"]
Run = tuple[What, str]

MOST_PIECES, MOST_PAIRS = 3_000, 200_000
"""How many pieces are compared, and how many pairs of equal ones looked at; of more, all is gone and new as a whole.

The work grows with the square of the one and with the other, of which 200,000 characters may have ten thousand million.
"""

_ALONE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_WORD = re.compile(rf"[{_ALONE}]\s*|[^\s{_ALONE}]+\s*|\s+")
"""A word with the space behind it; of Chinese and Japanese, which have no spaces, a character."""


def differences_of_words(before: str, after: str) -> Iterator[Run]:
    """What stayed and what went is the older text together, what stayed and what came the newer one."""
    return _together(_by_words(before, after))


def differences(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    """The same of pieces that are shown whole."""
    return _together(_by_pieces(before, after))


def _by_words(before: str, after: str) -> Iterator[Run]:
    """Lines that went and came in one place are compared by their words."""
    gone = new = ""
    for what, words in (*_by_pieces(before.splitlines(keepends=True), after.splitlines(keepends=True)), ("same", "")):
        if what == "same":
            yield from _by_pieces(_WORD.findall(gone), _WORD.findall(new))
            yield "same", words
            gone = new = ""
        elif what == "gone":
            gone += words
        else:
            new += words


def _by_pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    first = _alike(before, after)
    last = _alike(before[first:][::-1], after[first:][::-1])
    older, newer = before[first : len(before) - last], after[first : len(after) - last]
    yield "same", "".join(before[:first])
    yield from _between(older, newer)
    yield "same", "".join(before[len(before) - last :])


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many pieces both begin with."""
    pairs = zip(before, after, strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))


def _between(older: Sequence[str], newer: Sequence[str]) -> Iterator[Run]:
    there = Counter(newer)
    pairs = sum(count * there[piece] for piece, count in Counter(older).items())
    if max(len(older), len(newer)) > MOST_PIECES or pairs > MOST_PAIRS:
        yield "gone", "".join(older)
        yield "new", "".join(newer)
        return
    for what, i, j, k, m in SequenceMatcher(None, older, newer, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", "".join(older[i:j])
        else:
            yield "gone", "".join(older[i:j])
            yield "new", "".join(newer[k:m])


def _together(runs: Iterator[Run]) -> Iterator[Run]:
    """Runs of one kind that follow each other are one, and there is no empty one."""
    for what, some in groupby((run for run in runs if run[1]), key=lambda run: run[0]):
        yield what, "".join(words for _, words in some)

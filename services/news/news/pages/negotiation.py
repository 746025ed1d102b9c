"""Which language is meant by an `Accept-Language` (RFC 9110, 12.5.4)."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from news.pages.languages import NOTICES, lookup

OFFERED = ("en", *(tag for tag in NOTICES if tag != "en"))
"""The languages of the site, in the order in which whoever wants none of them is given one."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a header asks for. For a language counts the most specific range that it is in, then the best of its parts
    (`fr-CA` finds `fr`), then `*`; `q=0` is a never, and of a part it says nothing for the whole. What cannot be read
    is passed over."""

    ranges: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, header: str) -> "Wish":
        return cls(tuple(_ranges(header)))

    def best(self, offered: Sequence[str]) -> str | None:
        """The one that is asked for most of all, None when none of them is."""
        found = max(offered, key=self._wanted, default=None)
        return found if found is not None and self._wanted(found)[0] > 0 else None

    def refuses(self, tag: str) -> bool:
        return self._wanted(tag)[0] == 0

    def _wanted(self, tag: str) -> tuple[float, int]:
        low = tag.casefold()
        around = [each for each in self.ranges if each[0] in lookup(low)]
        parts = [each for each in self.ranges if low in lookup(each[0]) and each[1] > 0]
        rest = [each for each in self.ranges if each[0] == "*"]
        if around:
            found = max(around, key=lambda each: (each[0].count("-"), each[1]))
        elif parts or rest:
            found = max(parts or rest, key=lambda each: each[1])
        else:
            return -1.0, 0
        return found[1], -self.ranges.index(found)


def negotiate(header: str, offered: Sequence[str]) -> str:
    """The language of `offered` that is asked for, else the first that is not refused, else the first."""
    wish = Wish.of(header)
    return wish.best(offered) or next((tag for tag in offered if not wish.refuses(tag)), offered[0])


def negotiate_story(
    header: str, public: Sequence[str], served: Callable[[str], str], withdrawn: Collection[str] = ()
) -> str:
    """The language of the address at which a reader finds a story that is public in these languages, the first of
    which is for whoever asks for none; `served` is the language of the text at the address of another one, and
    `withdrawn` are those in which the address is gone.

    A language that the story has goes before any other. Where it has none that is asked for, the reader is told so in
    the best language of the site (where that was withdrawn, they are led to the text itself), unless that leads to a
    text that is refused while there is another one. A story that has nothing but what is refused is served all the
    same, as RFC 9110 allows: more use than a 406.
    """
    wish = Wish.of(header)
    told = wish.best(OFFERED)
    allowed = [tag for tag in public if not wish.refuses(tag)]
    if (own := wish.best(public)) is not None:
        return own
    if told is not None and not (allowed and wish.refuses(served(told))):
        return served(told) if told in withdrawn else told
    return (allowed or public)[0]


_QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for part in header[:1_000].casefold().split(","):
        range_, _, parameter = (piece.strip() for piece in part.partition(";"))
        quality = _QUALITY.fullmatch(parameter.replace(" ", "")) if parameter else None
        if re.fullmatch(r"[a-z]{1,8}(-[a-z0-9]{1,8})*|\*", range_) and (quality or not parameter):
            yield range_, float(quality[1]) if quality else 1.0

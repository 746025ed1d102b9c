"""How languages write the number of a conference."""

from pydantic import BaseModel

_NUMERALS = {
    1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV",
    1: "I",
}  # fmt: skip


class Ordinals(BaseModel):
    """The ordinal in front of "conference", a feminine word in Spanish and French."""

    en: str
    es: str
    fr: str


class NumberShown(BaseModel):
    """A number as it is written: the numeral is the same in all languages."""

    roman: str
    ordinal: Ordinals


def number_shown(number: int) -> NumberShown:
    """`21` as `XXI`, `21st`, `21.ª` and `21e`; for 1 to 3999."""
    ordinals = Ordinals(en=f"{number}{_ending(number)}", es=f"{number}.ª", fr="1re" if number == 1 else f"{number}e")
    return NumberShown(roman=_roman(number), ordinal=ordinals)


def _roman(number: int) -> str:
    written = ""
    for value, numeral in _NUMERALS.items():
        times, number = divmod(number, value)
        written += numeral * times
    return written


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")

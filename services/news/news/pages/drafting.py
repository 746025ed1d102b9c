"""Templates of stories: an event and a few sentences around it become a text, in any language."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel.lists import format_list
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from news.pages.days import ON, SINCE, UNTIL, said_day, shown_day
from news.pages.languages import in_words, locale
from news.pages.markdown import escaped
from news.pages.parts import named, said_part

MAX_SOURCE = 20_000
MAX_WRITTEN = 200_000

_REGIONS = {
    "en": {"AMS": "the Americas and the Caribbean", "AP": "Asia and the Pacific", "ESA": "East and Southern Africa",
           "EUR": "Europe", "MENA": "North of Africa, Near and Middle East", "WCA": "West and Central Africa"},
    "es": {"AMS": "las Américas y el Caribe", "AP": "Asia y el Pacífico", "ESA": "África Oriental y Meridional",
           "EUR": "Europa", "MENA": "Norte de África y Oriente Próximo y Medio", "WCA": "África Occidental y Central"},
    "fr": {"AMS": "les Amériques et les Caraïbes", "AP": "l’Asie et le Pacifique",
           "ESA": "l’Afrique orientale et australe", "EUR": "l’Europe",
           "MENA": "l’Afrique du Nord, le Proche et le Moyen-Orient", "WCA": "l’Afrique occidentale et centrale"},
    "pt": {"AMS": "Américas e Caribe", "AP": "Ásia e Pacífico", "ESA": "África Oriental e Austral", "EUR": "Europa",
           "MENA": "Norte da África e Oriente Próximo e Médio", "WCA": "África Ocidental e Central"},
    "ru": {"AMS": "Америка и страны Карибского бассейна", "AP": "Азия и Тихий океан",
           "ESA": "Восточная и Южная Африка", "EUR": "Европа", "MENA": "Северная Африка, Ближний и Средний Восток",
           "WCA": "Западная и Центральная Африка"},
    "zh": {"AMS": "美洲和加勒比", "AP": "亚太", "ESA": "东部和南部非洲", "EUR": "欧洲", "MENA": "北非、近东和中东",
           "WCA": "西部和中部非洲"},
    "ar": {"AMS": "الأمريكتين والكاريبي", "AP": "آسيا والمحيط الهادئ", "ESA": "شرق أفريقيا وجنوبها",
           "EUR": "أوروبا", "MENA": "شمال أفريقيا والشرقين الأدنى والأوسط", "WCA": "غرب أفريقيا ووسطها"},
}  # fmt: skip

_MAY_STAND = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem,
    nodes.Filter, nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Test, nodes.Concat,
)  # fmt: skip
"""What a template is made of: it calls nothing, reckons nothing and remembers nothing, so it always comes to an end."""


@dataclass(frozen=True, slots=True)
class Source:
    """The sources of the three parts of a text: headline and summary are plain, the body is Markdown."""

    headline: str
    body: str
    summary: str | None = None

    def parts(self) -> Iterator[tuple[str, str]]:
        for name in ("headline", "summary", "body"):
            if source := getattr(self, name):
                yield name, source


class BadTemplate(ValueError):
    """A part of a template that cannot be used: `part`, and the rule that it breaks, with its line."""

    def __init__(self, part: str, rule: str, line: int | None = None) -> None:
        super().__init__(f"{part}: {rule}" if line is None else f"{part}, line {line}: {rule}")
        self.part, self.rule, self.line = part, rule, line


def check(source: Source, fields: Iterable[str]) -> None:
    """Raises `BadTemplate` for what is no template of an event with these fields."""
    known = set(fields)
    for part, text in source.parts():
        if len(text) > MAX_SOURCE:
            raise BadTemplate(part, f"a template has at most {MAX_SOURCE:,} characters")
        try:
            tree = _environment("en", part == "body").parse(text)
        except TemplateSyntaxError as wrong:
            raise BadTemplate(part, str(wrong.message), wrong.lineno) from None
        _check_nodes(part, tree, known)


def write(source: Source, language: str, event: Mapping[str, Any]) -> dict[str, str]:
    """The parts of the text that a template makes of an event's fields, what comes out empty left out.

    Raises `BadTemplate`, also for a field that is not there.
    """
    written = {}
    for part, text in source.parts():
        try:
            whole = _bounded(part, _compiled(text, language, part == "body").generate(event))
        except TemplateError as wrong:
            raise BadTemplate(part, str(wrong), getattr(wrong, "lineno", None)) from None
        except (TypeError, ValueError, AttributeError) as wrong:
            raise BadTemplate(part, f"cannot be filled in: {wrong}") from None
        clean = whole.strip() if part == "body" else " ".join(whole.split())
        if clean:
            written[part] = clean
    return written


def _bounded(part: str, chunks: Iterable[str]) -> str:
    whole, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_WRITTEN:
            raise BadTemplate(part, f"comes to more than {MAX_WRITTEN:,} characters")
        whole.append(chunk)
    return "".join(whole)


def _check_nodes(part: str, tree: nodes.Template, known: set[str]) -> None:
    own = {node.target.name for node in tree.find_all(nodes.For) if isinstance(node.target, nodes.Name)}
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _MAY_STAND):
            kind = type(node).__name__.lower()
            raise BadTemplate(
                part, f"{kind}: a template has fields, filters, if and for, and nothing else", node.lineno
            )
        if isinstance(node, nodes.For) and any(inner is not node for inner in node.find_all(nodes.For)):
            raise BadTemplate(part, "a for stands in no other for", node.lineno)
        if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known | own | {"loop"}:
            fields = ", ".join(sorted(known))
            raise BadTemplate(part, f"{node.name!r} is no field of the event; there are {fields}", node.lineno)
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            raise BadTemplate(part, f"there is no filter {node.name!r}; there are {', '.join(_FILTERS)}", node.lineno)
        if isinstance(node, nodes.Getattr | nodes.Getitem) and str(_name(node)).startswith("_"):
            raise BadTemplate(part, f"{_name(node)!r} is no field", node.lineno)


def _name(node: nodes.Getattr | nodes.Getitem) -> object:
    if isinstance(node, nodes.Getattr):
        return node.attr
    return node.arg.value if isinstance(node.arg, nodes.Const) else ""


_FILTERS = ("day", "on", "since", "until", "names", "name", "part", "region", "sentence", "length")


@lru_cache(maxsize=500)
def _compiled(text: str, language: str, markdown: bool) -> Template:
    return _environment(language, markdown).from_string(text)


@lru_cache(maxsize=100)
def _environment(language: str, markdown: bool) -> ImmutableSandboxedEnvironment:
    """What events say comes out to the letter: in Markdown none of it is markup."""
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_in_markdown if markdown else _in_a_line,
    )
    environment.globals.clear()
    filters: dict[str, Callable[..., object]] = {
        "day": lambda value: shown_day(value, language),
        "on": lambda value: said_day(value, language, ON),
        "since": lambda value: said_day(value, language, SINCE),
        "until": lambda value: said_day(value, language, UNTIL),
        "names": lambda codes: format_list([named(code, language) for code in codes], locale=locale(language)),
        "name": lambda code: named(code, language),
        "part": lambda part: said_part(part, language),
        "region": lambda code: region_name(code, language),
        "sentence": lambda text: str(text).rstrip(".。"),
        "length": len,
    }
    environment.filters.clear()
    environment.filters.update(filters)
    return environment


def _in_markdown(value: object) -> str:
    return "" if value is None else "\n".join(escaped(line) for line in str(value).split("\n"))


def _in_a_line(value: object) -> str:
    return "" if value is None else str(value)


def region_name(code: str, language: str) -> str:
    """As it is called within a sentence."""
    return in_words(_REGIONS, language).get(code, code)

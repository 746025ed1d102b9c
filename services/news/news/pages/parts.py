"""The part of an agreement that a step is of, in the languages of the newsroom."""

from collections.abc import Mapping
from typing import Any

from babel.lists import format_list

from news.pages.languages import in_words, locale

_WORDS: Mapping[str, dict[str, str]] = {
    "en": {"direction": "operators certified in {} and recognised by {}", "party": "party: {}", "types": "only {}",
           "tiers": "tiers: {}", "and": "; "},
    "es": {"direction": "operadores certificados en {} y reconocidos por {}", "party": "parte: {}",
           "types": "solo {}", "tiers": "niveles: {}", "and": "; "},
    "fr": {"direction": "certification : {}, reconnaissance : {}", "party": "partie : {}",
           "types": "{} uniquement", "tiers": "niveaux : {}", "and": " ; "},
    "pt": {"direction": "certificação: {}, reconhecimento: {}", "party": "parte: {}", "types": "apenas {}",
           "tiers": "níveis: {}", "and": "; "},
    "ru": {"direction": "сертификация: {}, признание: {}", "party": "сторона: {}", "types": "только {}",
           "tiers": "уровни: {}", "and": "; "},
    "zh": {"direction": "由{}认证并由{}认可的经营者", "party": "缔约方：{}", "types": "仅限{}", "tiers": "级别：{}",
           "and": "；"},
    "ar": {"direction": "المشغّلون المعتمدون في {} والمعترف بهم لدى {}", "party": "الطرف: {}", "types": "{} فقط",
           "tiers": "المستويات: {}", "and": "؛ "},
}  # fmt: skip
"""French, Portuguese and Russian name economies behind a colon: no article and no case has to be known."""

_OPERATORS: Mapping[str, dict[str, str]] = {
    "en": {"manufacturer": "manufacturers", "importer": "importers", "exporter": "exporters",
           "broker": "customs brokers", "carrier": "carriers", "consolidator": "consolidators",
           "intermediary": "intermediaries", "port": "ports", "airport": "airports",
           "terminal": "terminal operators", "integrated_operator": "integrated operators",
           "warehouse": "warehouses", "distributor": "distributors"},
    "es": {"manufacturer": "fabricantes", "importer": "importadores", "exporter": "exportadores",
           "broker": "agentes de aduanas", "carrier": "transportistas", "consolidator": "consolidadores",
           "intermediary": "intermediarios", "port": "puertos", "airport": "aeropuertos",
           "terminal": "operadores de terminales", "integrated_operator": "operadores integrados",
           "warehouse": "depósitos", "distributor": "distribuidores"},
    "fr": {"manufacturer": "fabricants", "importer": "importateurs", "exporter": "exportateurs",
           "broker": "commissionnaires en douane", "carrier": "transporteurs", "consolidator": "groupeurs",
           "intermediary": "intermédiaires", "port": "ports", "airport": "aéroports",
           "terminal": "exploitants de terminaux", "integrated_operator": "opérateurs intégrés",
           "warehouse": "entrepôts", "distributor": "distributeurs"},
    "pt": {"manufacturer": "fabricantes", "importer": "importadores", "exporter": "exportadores",
           "broker": "despachantes aduaneiros", "carrier": "transportadores", "consolidator": "consolidadores",
           "intermediary": "intermediários", "port": "portos", "airport": "aeroportos",
           "terminal": "operadores de terminais", "integrated_operator": "operadores integrados",
           "warehouse": "armazéns", "distributor": "distribuidores"},
    "ru": {"manufacturer": "производители", "importer": "импортёры", "exporter": "экспортёры",
           "broker": "таможенные брокеры", "carrier": "перевозчики", "consolidator": "консолидаторы",
           "intermediary": "посредники", "port": "порты", "airport": "аэропорты",
           "terminal": "операторы терминалов", "integrated_operator": "интегрированные операторы",
           "warehouse": "склады", "distributor": "дистрибьюторы"},
    "zh": {"manufacturer": "制造商", "importer": "进口商", "exporter": "出口商", "broker": "报关行",
           "carrier": "承运商", "consolidator": "集运商", "intermediary": "中间商", "port": "港口",
           "airport": "机场", "terminal": "货站经营者", "integrated_operator": "综合经营者",
           "warehouse": "仓储经营者", "distributor": "分销商"},
    "ar": {"manufacturer": "المصنّعون", "importer": "المستوردون", "exporter": "المصدّرون",
           "broker": "المخلّصون الجمركيون", "carrier": "الناقلون", "consolidator": "مجمّعو الشحنات",
           "intermediary": "الوسطاء", "port": "الموانئ", "airport": "المطارات",
           "terminal": "مشغّلو المحطات", "integrated_operator": "المشغّلون المتكاملون",
           "warehouse": "المستودعات", "distributor": "الموزّعون"},
}  # fmt: skip
"""As the SAFE Framework calls the operators of an international supply chain."""


def said_part(part: Mapping[str, Any] | None, language: str) -> str:
    """What is meant of an agreement, and nothing where all of it is."""
    words, said = in_words(_WORDS, language), part or {}
    found = []
    if party := said.get("party"):
        found.append(words["party"].format(named(party, language)))
    if direction := said.get("direction"):
        ends = (direction["certified_in"], direction["recognised_by"])
        found.append(words["direction"].format(*(named(code, language) for code in ends)))
    if types := said.get("operator_types"):
        operators = in_words(_OPERATORS, language)
        names = [operators.get(each, each.replace("_", " ")) for each in types]
        found.append(words["types"].format(format_list(names, locale=locale(language))))
    if tiers := said.get("tiers"):
        found.append(words["tiers"].format(format_list(list(tiers), locale=locale(language))))
    return words["and"].join(found)


def named(code: str, language: str) -> str:
    """What an economy is called, and its code where CLDR has no name for it."""
    return str(locale(language).territories.get(code, code))

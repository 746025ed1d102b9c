"""Who may be trusted: the types of operators, and what sources call them."""

from collections.abc import Iterable
from enum import StrEnum


class OperatorType(StrEnum):
    """The types of the SAFE Framework (DOMAIN 2.1); programmes have others besides, which are kept as they are."""

    MANUFACTURER = "manufacturer"
    IMPORTER = "importer"
    EXPORTER = "exporter"
    BROKER = "broker"
    CARRIER = "carrier"
    CONSOLIDATOR = "consolidator"
    INTERMEDIARY = "intermediary"
    PORT = "port"
    AIRPORT = "airport"
    TERMINAL = "terminal"
    INTEGRATED_OPERATOR = "integrated_operator"
    WAREHOUSE = "warehouse"
    DISTRIBUTOR = "distributor"


# Only what plainly means the same: a courier or a forwarder may be one thing here and another one there.
_SAME = {
    "customs_broker": OperatorType.BROKER,
    "airline": OperatorType.CARRIER,
    "carrier_air": OperatorType.CARRIER,
    "carrier_highway": OperatorType.CARRIER,
    "carrier_rail": OperatorType.CARRIER,
    "carrier_sea": OperatorType.CARRIER,
    "rail_carrier": OperatorType.CARRIER,
    "sea_carrier": OperatorType.CARRIER,
    "airport_operator": OperatorType.AIRPORT,
    "port_operator": OperatorType.PORT,
    "terminal_operator": OperatorType.TERMINAL,
    "warehouse_operator": OperatorType.WAREHOUSE,
}


def operator_type(words: str) -> str:
    """The type that a source means: `Customs broker` is a `broker`; an unknown one is its own words."""
    joined = "_".join(words.lower().replace("-", " ").replace("_", " ").split())
    return _SAME.get(joined, joined)


def among(asked: str, listed: Iterable[str] | None) -> bool:
    """Whether a tier or type is one of those that are listed, of which null are all: ` aeos ` is `AEOS`."""
    return listed is None or plain(asked) in map(plain, listed)


def plain(words: str) -> str:
    """What a tier or type is compared by; it is shown in the words of its programme."""
    return " ".join(words.casefold().split())


def operator_types(words: tuple[str, ...]) -> tuple[str, ...]:
    """Each type once, in the order of the words."""
    return tuple(dict.fromkeys(map(operator_type, words)))

"""Every event type that Cabos speaks, by its wire name."""

from cabos_contracts import aeo, delivery, governance, news
from cabos_contracts.envelope import Event

CATALOGUE: dict[str, type[Event]] = {
    contract.type: contract
    for module in (governance, aeo, news, delivery)
    for contract in vars(module).values()
    if isinstance(contract, type) and issubclass(contract, Event) and contract is not Event
}

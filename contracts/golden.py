"""The gate of the contracts: `python contracts/golden.py [--write]` compares them with what is checked in.

Each type has `schemas/<type>.json` (JSON Schema of `data`, draft 2020-12) and `cabos_contracts/examples/<type>.json`
(a whole CloudEvent). The schemas are written by `--write`, the examples by hand. Exit 1 names what differs.
"""

import difflib
import json
import sys
from pathlib import Path
from typing import Any

from cabos_contracts.catalogue import CATALOGUE
from cabos_contracts.envelope import Envelope, Event
from pydantic import ValidationError

HERE = Path(__file__).parent
SCHEMAS = HERE / "schemas"
EXAMPLES = HERE / "cabos_contracts" / "examples"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(contract: type[Event]) -> dict[str, Any]:
    """The JSON Schema that is published for an event's `data`."""
    return {"$schema": DIALECT, "$id": contract.dataschema} | contract.model_json_schema(mode="serialization")


def text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def differences(name: str, wanted: str, found: str) -> list[str]:
    return list(
        difflib.unified_diff(found.splitlines(), wanted.splitlines(), f"{name} (checked in)", name, lineterm="")
    )


def schema_faults(contract: type[Event]) -> list[str]:
    path = SCHEMAS / f"{contract.type}.json"
    if not path.exists():
        return [f"{path.name}: no schema is checked in; python contracts/golden.py --write makes it"]
    return differences(f"schemas/{path.name}", text(schema(contract)), path.read_text())


def example_faults(contract: type[Event]) -> list[str]:
    path = EXAMPLES / f"{contract.type}.json"
    if not path.exists():
        return [f"{path.name}: no example is checked in"]
    example = json.loads(path.read_text())
    try:
        event = contract.model_validate(example["data"])
        envelope = Envelope.model_validate(example | {"data": event})
    except (ValidationError, KeyError) as wrong:
        return [f"examples/{path.name}: {wrong}"]
    return differences(f"examples/{path.name}", text(envelope.to_cloudevent()), text(example))


def strays() -> list[str]:
    known = {f"{type_}.json" for type_ in CATALOGUE}
    return [
        f"{folder.name}/{path.name}: its type is not in the catalogue, and a published type is never taken away"
        for folder in (SCHEMAS, EXAMPLES)
        for path in sorted(folder.glob("*.json"))
        if path.name not in known
    ]


def main() -> int:
    if "--write" in sys.argv[1:]:
        for contract in CATALOGUE.values():
            (SCHEMAS / f"{contract.type}.json").write_text(text(schema(contract)))
    faults = strays()
    for contract in CATALOGUE.values():
        faults += schema_faults(contract) + example_faults(contract)
    print("\n".join(faults) if faults else f"contracts: {len(CATALOGUE)} types agree with their schemas and examples")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

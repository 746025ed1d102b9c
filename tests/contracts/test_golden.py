"""What is published of the contracts: schemas, examples, and the gate that compares them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cabos_contracts.catalogue import CATALOGUE
from cabos_contracts.envelope import Envelope
from cloudevents.http import from_json
from jsonschema import Draft202012Validator

CONTRACTS = Path(__file__).parents[2] / "contracts"


def document(folder: str, type_: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((CONTRACTS / folder / f"{type_}.json").read_text())
    return read


def gate(contracts: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, contracts / "golden.py"], capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTRACTS, tmp_path / "contracts"))


@pytest.mark.parametrize("type_", CATALOGUE)
def test_an_example_fits_its_published_schema(type_: str) -> None:
    schema = document("schemas", type_)

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document("cabos_contracts/examples", type_)["data"])


@pytest.mark.parametrize("type_", CATALOGUE)
def test_an_example_is_a_cloudevent_to_the_official_sdk(type_: str) -> None:
    raw = (CONTRACTS / "cabos_contracts/examples" / f"{type_}.json").read_bytes()

    event = from_json(raw)

    assert event["type"] == type_
    assert event["subject"] == document("cabos_contracts/examples", type_)["subject"]


@pytest.mark.parametrize("type_", CATALOGUE)
def test_a_reader_ignores_fields_it_does_not_know(type_: str) -> None:
    example = document("cabos_contracts/examples", type_)

    event = CATALOGUE[type_].model_validate(example["data"] | {"added_later": {"anything": 1}})

    assert event == CATALOGUE[type_].model_validate(example["data"])
    assert Envelope.model_validate(example | {"data": event}).subject == event.subject


def test_the_gate_passes_what_is_checked_in() -> None:
    told = gate(CONTRACTS)

    assert told.returncode == 0, told.stdout


def test_the_gate_finds_a_schema_that_differs(copy: Path) -> None:
    path = copy / "schemas" / "aeo.agreement.signed.v1.json"
    path.write_text(path.read_text().replace('"parties",', ""))

    told = gate(copy)

    assert told.returncode == 1
    assert "schemas/aeo.agreement.signed.v1.json" in told.stdout


def test_the_gate_finds_an_example_that_does_not_fit(copy: Path) -> None:
    path = copy / "cabos_contracts/examples" / "aeo.agreement.signed.v1.json"
    path.write_text(path.read_text().replace("2021-05-05", "2021-05-32"))

    told = gate(copy)

    assert told.returncode == 1
    assert "signed_on" in told.stdout


def test_the_gate_finds_a_type_that_was_taken_away(copy: Path) -> None:
    (copy / "schemas" / "aeo.agreement.forgotten.v1.json").write_text("{}")

    told = gate(copy)

    assert told.returncode == 1
    assert "a published type is never taken away" in told.stdout

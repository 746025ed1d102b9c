"""The small words of the published language."""

from datetime import date, datetime

import pytest
from cabos_contracts.aeo import AgreementSigned
from cabos_contracts.envelope import Event
from cabos_contracts.types import Instant, PartialDate
from hypothesis import given
from hypothesis import strategies as some
from pydantic import TypeAdapter, ValidationError

partial_dates = TypeAdapter(PartialDate)
instants: TypeAdapter[datetime] = TypeAdapter(Instant)


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest"),
    [
        ("2018", "year", date(2018, 1, 1), date(2018, 12, 31)),
        ("2016-02", "month", date(2016, 2, 1), date(2016, 2, 29)),
        ("2018-04-16", "day", date(2018, 4, 16), date(2018, 4, 16)),
    ],
)
def test_a_day_is_as_precise_as_it_is_known(text: str, precision: str, earliest: date, latest: date) -> None:
    day = partial_dates.validate_json(f'"{text}"')

    assert (day.precision, day.earliest, day.latest) == (precision, earliest, latest)
    assert partial_dates.dump_json(day) == f'"{text}"'.encode()


@pytest.mark.parametrize(
    "text", ["2018-02-30", "2018-13", "18", "2018-4-1", "2018-04-16T00:00", "", "0000", "２０１８"]
)
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        partial_dates.validate_python(text)


@given(some.dates())
def test_every_day_survives_the_wire(day: date) -> None:
    assert partial_dates.validate_json(partial_dates.dump_json(PartialDate(day))).earliest == day


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
def test_an_instant_that_utc_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="outside of the calendar in UTC"):
        instants.validate_json(f'"{text}"')


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00-12:00"])
def test_the_first_and_the_last_instant_are_some(text: str) -> None:
    assert instants.validate_json(f'"{text}"') == datetime.fromisoformat(text)


def test_an_agreement_has_two_parties_at_least() -> None:
    with pytest.raises(ValidationError, match="parties"):
        AgreementSigned.model_validate(
            {"agreement_id": "5f0c1c1e-8d5b-5c53-9f0e-6a2f5d2a7c11", "name": "n", "parties": ["MX"], "version": 1}
        )


def test_a_malformed_type_is_found_when_the_class_is_made() -> None:
    with pytest.raises(TypeError, match="not of the form"):
        type("Wrong", (Event,), {"__annotations__": {"a": int}}, type="AgreementSigned", subject="a")


def test_a_subject_that_is_no_field_is_found_when_the_class_is_made() -> None:
    with pytest.raises(TypeError, match="not one of its fields"):
        type("Wrong", (Event,), {"__annotations__": {"a": int}}, type="aeo.thing.done.v1", subject="b")

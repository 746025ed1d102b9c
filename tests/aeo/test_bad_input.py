"""What aeo does not take, with the field and the rule in every answer."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import redis
from aeo import api
from aeo.commands import agreement, programme, work_plan
from aeo.model.facts import Facts
from cabos.ids import stable_id
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer

from tests.aeo.conftest import aeo_at_work, governance_at_work, informed
from tests.aeo.desk import AGREEMENT, PLAN, Desk, done, refused
from tests.documented import example

NEGOTIATED: dict[str, Any] = {"stage": "under_negotiation"}
IN_FORCE: dict[str, Any] = {"stage": "in_force", "signed_on": "2021-05-05"}


@pytest.fixture(scope="module")
async def desk(stack: Stack, issuer: TestIssuer) -> AsyncIterator[Desk]:
    """One desk for all of these tests: what is refused leaves nothing behind."""
    with redis.Redis.from_url(stack.redis_url) as client:
        client.flushall()
    async with governance_at_work(stack, issuer), aeo_at_work(stack, issuer) as aeo:
        yield await informed(Desk(aeo))


@pytest.fixture
async def signed(desk: Desk) -> str:
    """The address of an agreement that was signed on an unknown day."""
    path = f"/v1/agreements/{stable_id('agreement', 'signed')}"
    await done(desk.ask(path, name="Signed", parties=["BR", "CL"], stage="signed", source="test"))
    return path


@contextmanager
def carrying(desk: Desk, token: dict[str, str]) -> Iterator[None]:
    own = desk.http.headers.pop("Authorization")
    desk.http.headers.update(token)
    try:
        yield
    finally:
        desk.http.headers["Authorization"] = own


@pytest.mark.parametrize(
    ("changed", "field", "word"),
    [
        ({"parties": ["BR"]}, "parties", "at least 2"),
        ({"parties": []}, "parties", "at least 2"),
        ({"parties": ["BR", "BR"]}, "parties", "here twice: BR"),
        ({"parties": ["BR", "MX", "MX"]}, "parties", "here twice: MX"),
        ({"parties": ["BR", "ZZ"]}, "parties", "ZZ: no code of ISO 3166-1"),
        ({"parties": ["BR", "Mexico"]}, "parties", "pattern"),
        ({"non_members": ["BR"]}, "parties", "BR: a registered member"),
        ({"non_members": ["TW"]}, "non_members", "not among the parties: TW"),
        ({"programmes": {"CL": "OEA"}}, "programmes", "not among the parties: CL"),
        (NEGOTIATED | {"signed_on": "2021-05-05"}, "signed_on", "nothing is signed yet"),
        (NEGOTIATED | {"in_force_on": "2021-05-05"}, "in_force_on", "nothing is in force yet"),
        (IN_FORCE | {"in_force_on": "2021-05-04"}, "in_force_on", "before the signature on 2021-05-05"),
        (IN_FORCE | {"in_force_on": "2021-04"}, "in_force_on", "before the signature on 2021-05-05"),
        (IN_FORCE | {"party_in_force": {"BR": "2020"}}, "party_in_force", "before the signature on 2021-05-05"),
        (IN_FORCE | {"party_in_force": {"CL": "2022"}}, "party_in_force", "not among the parties: CL"),
        ({"stage": "signed", "signed_on": "2018-02-30"}, "signed_on", "no day 2018-02-30"),
        ({"stage": "signed", "signed_on": "2999-01-01"}, "signed_on", "in the future"),
        ({"in_force_clause": 3}, "in_force_clause", "more than the parties"),
        ({"stage": "ratified"}, "stage", "'in_force'"),
        ({"nmae": "misspelt"}, "nmae", "not permitted"),
        ({"source": ""}, "source", "at least 1"),
    ],
)
async def test_an_agreement_that_cannot_be_is_refused(
    desk: Desk, changed: dict[str, Any], field: str, word: str
) -> None:
    response = await desk.open(**changed)

    assert word in refused(response, 422, field)
    assert (await desk.http.get(f"/v1/agreements/{AGREEMENT}")).status_code == 404


@pytest.mark.parametrize("day", ["2018-02-30", "2018-00", "soon", "", 2018, None])
async def test_a_date_that_does_not_exist_is_refused(desk: Desk, signed: str, day: Any) -> None:
    signature = await desk.ask(f"{signed}/signature", signed_on=day)
    entry = await desk.ask(f"{signed}/entry-into-force", in_force_on=day)

    refused(signature, 422, "signed_on")
    refused(entry, 422, "in_force_on")
    assert (await desk.get(signed))["version"] == 2


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        (b'{"name": ', 400, "not JSON"),
        (b'{"name": "\xff"}', 400, ""),
        (b"[]", 422, "valid dictionary"),
        (b"", 422, "required"),
        (b'{"name": "' + b"x" * 1024 * 1024 + b'"}', 413, "1048576 bytes"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(desk: Desk, body: bytes, status: int, word: str) -> None:
    response = await desk.http.put(
        f"/v1/agreements/{AGREEMENT}", content=body, headers={"Content-Type": "application/json"}
    )

    assert word in refused(response, status)


@pytest.mark.parametrize("roles", [(), ("governance-officer", "editor", "publisher")])
async def test_a_write_needs_the_officer(desk: Desk, roles: tuple[str, ...]) -> None:
    with carrying(desk, desk.aeo.bearer(*roles)):
        answers = [await write for write in every_write(desk)]

    for answer in answers:
        assert refused(answer, 403) == "This needs the role aeo-officer"


async def test_a_write_needs_a_token(desk: Desk) -> None:
    with carrying(desk, {}):
        missing = [await write for write in every_write(desk)]
    with carrying(desk, desk.aeo.bearer("aeo-officer", exp=1_500_000_000)):
        expired = [await write for write in every_write(desk)]
    with carrying(desk, {"Authorization": "Bearer nonsense"}):
        wrong = [await write for write in every_write(desk)]

    for answer in missing + expired + wrong:
        refused(answer, 401)
    assert (await desk.http.get(f"/v1/agreements/{AGREEMENT}")).status_code == 404


def every_write(desk: Desk) -> list[Any]:
    return [
        desk.programme(), desk.open(), desk.sign(), desk.bring_into_force(), desk.draft(), desk.sign_plan()
    ]  # fmt: skip


async def test_what_is_not_on_record_can_be_neither_signed_nor_shown(desk: Desk) -> None:
    assert refused(await desk.sign(), 404) == f"No agreement {AGREEMENT}"
    assert refused(await desk.bring_into_force(), 404) == f"No agreement {AGREEMENT}"
    assert refused(await desk.sign_plan(), 404) == f"No work plan {PLAN}"
    assert refused(await desk.http.get(f"/v1/programmes/{stable_id('programme', 'ZZ')}"), 404)
    refused(await desk.http.get("/v1/agreements/not-an-id"), 422, "agreement_id")


@pytest.mark.parametrize(
    "command",
    [programme.RegisterProgramme, agreement.OpenAgreement, agreement.SignAgreement, agreement.BringIntoForce,
     work_plan.DraftWorkPlan, work_plan.SignWorkPlan],
)  # fmt: skip
def test_the_documentation_shows_an_example_that_is_taken(command: type[Facts]) -> None:
    shown = example(api, command)

    assert command.model_validate(shown).model_dump(mode="json", exclude_unset=True) == shown

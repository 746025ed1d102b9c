"""Blocs: who belongs to them on which day, and who hears of it when."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aeo.commands.bloc import tell_changes_of_blocs
from cabos.testing.services import Running

from tests.aeo.desk import Desk, done, refused

FILE = Path(__file__).parents[2] / "examples/data/blocs.json"
UNION: dict[str, Any] = {
    "name": "European Union",
    "members": [
        {"economy": "FR", "from_on": "1958-01-01"},
        {"economy": "GB", "from_on": "1973", "until_on": "2020-12-31"},
        {"economy": "HR", "from_on": "2013-07"},
    ],
    "source": "test",
}


@pytest.fixture
async def desk(aeo: Running) -> Desk:
    """No member has to be known before it belongs to a bloc."""
    return Desk(aeo)


async def described(desk: Desk, **changed: Any) -> None:
    await done(desk.ask("/v1/blocs/EU", **UNION | changed))


async def test_a_bloc_is_announced_once_with_who_has_joined_and_left_it(desk: Desk) -> None:
    for _ in range(2):
        await described(desk)

    events = await desk.announced(5)
    assert [(type_, data.get("economy"), data.get("from_on") or data.get("until_on")) for type_, data in events] == [
        ("bloc.registered", None, None),
        ("bloc-member.joined", "FR", "1958-01-01"),
        ("bloc-member.joined", "GB", "1973"),
        ("bloc-member.left", "GB", "2020-12-31"),
        ("bloc-member.joined", "HR", "2013-07"),
    ]
    assert [data["version"] for _, data in events] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("day", "members", "uncertain"),
    [
        ("1957-12-31", [], []),
        ("1973-06-01", ["FR"], ["GB"]),
        ("2013-07-20", ["FR", "GB"], ["HR"]),
        ("2020-12-31", ["FR", "GB", "HR"], []),
        ("2021-01-01", ["FR", "HR"], []),
    ],
)
async def test_a_day_has_its_members_and_those_who_may_be(
    desk: Desk, day: str, members: list[str], uncertain: list[str]
) -> None:
    await described(desk)

    listed = (await desk.get("/v1/blocs", as_of=day))["items"]
    shown = await desk.get("/v1/blocs/EU", as_of=day)

    assert shown["on_day"] == {"as_of": day, "members": members, "uncertain": uncertain}
    assert listed == [shown]


async def test_who_leaves_belongs_until_its_last_day(desk: Desk) -> None:
    members = [{"economy": "FR", "from_on": "1958-01-01"}, {"economy": "GB", "from_on": "1973-01-01"}]
    await described(desk, members=members)

    for _ in range(2):
        await done(desk.ask("/v1/blocs/EU/members/GB", until_on="2020-01-31", source="too early"))
    await done(desk.ask("/v1/blocs/EU/members/GB", until_on="2020-12-31", source="with the transition"))

    shown = await desk.get("/v1/blocs/EU", as_of="2020-12-31")
    assert shown["on_day"]["members"] == ["FR", "GB"]
    assert [(each["from_on"], each["until_on"]) for each in shown["members"] if each["economy"] == "GB"] == [
        ("1973-01-01", "2020-12-31")
    ]
    left = [data for type_, data in await desk.announced(7) if type_ == "bloc-member.left"]
    assert [(data["until_on"], data["according_to"]) for data in left] == [
        ("2020-01-31", "too early"), ("2020-12-31", "with the transition")
    ]  # fmt: skip


async def test_who_has_left_may_come_back(desk: Desk) -> None:
    await described(desk)

    await done(desk.ask("/v1/blocs/EU/members/GB", from_on="2024-05-01", source="a tale"))

    members = (await desk.get("/v1/blocs/EU"))["members"]
    assert [each["from_on"] for each in members if each["economy"] == "GB"] == ["1973", "2024-05-01"]


async def test_a_change_that_lies_ahead_is_told_on_its_day_once(desk: Desk) -> None:
    await described(desk)
    await done(desk.ask("/v1/blocs/EU/members/GB", from_on="2998-04", source="a tale"))
    await done(desk.ask("/v1/blocs/EU/members/HR", until_on="2998-04-30", source="a tale"))
    before = len(await desk.announced(7))

    # The last day still counts; then nobody looks for a week.
    for day in ((2998, 4, 29), (2998, 4, 30), (2998, 5, 7), (2998, 5, 7)):
        async with desk.aeo.database.transaction() as session:
            await tell_changes_of_blocs(session, datetime(*day, tzinfo=UTC))

    told = (await desk.announced(before + 2))[before:]
    assert [(type_, data["economy"]) for type_, data in told] == [
        ("bloc-member.joined", "GB"), ("bloc-member.left", "HR")
    ]  # fmt: skip


async def test_what_was_known_before_is_still_answered(desk: Desk) -> None:
    members = [{"economy": "GB", "from_on": "1973-01-01"}]
    await described(desk, members=members)
    moment = datetime.now(UTC).isoformat()
    await done(desk.ask("/v1/blocs/EU/members/GB", until_on="2020-12-31", source="test"))

    before = await desk.get("/v1/blocs", known_at=moment, as_of="2023-01-01")
    after = await desk.get("/v1/blocs", as_of="2023-01-01")

    assert [page["items"][0]["on_day"]["members"] for page in (before, after)] == [["GB"], []]


async def test_a_write_for_an_older_version_is_refused(desk: Desk) -> None:
    await described(desk)
    tag = (await desk.http.get("/v1/blocs/EU")).headers["ETag"]
    change = {"until_on": "2025-06-30", "source": "test"}

    first = await desk.http.put("/v1/blocs/EU/members/HR", json=change, headers={"If-Match": tag})
    second = await desk.http.put("/v1/blocs/EU/members/FR", json=change, headers={"If-Match": tag})

    assert first.status_code == 204
    refused(second, 412)


@pytest.mark.parametrize(
    ("path", "body", "status", "field", "word"),
    [
        ("BR", UNION, 422, "code", "no bloc"),
        ("eu", UNION, 422, "code", "pattern"),
        ("EU", UNION | {"members": [{"economy": "ZZ"}]}, 422, "members", "ZZ"),
        ("EU", UNION | {"members": [{"economy": "FR"}, {"economy": "FR"}]}, 422, "members", "twice"),
        ("EU", UNION | {"members": [{"economy": "FR", "from_on": "2020", "until_on": "2019"}]}, 422, "members",
         "before 2020"),
        ("EU", UNION | {"source": ""}, 422, "source", "at least 1"),
        ("EU/members/FR", {"source": "test"}, 422, None, "begins or ends"),
        ("EU/members/FR", {"source": "test", "from_on": "2020", "until_on": "2019"}, 422, "until_on", "before"),
        ("EU/members/ZZ", {"source": "test", "from_on": "2020"}, 422, "economy", "ISO 3166-1"),
        ("EU/members/CL", {"source": "test", "until_on": "2020"}, 409, None, "CL does not belong"),
        ("EAEU/members/BY", {"source": "test", "from_on": "2015"}, 404, None, "No bloc EAEU"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused(
    desk: Desk, path: str, body: dict[str, Any], status: int, field: str | None, word: str
) -> None:
    await described(desk)

    assert word in refused(await desk.ask(f"/v1/blocs/{path}", **body), status, field)


async def test_the_shipped_bloc_has_its_members_on_any_day(desk: Desk) -> None:
    [row] = json.loads(FILE.read_text(encoding="utf-8"))
    path = f"/v1/blocs/{row.pop('code')}"
    for _ in range(2):
        await done(desk.ask(path, **row))

    counts = {}
    for day in ("1957-12-31", "1958-01-01", "1973-01-01", "1995-01-01", "2004-05-01", "2020-12-31", "2021-01-01"):
        counts[day[:4]] = len((await desk.get("/v1/blocs/EU", as_of=day))["on_day"]["members"])
    assert counts == {"1957": 0, "1958": 6, "1973": 9, "1995": 15, "2004": 25, "2020": 28, "2021": 27}

"""A story goes to other newsrooms as ninjs, and when it is withdrawn they are told."""

from typing import Any

from jsonschema import Draft202012Validator

from tests.news.newsroom import STORY, Newsroom, done, refused
from tests.news.test_pictures import SHOWN, picture, send

TEXT = {"type": "string", "minLength": 1}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*([+-]\d\d:\d\d|Z)$"}


def each(*required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {
            "type": "object", "required": list(required), "additionalProperties": False, "properties": properties
        },
    }  # fmt: skip


PARTS = {"role": TEXT, "contentType": TEXT, "value": TEXT}
COMMON = {
    "uri": {"type": "string", "pattern": "^(urn:uuid:|http)"},
    "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"]},
    "representationType": {"enum": ["full", "partial"]},
    "language": TEXT,
    "copyrightNotice": TEXT,
    "descriptions": each("value", **PARTS),
    "altIds": each(role=TEXT, value=TEXT),
    "renditions": each(
        "name",
        name=TEXT,
        href={"type": "string", "pattern": "^http"},
        width={"type": "number"},
        height={"type": "number"},
    ),
}
# Names and types of IPTC's ninjs 3.0 (https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json), as far as they are used.
SCHEMA = {
    "type": "object",
    "required": ["uri"],
    "additionalProperties": False,
    "properties": COMMON
    | {
        "standard": {"type": "object", "properties": {"name": TEXT, "version": TEXT, "schema": TEXT}},
        "version": TEXT,
        "firstCreated": INSTANT,
        "versionCreated": INSTANT,
        "contentCreated": INSTANT,
        "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
        "copyrightHolder": TEXT,
        "edNote": TEXT,
        "by": TEXT,
        "located": TEXT,
        "headlines": each("value", **PARTS),
        "bodies": each("value", **PARTS, charCount={"type": "integer"}, wordCount={"type": "integer"}),
        "subjects": each(name=TEXT, rel=TEXT, uri={"type": "string", "pattern": "^urn:"}),
        "associations": each("uri", name=TEXT, **COMMON),
    },
}


async def item(newsroom: Newsroom, language: str) -> dict[str, Any]:
    found: dict[str, Any] = await newsroom.get(f"/v1/stories/{STORY}/ninjs/{language}")
    Draft202012Validator(SCHEMA).validate(found)
    return found


async def test_a_public_text_is_usable_with_its_translations_and_pictures(newsroom: Newsroom) -> None:
    id_ = (await send(newsroom, picture())).json()["id"]
    about = [{"kind": "work_plan", "id": "71de1e9d-cfff-5d56-b652-fa788686d149"}]
    done(
        await newsroom.draft(
            body="They **met**.", byline="Eva", dateline="Los Cabos", region="AMS", tags=["aeo"], about=about,
            pictures=[{"picture_id": id_, **SHOWN}],
        )
    )  # fmt: skip
    refused(await newsroom.http.get(f"/v1/stories/{STORY}/ninjs/en"), 404)
    done(await newsroom.publish())
    await newsroom.add("es")

    english, spanish = await item(newsroom, "en"), await item(newsroom, "es")

    assert (english["pubStatus"], english["by"], english["language"]) == ("usable", "Eva", "en")
    [body] = english["bodies"]
    assert (body["value"], body["wordCount"], body["charCount"]) == ("<p>They <strong>met</strong>.</p>\n", 2, 8)
    assert [subject["name"] for subject in english["subjects"]] == ["AMS", "aeo", "work_plan"]
    assert [part["name"] for part in english["associations"]] == ["translation-es", "picture"]
    assert spanish["uri"] != english["uri"]
    assert (english["associations"][0]["uri"], spanish["associations"][0]["uri"]) == (spanish["uri"], english["uri"])
    assert english["associations"][0]["altIds"] == spanish["altIds"]
    assert (english["located"], "edNote" in english) == ("Los Cabos", False)


async def test_a_correction_is_a_new_version_with_its_notes(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.publish())
    await newsroom.correct(headline="Customs met", note="The headline was wrong.")
    await newsroom.correct(headline="Customs had met", note="It was wrong again.")

    corrected = await item(newsroom, "en")

    assert corrected["version"] == "3"
    assert corrected["edNote"] == "The headline was wrong.\nIt was wrong again."


async def test_a_text_that_is_withdrawn_is_cancelled_with_the_reason_and_no_words(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    done(await newsroom.publish())
    done(await newsroom.http.put(f"/v1/stories/{STORY}/withdrawal", json={"reason": "It was wrong."}))

    gone = await item(newsroom, "en")

    assert (gone["pubStatus"], gone["edNote"]) == ("canceled", "It was wrong.")
    assert not {"headlines", "bodies", "descriptions"} & set(gone)

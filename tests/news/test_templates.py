"""A newsroom words its own stories, and says which events make any."""

from typing import Any

import httpx2
import pytest
from cabos.testing import eventually

from tests.governance.office import Office
from tests.news.newsroom import Newsroom, done, refused

TYPE = "governance.decision.taken.v1"
CONVENED = "governance.conference.convened.v1"


async def put(newsroom: Newsroom, path: str, **body: Any) -> httpx2.Response:
    return await newsroom.http.put(f"/v1/{path}", json=body)


async def stories(newsroom: Newsroom, count: int, state: str = "draft") -> list[dict[str, Any]]:
    async def look() -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await newsroom.get("/v1/stories", state=state))["items"]
        assert len(items) == count, items
        return items

    return await eventually(look)


async def test_a_template_of_ones_own_is_used_from_the_next_event_on_and_all_versions_stay(
    newsroom: Newsroom, governance: Office
) -> None:
    done(await put(newsroom, f"templates/{TYPE}/en", headline="Decided: {{ text }}", body="{{ region | region }}."))
    done(await put(newsroom, f"templates/{TYPE}/en", headline="News: {{ text }}", body="For {{ region | region }}."))
    done(await put(newsroom, f"templates/{TYPE}/en", headline="News: {{ text }}", body="For {{ region | region }}."))

    await governance.open()
    await governance.take(kind="other", text="The plan stands.")

    [story] = await stories(newsroom, 1)
    assert story["headline"] == "News: The plan stands."
    versions = (await newsroom.get(f"/v1/templates/{TYPE}/en/versions"))["items"]
    assert [(each["version"], each["headline"]) for each in versions] == [
        (1, "Decided: {{ text }}"),
        (2, "News: {{ text }}"),
    ]
    assert (await newsroom.get(f"/v1/templates/{TYPE}/en"))["version"] == 2
    assert (await newsroom.get(f"/v1/templates/{TYPE}/es"))["version"] == 0


async def test_a_language_of_ones_own_becomes_a_translation_of_the_draft(
    newsroom: Newsroom, governance: Office
) -> None:
    done(await put(newsroom, f"templates/{TYPE}/ru", headline="Решение: {{ text }}", body="{{ taken_on | day }}"))
    done(await put(newsroom, f"rules/{TYPE}", does="draft", languages=["en", "ru"]))

    await governance.open()
    await governance.take(kind="other", text="The plan stands.")

    [story] = await stories(newsroom, 1)
    assert story["languages"] == ["en", "ru"]
    versions = {each["language"]: each for each in (await newsroom.story(story["id"]))["versions"]}
    assert versions["ru"]["body"] == "17 апреля 2018\u202fг."
    assert (versions["ru"]["made_from"], versions["ru"]["state"], versions["en"]["made_from"]) == (1, "draft", None)


async def test_rules_say_what_becomes_a_story_and_what_is_published_at_once(
    newsroom: Newsroom, governance: Office
) -> None:
    done(await put(newsroom, f"templates/{CONVENED}/en", headline="{{ name }} is called", body="{{ starts_on | on }}"))
    done(await put(newsroom, f"rules/{CONVENED}", does="publish"))
    done(await put(newsroom, f"rules/{TYPE}", does="ignore"))

    await governance.open()
    await governance.take(kind="other", text="The plan stands.")

    [story] = await stories(newsroom, 1, "published")
    assert story["headline"].endswith("is called")
    assert story["region"] == "AMS"
    assert (await newsroom.read(story["path"])).status_code == 200
    assert (await newsroom.get("/v1/stories", state="draft"))["items"] == []
    acts = (await newsroom.get(f"/v1/stories/{story['id']}/actions"))["items"]
    assert [(act["deed"], act["who"]) for act in acts] == [("drafted", "news"), ("published", "news")]
    rules = {rule["event_type"]: rule for rule in await newsroom.get("/v1/rules")}
    assert (rules[TYPE]["does"], rules[CONVENED]["does"]) == ("ignore", "publish")
    assert rules["aeo.agreement.signed.v1"]["does"] == "draft"


BAD = {
    "{{ text": ("headline", "line 1"),
    "{{ nobody }}": ("headline", "'nobody' is no field of the event"),
    "{{ ''.__class__.__mro__ }}": ("headline", "'__mro__' is no field"),
    "{{ text['__class__'] }}": ("headline", "'__class__' is no field"),
    "{{ text.upper() }}": ("headline", "call"),
    "{% for a in range(1000000000) %}x{% endfor %}": ("headline", "call"),
    "{% for a in text %}{% for b in text %}x{% endfor %}{% endfor %}": ("headline", "in no other for"),
    "{{ 'a' * 1000000000 }}": ("headline", "mul"),
    "{% set x = text %}{{ x }}": ("headline", "assign"),
    "{% include 'x' %}": ("headline", "include"),
    "{{ text | attr('x') }}": ("headline", "no filter 'attr'"),
    "{{ text.nothing }}": ("headline", "nothing"),
    "{% if not text %}x{% endif %}": ("headline", "headline"),
    "{{ text | day }}": ("headline", "cannot be filled in"),
}


@pytest.mark.parametrize("headline", BAD)
async def test_a_template_that_makes_no_story_is_refused_by_part_and_rule(newsroom: Newsroom, headline: str) -> None:
    field, said = BAD[headline]

    refusal = await put(newsroom, f"templates/{TYPE}/en", headline=headline, body="{{ text }}")

    assert said in refused(refusal, 422, field)
    assert (await newsroom.get(f"/v1/templates/{TYPE}/en"))["version"] == 0


async def test_a_template_is_tried_before_it_is_used(newsroom: Newsroom) -> None:
    source = {"headline": "{{ text }}", "body": "**Decided** {{ taken_on | on }}"}

    shown = await newsroom.http.post(f"/v1/templates/{TYPE}/es/preview", json=source, headers=newsroom.eva)

    assert shown.status_code == 200, shown.text
    assert shown.json()["body"].startswith("**Decided** el ")
    assert shown.json()["html"].startswith("<p><strong>Decided</strong> el ")


async def test_what_is_no_rule_is_refused(newsroom: Newsroom) -> None:
    refused(await put(newsroom, "rules/news.story.published.v1", does="draft"), 404)
    refused(await put(newsroom, f"rules/{CONVENED}", does="draft"), 422, "does")
    refused(await put(newsroom, f"rules/{TYPE}", does="draft", languages=["en", "de"]), 422, "languages")
    refused(await put(newsroom, f"rules/{TYPE}", does="shout"), 422, "does")
    refused(await put(newsroom, f"templates/{TYPE}/xx", headline="x", body="x"), 422, "language")
    refused(await newsroom.http.put(f"/v1/rules/{TYPE}", json={"does": "ignore"}, headers=newsroom.eva), 403)

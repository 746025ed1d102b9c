"""Stories are found by their words, by month, and from one to others."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from news.pages.languages import Reader
from news.queries.search import Found, as_hits

from tests.news.newsroom import Newsroom, done, refused

PLAN = "71de1e9d-cfff-5d56-b652-fa788686d149"


async def publish(
    newsroom: Newsroom, language: str, headline: str, body: str, day: str = "2018-04-19", **more: Any
) -> UUID:
    story = uuid4()
    draft = {"language": language, "headline": headline, "body": body, **more}
    done(await newsroom.http.put(f"/v1/stories/{story}", json=draft, headers=newsroom.eva))
    await newsroom.approve(language, story=story)
    done(await newsroom.publish(day, story))
    return story


async def find(newsroom: Newsroom, q: str, **query: Any) -> list[str]:
    found = await newsroom.get("/v1/search", q=q, **query)
    return [hit["story"]["story_id"] for hit in found["items"]]


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("en", "The administrations were signing arrangements.", "signed arrangement"),
        ("es", "Las administraciones firmaron los acuerdos en México.", "firma acuerdo mexico"),
        ("fr", "Les administrations ont signé des accords à Québec.", "accord signe quebec"),
        ("pt", "As administrações assinaram os acordos em São Paulo.", "acordo sao"),
        ("ru", "Администрации подписали соглашения в Москве.", "соглашение Москва"),
        ("ar", "وقعت الإدارات على الاتفاقات", "الاتفاقات"),
        ("zh", "各海关当局在北京签署了互认安排。", "互认安排"),
        ("ja", "税関当局は相互承認に署名した。", "相互承認"),
        ("quz", "Aduanakunaqa Limapi huñunakurqanku.", "limapi"),
    ],
)
async def test_words_are_found_by_the_grammar_of_their_language(
    newsroom: Newsroom, language: str, text: str, asked: str
) -> None:
    story = await publish(newsroom, language, "42", text)

    assert await find(newsroom, asked, language=language) == [str(story)]
    assert await find(newsroom, asked) == [str(story)]
    assert await find(newsroom, "anders", language=language) == []


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("es", "Las administraciones aprobaron resoluciones.", "administración administracion RESOLUCIÓN resolucion"),
        ("es", "La administración aprobó la resolución.", "administraciones resoluciones aprobaron aprobo"),
        ("pt", "As administrações das regiões decidiram.", "administração administracao região regiao regioes"),
        ("pt", "A administração da região decidiu.", "administrações administracoes regiões regioes"),
        ("fr", "Les mesures décidées à Québec.", "décidé decide décidée decidees mesure québec"),
        ("fr", "Ce fut décidé.", "décidées decidees décidée decidee"),
    ],
)
async def test_one_finds_many_and_many_one_with_accents_or_without(
    newsroom: Newsroom, language: str, text: str, asked: str
) -> None:
    story = await publish(newsroom, language, "42", text)

    for word in (*asked.split(), asked, f'"{text}"'):
        [hit] = (await newsroom.get("/v1/search", q=word, language=language))["items"]
        assert (hit["story"]["story_id"], "<mark>" in hit["passage"]) == (str(story), True), word


async def test_a_language_finds_its_parts_and_what_it_is_a_part_of(newsroom: Newsroom) -> None:
    spanish = await publish(newsroom, "es", "42", "La aduana.")
    mexican = await publish(newsroom, "es-MX", "42", "La aduana.")
    await publish(newsroom, "pt", "42", "A aduana.")

    assert set(await find(newsroom, "aduana", language="es")) == {str(spanish), str(mexican)}
    assert set(await find(newsroom, "aduana", language="es-MX")) == {str(spanish), str(mexican)}
    assert await find(newsroom, "aduana", language="es-AR") == [str(spanish)]


async def test_what_is_asked_for_is_a_phrase_an_or_and_a_not(newsroom: Newsroom) -> None:
    plan = await publish(newsroom, "en", "A work plan", "Brazil and Mexico compare programmes.")
    visit = await publish(newsroom, "en", "A visit", "Mexico and Brazil compare notes.")

    assert await find(newsroom, '"brazil and mexico"') == [str(plan)]
    assert await find(newsroom, "compare -notes") == [str(plan)]
    assert set(await find(newsroom, "notes or programmes")) == {str(plan), str(visit)}
    assert await find(newsroom, "notes programmes") == []
    assert await find(newsroom, "the") == []


async def test_the_headline_counts_more_than_the_body_and_pages_go_on(newsroom: Newsroom) -> None:
    body = await publish(newsroom, "en", "Other things", "A seminar was held.", "2020-01-02")
    headline = await publish(newsroom, "en", "A seminar", "It was held.", "2018-01-02")
    twice = await publish(newsroom, "en", "A seminar on seminars", "The seminar was held.", "2017-01-02")

    assert await find(newsroom, "seminar") == [str(twice), str(headline), str(body)]
    first = await newsroom.get("/v1/search", q="seminar", limit=2)
    assert await find(newsroom, "seminar", limit=2, after=first["next"]) == [str(body)]


async def test_what_is_found_is_filtered(newsroom: Newsroom) -> None:
    about = [{"kind": "work_plan", "id": PLAN}]
    plan = await publish(newsroom, "en", "Plan", "One.", "2018-04-19", region="AMS", tags=["aeo"], about=about)
    other = await publish(newsroom, "en", "Plan", "Two.", "2020-04-19", region="EUR", tags=["training"])

    assert await find(newsroom, "plan") == [str(other), str(plan)]
    for query in ({"region": "AMS"}, {"tag": "aeo"}, {"about": PLAN}, {"until": "2019-01-01"}):
        assert await find(newsroom, "plan", **query) == [str(plan)]
    assert await find(newsroom, "plan", since="2019-01-01") == [str(other)]
    for query in ("region=AMS", "tag=aeo"):
        page = await newsroom.read(f"/en/newsroom/search?q=plan&{query}", "application/json")
        assert [hit["story"]["story_id"] for hit in page.json()["items"]] == [str(plan)]
    assert await find(newsroom, "plan", language="es") == []


async def test_what_is_shown_of_a_text_is_safe_and_marked(newsroom: Newsroom) -> None:
    await publish(newsroom, "en", "<script>alert(1)</script> seminar", "A **seminar** & `<img src=x onerror=y>`.")
    await publish(newsroom, "zh", "互认安排", "各海关当局在北京签署了互认安排。")
    await publish(newsroom, "en", "A regional conference", "It met.")

    [hit] = (await newsroom.get("/v1/search", q="seminar"))["items"]
    [chinese] = (await newsroom.get("/v1/search", q="互认", language="zh"))["items"]
    page = await newsroom.read("/en/newsroom/search?q=seminar", "text/html")

    assert hit["headline"] == "&lt;script&gt;alert(1)&lt;/script&gt; <mark>seminar</mark>"
    assert hit["passage"] == "A <mark>seminar</mark> &amp; &lt;img src=x onerror=y&gt;."
    [two] = (await newsroom.get("/v1/search", q="regional conference"))["items"]
    assert two["headline"] == "A <mark>regional</mark> <mark>conference</mark>"
    assert chinese["headline"] == "<mark>互认</mark>安排"
    assert "签署了<mark>互认</mark>安排" in chinese["passage"]
    assert "<script>alert" not in page.text
    assert "<mark>seminar</mark>" in page.text


async def test_a_story_is_found_once_in_the_language_that_suits_the_reader(newsroom: Newsroom) -> None:
    story = await publish(newsroom, "en", "News from Mexico", "Mexico, Mexico.")
    await newsroom.add("es", story, headline="Noticias de México", body="Algo.")

    spanish = (await newsroom.get("/v1/search", q="mexico", language="es"))["items"]
    page = await newsroom.read("/es/newsroom/search?q=mexico", "application/json")
    everywhere = (await newsroom.get("/v1/search", q="mexico"))["items"]

    assert [hit["language"] for hit in spanish] == ["es"]
    assert [hit["language"] for hit in page.json()["items"]] == ["es"]
    assert [hit["language"] for hit in everywhere] == ["en"]


async def test_what_is_not_public_is_never_found(newsroom: Newsroom) -> None:
    story = await publish(newsroom, "en", "Plan", "An error stood here.")
    done(await newsroom.write("es", story, headline="Traducción", body="Secreto."))
    done(await newsroom.write("en", story, headline="Plan", body="Hidden until approved."))

    assert await find(newsroom, "secreto") == await find(newsroom, "hidden") == []
    await newsroom.approve("en", story=story)
    done(await newsroom.step("correction", "en", story, note="Mended."))
    assert (await find(newsroom, "error"), await find(newsroom, "hidden")) == ([], [str(story)])
    done(await newsroom.http.put(f"/v1/stories/{story}/withdrawal", json={"reason": "Plan and hidden."}))
    assert await find(newsroom, "plan") == await find(newsroom, "hidden") == []


async def test_a_search_that_cannot_be_is_refused(newsroom: Newsroom) -> None:
    get = newsroom.http.get
    refused(await get("/v1/search"), 422, "q")
    refused(await get("/v1/search", params={"q": "  "}), 422, "q")
    refused(await get("/v1/search", params={"q": "a\0b"}), 422)
    refused(await get("/v1/search", params={"q": "a" * 201}), 422, "q")
    refused(await get("/v1/search", params={"q": "a", "language": "xx"}), 422, "language")
    refused(await get("/v1/search", params={"q": "a", "after": str(uuid4())}), 422, "after")
    refused(await get("/v1/search", params={"q": "a", "since": "2020-01-01", "until": "2019-01-01"}), 422, "until")
    assert await find(newsroom, "\"'(((:*&|!<->\\") == []


async def test_the_archive_counts_the_stories_of_each_month_and_leads_there(newsroom: Newsroom) -> None:
    await publish(newsroom, "en", "One", "One.", "2018-04-19")
    story = await publish(newsroom, "en", "Two", "Two.", "2018-04-20")
    await publish(newsroom, "es", "Tres", "Tres.", "2019-11-20", region="AMS")
    await newsroom.add("es", story, headline="Dos", body="Dos.")

    months = await newsroom.get("/v1/archive")
    page = await newsroom.read("/es/newsroom/2018", "text/html")

    assert [(each["year"], each["month"], each["stories"]) for each in months] == [(2019, 11, 1), (2018, 4, 2)]
    assert [each["year"] for each in await newsroom.get("/v1/archive", region="AMS")] == [2019]
    assert '<a href="/es/newsroom/2018/april">abril 2018</a>' in page.text
    assert '<a href="/en/newsroom/2019">2019</a>' in (await newsroom.read("/en/newsroom", "text/html")).text


async def test_what_is_withdrawn_while_it_is_looked_for_is_not_found(newsroom: Newsroom) -> None:
    stories = [await publish(newsroom, "en", headline, "Customs meets.") for headline in ("First", "Second")]
    found = [Found(story, "en", 1.0, "'custom'") for story in stories]
    done(await newsroom.step("withdrawal", "en", stories[0], reason="It was wrong."))

    async with newsroom.news.database.transaction() as session:
        hits = await as_hits(session, Reader.of("en", {}), found)

    assert [(hit.story.headline, hit.passage) for hit in hits] == [("Second", "<mark>Customs</mark> meets.")]


async def test_related_are_those_that_are_named_then_those_about_the_same_then_those_alike(newsroom: Newsroom) -> None:
    about = [{"kind": "work_plan", "id": PLAN}]
    alike = await publish(newsroom, "en", "Alike", "x", "2018-04-20", region="AMS", tags=["aeo", "other"])
    await publish(newsroom, "en", "Elsewhere", "x", "2018-04-20", region="EUR", tags=["aeo"])
    same = await publish(newsroom, "en", "Same plan", "x", "2017-04-20", about=about)
    named = await publish(newsroom, "en", "Named", "x", "2016-04-20")
    hidden = uuid4()
    draft = {"language": "en", "headline": "Hidden", "body": "x", "about": about}
    done(await newsroom.http.put(f"/v1/stories/{hidden}", json=draft, headers=newsroom.eva))
    story = await publish(
        newsroom, "en", "Story", "x", "2018-05-01", region="AMS", tags=["aeo"], about=about, related=[str(named)]
    )

    found = await newsroom.get(f"/v1/stories/{story}/related", language="es")

    assert [each["story_id"] for each in found] == [str(named), str(same), str(alike)]
    assert {(each["requested"], each["served"], each["why"]) for each in found} == {("es", "en", "fallback")}
    back = await newsroom.get(f"/v1/stories/{named}/related")
    assert [each["story_id"] for each in back] == [str(story)]
    refused(await newsroom.http.get(f"/v1/stories/{hidden}/related"), 404)

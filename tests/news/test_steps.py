"""Every step is written down with what it changed, and counts for what was read before it."""

from cabos.ids import stable_id

from tests.news.newsroom import STORY, Newsroom, done, refused

OTHER = stable_id("story", "other")


async def test_a_description_that_changes_says_what_it_was_before(newsroom: Newsroom) -> None:
    done(await newsroom.draft(OTHER, headline="Another"))
    done(await newsroom.draft(region="AMS", tags=["aeo", "training"]))
    about = [{"kind": "conference", "id": str(OTHER)}]
    path = f"/v1/stories/{STORY}/description"
    bodies = [{"region": "EUR", "tags": ["aeo"]}, {"about": about}, {"about": about, "related": [str(OTHER)]}]

    for body in bodies:
        for _ in range(2):
            done(await newsroom.http.put(path, json=body))

    actions = (await newsroom.get(f"/v1/stories/{STORY}/actions"))["items"]
    assert [(item["who"], item["note"]) for item in actions if item["deed"] == "described"] == [
        ("paul", "region: EUR, formerly AMS; tags: aeo, formerly aeo, training"),
        (
            "paul",
            f"region: nothing, formerly EUR; tags: nothing, formerly aeo; about: conference {OTHER}, formerly nothing",
        ),
        ("paul", f"related: {OTHER}, formerly nothing"),
    ]


async def test_every_step_moves_the_tag_of_a_story(newsroom: Newsroom) -> None:
    async def tag() -> str:
        return str((await newsroom.http.get(f"/v1/stories/{STORY}")).headers["etag"])

    path = f"/v1/stories/{STORY}"
    bodies = {"return": {"note": "No source."}, "schedule": {"publish_at": "2999-01-01T00:00:00Z"}}
    done(await newsroom.draft(OTHER, headline="Another"))
    done(await newsroom.draft())
    tags = [await tag()]
    for step in ("review", "return", "review", "approval", "schedule"):
        who = newsroom.eva if step == "review" else None
        done(await newsroom.step(step, who=who, **bodies.get(step, {})))
        tags.append(await tag())
    done(await newsroom.http.delete(f"{path}/versions/en/schedule"))
    tags.append(await tag())
    for until in ("2999-01-01T00:00:00Z", None):
        done(await newsroom.http.put(f"{path}/embargo", json={"embargo_until": until}))
        tags.append(await tag())
    done(await newsroom.http.put(f"{path}/description", json={"related": [str(OTHER)]}))
    tags.append(await tag())

    assert len(set(tags)) == len(tags)


async def test_of_two_who_have_read_the_same_only_the_first_changes_it(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    read = (await newsroom.http.get(f"/v1/stories/{STORY}")).headers["etag"]
    headers = newsroom.paul | {"If-Match": read}
    path = f"/v1/stories/{STORY}/description"

    answers = [await newsroom.http.put(path, json={"tags": [tag]}, headers=headers) for tag in ("one", "two")]

    done(answers[0])
    refused(answers[1], 412)
    assert (await newsroom.story())["tags"] == ["one"]

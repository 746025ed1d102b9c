"""The routes of stories: drafted, described, held back, and asked for."""

from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, Limit
from cabos.http.auth import RoleMissing
from cabos.http.matching import if_match
from fastapi import APIRouter, HTTPException, Query

from news.api.people import Newsroom, Publisher, Visitor, of_the_newsroom
from news.commands import story as commands
from news.model import Action, Story, VersionState
from news.model.version import EDITOR, PUBLISHER
from news.queries import revisions, stories

router = APIRouter(prefix="/v1", tags=["stories"])

matching = if_match(Story, "story_id", Action.story_id)
After = Annotated[UUID | None, Query(description="`next` of the page before")]


@router.put("/stories/{story_id}", status_code=204, summary="Draft a story")
async def put_story(story_id: UUID, command: commands.DraftStory, session: Session, who: Newsroom) -> None:
    await commands.draft_story(session, story_id, command, who.subject)


@router.put("/stories/{story_id}/description", status_code=204, dependencies=[matching],
            summary="Say what it is about, in all its languages")  # fmt: skip
async def put_description(story_id: UUID, command: commands.DescribeStory, session: Session, who: Publisher) -> None:
    await commands.describe_story(session, story_id, command, who.subject)


@router.put("/stories/{story_id}/embargo", status_code=204, dependencies=[matching], summary="Hold it back")
async def put_embargo(story_id: UUID, command: commands.SetEmbargo, session: Session, who: Publisher) -> None:
    await commands.set_embargo(session, story_id, command, who.subject)


@router.get("/stories", summary="Stories; drafts are for the newsroom")
async def get_stories(
    session: Session,
    answer: Answer,
    who: Visitor,
    state: Annotated[
        VersionState,
        Query(description="`published` or `withdrawn`: the whole story; anything else: any language, or its next text"),
    ] = VersionState.PUBLISHED,
    about: Annotated[UUID | None, Query(description="a conference, decision, agreement, …")] = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[stories.StorySummary]:
    if state not in stories.PUBLIC and not of_the_newsroom(who):
        if who is not None:
            raise RoleMissing(EDITOR, PUBLISHER)
        challenge = {"WWW-Authenticate": "Bearer"}
        raise HTTPException(401, "What is not public needs the role editor or publisher", challenge)
    return answer.page(await stories.list_stories(session, state, about, limit, after))


@router.get("/stories/{story_id}", summary="One story with its texts")
async def get_story(story_id: UUID, session: Session, answer: Answer, who: Visitor) -> stories.StoryDetails:
    story = await stories.show_story(session, story_id, newsroom=of_the_newsroom(who))
    return answer.record(story, story.steps)


@router.get("/stories/{story_id}/actions", summary="Who did what with it, and when")
async def get_actions(
    story_id: UUID, session: Session, answer: Answer, _: Newsroom, limit: Limit = 100, after: After = None
) -> Page[revisions.ActionSummary]:
    await stories.show_story(session, story_id, newsroom=True)
    return answer.page(await revisions.list_actions(session, story_id, limit, after))

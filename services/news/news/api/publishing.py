"""The routes that change what the public reads; each needs a publisher."""

from uuid import UUID

from cabos.http import Session
from cabos_contracts.types import LanguageTag
from fastapi import APIRouter

from news.api.people import Publisher
from news.api.stories import matching
from news.commands import publishing as commands
from news.commands.records import now

router = APIRouter(prefix="/v1/stories/{story_id}", tags=["publishing"], dependencies=[matching])


@router.put("/publication", status_code=204, summary="Publish the story in all languages that are approved")
async def put_publication(story_id: UUID, command: commands.PublishStory, session: Session, who: Publisher) -> None:
    await commands.publish_story(session, story_id, command, who.subject, now())


@router.put("/versions/{language}/publication", status_code=204, summary="Publish one language that is approved")
async def put_version_publication(story_id: UUID, language: LanguageTag, session: Session, who: Publisher) -> None:
    await commands.publish_version(session, story_id, language, who.subject, now())


@router.put("/versions/{language}/schedule", status_code=204, summary="Publish it by itself at an instant")
async def put_schedule(
    story_id: UUID, language: LanguageTag, command: commands.ScheduleVersion, session: Session, who: Publisher
) -> None:
    await commands.schedule_version(session, story_id, language, command, who.subject, now())


@router.delete("/versions/{language}/schedule", status_code=204, summary="Take it off the schedule")
async def delete_schedule(story_id: UUID, language: LanguageTag, session: Session, who: Publisher) -> None:
    await commands.unschedule_version(session, story_id, language, who.subject)


@router.put("/versions/{language}/correction", status_code=204,
            summary="Replace the text that is read, with a public note")  # fmt: skip
async def put_correction(
    story_id: UUID, language: LanguageTag, command: commands.CorrectVersion, session: Session, who: Publisher
) -> None:
    await commands.correct_version(session, story_id, language, command, who.subject, now())


@router.put("/withdrawal", status_code=204, summary="Withdraw the story in all its languages")
async def put_withdrawal(story_id: UUID, command: commands.Withdraw, session: Session, who: Publisher) -> None:
    await commands.withdraw_story(session, story_id, command, who.subject, now())


@router.put("/versions/{language}/withdrawal", status_code=204,
            summary="Withdraw one language; with the original go its translations")  # fmt: skip
async def put_version_withdrawal(
    story_id: UUID, language: LanguageTag, command: commands.Withdraw, session: Session, who: Publisher
) -> None:
    await commands.withdraw_version(session, story_id, language, command, who.subject, now())

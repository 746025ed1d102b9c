"""The routes of news by mail: asked for, confirmed, left; as pages too, which need no script."""

from typing import Annotated
from urllib.parse import parse_qs
from uuid import UUID

from cabos.http import Session
from cabos.refusal import Invalid, Refusal
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ValidationError

from news.api.pages import HEADERS
from news.api.people import Publisher
from news.api.readers import LanguageReader, NewsSettings
from news.commands import subscriptions as commands
from news.commands.records import now
from news.model.seal import Seal
from news.pages.drafting import region_name
from news.pages.letters import letter_words
from news.pages.words import words
from news.pages.writing import subscription
from news.queries.digests import Offered, SubscriberCount, count_subscribers, offered_topics

records = APIRouter(prefix="/v1", tags=["subscriptions"])
router = APIRouter(tags=["subscriptions"])

PRIVATE = HEADERS | {"Cache-Control": "no-store"}

Token = Annotated[str, Query(max_length=6_000)]
Mark = Annotated[str, Query(max_length=100)]


class NoMail(Refusal):
    """This newsroom sends no mail."""

    status = 404


class Asked(BaseModel):
    detail: str


def seal(settings: NewsSettings) -> Seal:
    if not settings.mails or settings.mail_secret is None:
        raise NoMail("No mail server is set (CABOS_SMTP_URL); feeds tell the same")
    return Seal(settings.mail_secret.get_secret_value())


@records.post("/subscriptions", status_code=202, summary="Ask to be told by mail")
async def post_subscription(command: commands.Subscribe, session: Session, settings: NewsSettings) -> Asked:
    await commands.ask(session, command, seal(settings), now())
    return Asked(detail="A letter with a link to confirm goes to this address, at most once an hour.")


@records.get("/subscriptions", summary="How many are told, by language and frequency")
async def get_subscriptions(session: Session, _: Publisher) -> list[SubscriberCount]:
    return await count_subscribers(session)


@router.get("/{language}/newsroom/subscription", response_class=Response, summary="The form to ask for news by mail")
async def get_form(reader: LanguageReader, session: Session, settings: NewsSettings) -> Response:
    seal(settings)
    return _form(reader.requested, await offered_topics(session))


@router.post(
    "/{language}/newsroom/subscription", response_class=Response, summary="Ask to be told by mail, by the form"
)
async def post_form(request: Request, reader: LanguageReader, session: Session, settings: NewsSettings) -> Response:
    try:
        sent = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=100)
    except ValueError:
        raise Invalid("body: the form has fewer fields than that", field="body") from None
    said: dict[str, object] = {name: values[0] for name, values in sent.items() if name in ("email", "frequency")}
    said["topics"] = [{name: value} for name in ("region", "tag") for value in sent.get(name, ())]
    try:
        command = commands.Subscribe.model_validate(said | {"language": reader.requested})
    except ValidationError as wrong:
        field = str(wrong.errors()[0]["loc"][-1])
        if field != "email":
            raise Invalid(f"{field}: {wrong.errors()[0]['msg']}", field=field) from None
        again = words(reader.requested)["no_address"]
        return _form(reader.requested, await offered_topics(session), again, 422)
    await commands.ask(session, command, seal(settings), now())
    return _page(reader.requested, "subscribe", message="look")


@router.get("/{language}/newsroom/subscription/confirm", response_class=Response, summary="The button that confirms")
async def get_confirmation(reader: LanguageReader, settings: NewsSettings, token: Token) -> Response:
    # A link alone confirms nothing: programs that look through mail follow all of them.
    seal(settings).open(commands.CONFIRM, token, now())
    form = f"/{reader.requested}/newsroom/subscription/confirm?token={token}"
    return _page(reader.requested, "subscribe", form=form, button="button")


@router.post("/{language}/newsroom/subscription/confirm", response_class=Response, summary="Confirm")
async def post_confirmation(reader: LanguageReader, session: Session, settings: NewsSettings, token: Token) -> Response:
    await commands.confirm(session, token, seal(settings), now())
    return _page(reader.requested, "subscribe", message="confirmed")


@router.get("/{language}/newsroom/subscription/{subscriber_id}/leave", response_class=Response,
            summary="The button that unsubscribes")  # fmt: skip
async def get_leave(reader: LanguageReader, settings: NewsSettings, subscriber_id: UUID, mark: Mark) -> Response:
    seal(settings).check(commands.LEAVE, subscriber_id, mark)
    form = f"/{reader.requested}/newsroom/subscription/{subscriber_id}/leave?mark={mark}"
    return _page(reader.requested, "leave", form=form, button="leave")


@router.post("/{language}/newsroom/subscription/{subscriber_id}/leave", response_class=Response,
             summary="Unsubscribe with one click (RFC 8058)")  # fmt: skip
async def post_leave(
    reader: LanguageReader, session: Session, settings: NewsSettings, subscriber_id: UUID, mark: Mark
) -> Response:
    await commands.leave(session, subscriber_id, mark, seal(settings), now())
    return _page(reader.requested, "leave", message="left")


def _form(language: str, topics: Offered, message: str | None = None, status: int = 200) -> Response:
    form = f"/{language}/newsroom/subscription"
    return _page(language, "subscribe", message=message, form=form, button="send", topics=topics, status=status)


def _page(
    language: str, title: str, *, message: str | None = None, form: str | None = None, button: str = "",
    topics: Offered | None = None, status: int = 200,
) -> Response:  # fmt: skip
    said = letter_words(language)
    body = subscription(
        language, said=said, title=said[title], message=said.get(message or "", message), form=form,
        button=said.get(button), topics=topics, region_name=region_name,
    )  # fmt: skip
    return Response(body, status, media_type="text/html", headers=PRIVATE)

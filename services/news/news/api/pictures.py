"""The routes of pictures."""

from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, Limit
from fastapi import APIRouter, Query, Request, Response

from news.api.caching import Made
from news.api.people import Newsroom, Visitor, of_the_newsroom
from news.commands.pictures import add_picture
from news.pages.pictures import MAX_BYTES
from news.queries import pictures as queries

router = APIRouter(tags=["pictures"])

LARGER_BODIES = {"/v1/pictures": MAX_BYTES}
A_PICTURE = {
    "requestBody": {"required": True, "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post("/v1/pictures", status_code=201, summary="Add a picture: JPEG, PNG, WebP or GIF, the first one of several",
             responses={200: {"description": "it is in the library already"}}, openapi_extra=A_PICTURE)  # fmt: skip
async def post_picture(request: Request, response: Response, session: Session, who: Newsroom) -> queries.PictureSummary:
    added = await add_picture(session, await request.body(), who.subject)
    response.status_code = 201 if added.created else 200
    response.headers["Location"] = f"/pictures/{added.picture.id}"
    return queries.summary_of(added.picture)


@router.get("/v1/pictures", summary="The library, for the newsroom")
async def get_pictures(
    session: Session, answer: Answer, _: Newsroom, limit: Limit = 100,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> Page[queries.PictureSummary]:  # fmt: skip
    return answer.page(await queries.list_pictures(session, limit, after))


@router.get("/pictures/{picture_id}", response_class=Response, summary="A picture that a public text shows",
            responses={200: {"content": {"image/*": {}}}, 304: {"description": "nothing is new"}})  # fmt: skip
async def get_picture(picture_id: UUID, request: Request, session: Session, who: Visitor) -> Response:
    newsroom = of_the_newsroom(who)
    picture = await queries.show_picture(session, picture_id, newsroom=newsroom)
    answer = Made(picture.data, picture.media_type).to(request, picture.uploaded_at)
    if newsroom:
        # What only the newsroom may see is kept by nobody for others.
        answer.headers["Cache-Control"] = "private, no-store"
    return answer

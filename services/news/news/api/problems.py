"""A problem as a page, for people who came to an address of the newsroom with a browser."""

import json
from typing import Any
from urllib.parse import quote

from cabos.http.negotiation import preferred
from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse

from news.api.pages import POLICY
from news.pages.languages import NoSuchLanguage, locale
from news.pages.negotiation import OFFERED, negotiate
from news.pages.writing import missing, unclear

# Of the kit and of programs, not of readers.
NO_PAGES = ("/v1/", "/docs", "/openapi.json", "/livez", "/readyz", "/metrics")


def as_page(request: Request, document: JSONResponse) -> Response:
    """The document itself for whoever would rather have that, and for addresses that have no pages."""
    path: str = request.scope["path"]
    if document.status_code < 400 or path.startswith(NO_PAGES):
        return document
    document.headers["Vary"] = "Accept, Accept-Language"
    if not _wants_a_page(request):
        return document
    said = json.loads(bytes(document.body))
    language, _, rest = path.removeprefix("/").partition("/")
    requested = _language(request, language)
    page = _page(requested, said, rest)
    kept = {name: value for name, value in document.headers.items() if name in ("allow", "retry-after", "vary")}
    about = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"} | kept
    return Response(page, document.status_code, about, media_type="text/html")


def _page(requested: str, said: dict[str, Any], rest: str) -> str:
    match said["status"]:
        case 404:
            return missing(requested, None, {})
        case 410:
            return missing(
                requested, said["detail"], {tag: f"/{tag}/{quote(rest)}" for tag in said.get("languages", ())}
            )
        case status:
            return unclear(requested, ours=status >= 500)


def _wants_a_page(request: Request) -> bool:
    try:
        return preferred(request.headers.get("accept", ""), ("application/json", "text/html")) == "text/html"
    except HTTPException:
        return False


def _language(request: Request, tag: str) -> str:
    """That of the address, else the one that the reader prefers."""
    try:
        locale(tag)
    except NoSuchLanguage:
        return negotiate(request.headers.get("accept-language", ""), OFFERED)
    return tag

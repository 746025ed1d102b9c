"""The form of an answer that a client would rather have."""

import pytest
from cabos.http.negotiation import preferred
from fastapi import HTTPException

OFFERED = ("text/html", "text/plain", "application/json")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "text/html"),
        (" ", "text/html"),
        ("*/*", "text/html"),
        ("text/plain", "text/plain"),
        ("TEXT/PLAIN", "text/plain"),
        ("text/plain; charset=utf-8", "text/plain"),
        ("application/*", "application/json"),
        ("text/html;q=0.2, text/plain;q=0.8", "text/plain"),
        ("text/html ; q=0.1 , application/json ; q=0.1", "text/html"),
        ("text/*;q=0.9, text/html;q=0.1, */*;q=0.5", "text/plain"),
        ("text/html;q=0, */*", "text/plain"),
        ("text/html;q=many", "text/html"),
        ("application/json;q=7, text/html;q=-1", "application/json"),
        (";q=1,,text/plain", "text/plain"),
    ],
)
def test_the_most_specific_range_decides_and_the_earlier_form_wins_a_tie(accept: str, media_type: str) -> None:
    assert preferred(accept, OFFERED) == media_type


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0", "*/*;q=0", "nonsense"])
def test_no_form_is_forced_upon_a_client(accept: str) -> None:
    with pytest.raises(HTTPException) as refusal:
        preferred(accept, OFFERED)

    assert refusal.value.status_code == 406
    assert "text/html, text/plain, application/json" in refusal.value.detail

"""Attacks through texts come to nothing, and news asks nobody for what a text names."""

import asyncio
import re
from html.parser import HTMLParser

import pytest
from news.pages.markdown import SCHEMES, TAGS, html

from tests.news.newsroom import Newsroom, done

SCRIPT = "alert(1)"
HTML_ATTACKS = [
    f"<script>{SCRIPT}</script>",
    f"<ScRiPt src=//evil.example/x.js>{SCRIPT}</sCrIpT>",
    f"<script\n>{SCRIPT}</script\n>",
    f"<<script>{SCRIPT}//<</script>",
    f"<img src=x onerror={SCRIPT}>",
    f"<img src=x onerror={SCRIPT}//",
    f'<img """><script>{SCRIPT}</script>">',
    f"<svg onload={SCRIPT}>",
    f"<svg><script>{SCRIPT}</script></svg>",
    f"<svg><animate onbegin={SCRIPT} attributeName=x dur=1s>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={SCRIPT}>",
    f'<noscript><p title="</noscript><img src=x onerror={SCRIPT}>">',
    f'<iframe src="javascript:{SCRIPT}"></iframe>',
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    f'<object data="javascript:{SCRIPT}"></object>',
    "<embed src=//evil.example/x.swf>",
    '<base href="//evil.example/">',
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    '<link rel=stylesheet href="//evil.example/x.css">',
    "<style>@import '//evil.example/x.css';</style>",
    '<div style="background:url(javascript:alert(1))">x</div>',
    '<p style="width: expression(alert(1))">x</p>',
    f'<a href="javascript:{SCRIPT}">x</a>',
    f'<a href="jav&#x09;ascript:{SCRIPT}">x</a>',
    f'<a href="&#106;avascript:{SCRIPT}">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>',
    f'<a href="vbscript:{SCRIPT}">x</a>',
    f'<p onclick="{SCRIPT}">x</p>',
    f'<form action="//evil.example"><input name=token autofocus onfocus={SCRIPT}></form>',
    f"<template><script>{SCRIPT}</script></template>",
    f"<textarea><script>{SCRIPT}</script></textarea>",
    f"<xmp><script>{SCRIPT}</script></xmp>",
    f"<title><script>{SCRIPT}</script></title>",
    f"<!--[if gte IE 4]><script>{SCRIPT}</script><![endif]-->",
    f"<!--><img src=x onerror={SCRIPT}>-->",
    f"<![CDATA[<script>{SCRIPT}</script>]]>",
    f"<?xml version='1.0'?><script>{SCRIPT}</script>",
    f"<details open ontoggle={SCRIPT}>x</details>",
    f"<video><source onerror={SCRIPT}></video>",
    f"<marquee onstart={SCRIPT}>x</marquee>",
    f"</article></main><script>{SCRIPT}</script>",
    f"</title><script>{SCRIPT}</script>",
    f'"><script>{SCRIPT}</script>',
    f"' onmouseover='{SCRIPT}",
    f'" autofocus onfocus="{SCRIPT}',
    "{{ 7 * 7 }}{% include 'base.html' %}${7*7}",
    "\u202e<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
]
MARKDOWN_ATTACKS = [
    f"[x](javascript:{SCRIPT})",
    f"[x](JaVaScRiPt:{SCRIPT})",
    f"[x]( javascript:{SCRIPT})",
    f"[x](<javascript:{SCRIPT}>)",
    f"[x](java&#x0A;script:{SCRIPT})",
    f"[x](&#106;&#97;vascript:{SCRIPT})",
    f"[x](\\javascript:{SCRIPT})",
    f"[x](%6Aavascript:{SCRIPT})",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:image/svg+xml;base64,PHN2Zy8+)",
    f"[x](vbscript:{SCRIPT})",
    "[x](file:///etc/passwd)",
    "[x](ftp://evil.example/x)",
    f"[x]\n\n[x]: javascript:{SCRIPT}",
    f"[x][y]\n\n[y]: <javascript:{SCRIPT}> 'title'",
    f"<javascript:{SCRIPT}>",
    "<data:text/html,x>",
    f'![x](x" onerror="{SCRIPT})',
    f"![x](javascript:{SCRIPT})",
    "![a picture from elsewhere](https://evil.example/pixel.gif)",
    f'[x](https://a.example "\\" onmouseover=\\"{SCRIPT}")',
    f'[x](https://a.example/" onmouseover="{SCRIPT})',
    f"[![x](javascript:{SCRIPT})](javascript:{SCRIPT})",
    f"[a[b](javascript:{SCRIPT})](javascript:{SCRIPT})",
    f"`<script>{SCRIPT}</script>`",
    f"```html\n<script>{SCRIPT}</script>\n```",
    f'```" onload={SCRIPT}\nx\n```',
    f"| <script>{SCRIPT}</script> | [x](javascript:{SCRIPT}) |\n|---|---|\n| <img src=x onerror={SCRIPT}> | x |",
    f"# <img src=x onerror={SCRIPT}>",
    f"> <script>{SCRIPT}</script>",
    f"- <svg onload={SCRIPT}>",
    f"&lt;script&gt;{SCRIPT}&lt;/script&gt;",
    f"&#60;script&#62;{SCRIPT}&#60;/script&#62;",
    f"x<br onclick={SCRIPT}>y",
    "[" * 500 + "x" + "](" * 500,
    "*" * 2_000,
    "> " * 500 + "x",
]
PAGE_TAGS = TAGS | {"html", "head", "meta", "title", "link", "script", "body", "header", "nav", "main", "article",
                    "section", "h1", "time", "form", "input", "button", "figure", "img", "figcaption",
                    "small", "span"}  # fmt: skip


class Seen(HTMLParser):
    """What a browser would be given to act on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def seen(markup: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Seen()
    parser.feed(markup)
    parser.close()
    return parser.tags


@pytest.mark.parametrize("attack", HTML_ATTACKS + MARKDOWN_ATTACKS)
def test_a_body_becomes_nothing_but_text_and_links(attack: str) -> None:
    for tag, attributes in seen(html(attack)) + seen(html(f"A text.\n\n{attack}\n\nIt goes on.")):
        assert tag in TAGS
        assert set(attributes) <= {"href", "title", "rel", "start"}
        # As browsers read it: without what does not print, and a scheme is made of these characters alone.
        address = "".join(c for c in attributes.get("href") or "" if c > " ")
        scheme = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)", address)
        assert scheme is None or scheme[0].lower() in SCHEMES


@pytest.mark.parametrize("attack", [each for each in HTML_ATTACKS if "\n" not in each])
async def test_no_part_of_a_text_is_markup_on_a_page(newsroom: Newsroom, attack: str) -> None:
    line = f"x {attack}"
    done(await newsroom.draft(headline=line, dateline=line, summary=line, byline=line, body=line, tags=["x"]))
    done(await newsroom.publish())
    path = (await newsroom.story())["path"]

    for address in (path, "/en/newsroom", "/en/newsroom/2018", "/en/newsroom/search?q=x"):
        page = (await newsroom.read(address, "text/html")).text
        tags = seen(page)
        assert {tag for tag, _ in tags} <= PAGE_TAGS | {"mark", "label"}, address
        scripts = [attributes for tag, attributes in tags if tag == "script"]
        assert all(attributes == {"type": "application/ld+json"} for attributes in scripts)
        assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "style"]
        assert len([1 for tag, _ in tags if tag == "title"]) == 1


async def test_nobody_is_asked_for_what_a_text_names(newsroom: Newsroom) -> None:
    asked = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        writer.close()

    async with await asyncio.start_server(count, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        body = (
            f"[a link]({address}/a), <{address}/b>, ![a picture]({address}/c.png) and {address}/d.\n\n[x]: {address}/e"
        )
        done(await newsroom.draft(headline=f"News of {address}", body=body, byline=address))
        done(await newsroom.publish())
        page = f"News of {address}\n\n19 April 2018\n\nSee {address}/f\n"
        done(await newsroom.post(page), 201)
        for path in ("/en/newsroom", "/en/feed.atom", "/v1/search?q=news", (await newsroom.story())["path"]):
            done(await newsroom.read(path, "text/html"), 200)

    assert asked == 0

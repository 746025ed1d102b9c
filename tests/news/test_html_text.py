"""No word of a page imported as HTML is lost, doubled or glued to another, and no mark is shown as it stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from news.pages.blocks import blocks
from news.pages.markdown import html, words_of
from news.pages.markup import read_markup

from tests.news.newsroom import Newsroom, done

LINK = 'href="https://x.example" rel="noopener nofollow"'


def body_of(written: str) -> str:
    return "\n\n".join(blocks(read_markup(written)))


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("<ul><li>one</li><ul><li>two</li></ul><li>three</li></ul>", "- one\n  - two\n- three"),
        ("<ul>loose words<li>one</li></ul>", "loose words\n\n- one"),
        ("<ul><li>one</li>loose words<li>two</li></ul>", "- one\n\n  loose words\n- two"),
        ("<ul><div><li>one</li></div><li>two</li></ul>", "- one\n- two"),
        ("<ul><ul><li>one</li></ul></ul>", "- one"),
        ("<ul><li>one<ol start=4><li>four</li></ol></li></ul>", "- one\n\n  4. four"),
        ("<ul><li><ul><li>one</li></ul>two</li></ul>", "- - one\n\n  two"),
        ("<ol start=5><li>five</li><li>six</li></ol>", "5. five\n6. six"),
        ("<ol start=0><li>zero</li></ol>", "0. zero"),
        *((f"<ol start={start}><li>one</li></ol>", "1. one") for start in ("x", "-3", "''", "1.5", "1234567890", "٣")),
        ("<table><caption>A <b>table</b></caption><tr><td>a</td></tr></table>", "A **table**\n\n| a |\n|---|"),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "| a | b |\n|---|---|\n| c | d |"),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", "| a b | c |\n|---|---|"),
        ("<table><tr><td>a<ul><li>b</li><li>c</li></ul></td></tr></table>", "| a b c |\n|---|"),
        ("<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table>", "| a b c |\n|---|"),
        ("<table><td>a</td><td>b</td></table>", "a\n\nb"),
        ("<table><tr>loose<td>a</td></tr></table>", "| loose | a |\n|---|---|"),
        ("<table><tr><td><code>a|b</code></td><td>c|d</td></tr></table>", "| `a\\|b` | c\\|d |\n|---|---|"),
        ("<span><p>one</p><p>two</p></span>", "one\n\ntwo"),
        ("on<font>e<div>two</div>th</font>ree", "one\n\ntwo\n\nthree"),
        ("<b><p>one</p><ul><li>two</li></ul></b>", "**one**\n\n- **two**"),
        ("<a href=https://x.example><h2>one</h2>two</a>", "# [one](<https://x.example>)\n\n[two](<https://x.example>)"),
        ("<h2><div>one</div><div>two</div></h2><h2>#2 C# #</h2>", "# one two\n\n# \\#2 C# \\#"),
        ("<pre>one<br>two</pre>", "```\none\ntwo\n```"),
        ("one<code> two </code>three", "one `two` three"),
    ],
)  # fmt: skip
def test_text_is_kept_where_no_text_should_be(written: str, body: str) -> None:
    assert body_of(written) == body


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("The <b>“plan.”</b>was signed", "The “plan.”was signed"),
        ("The <b>“plan.”</b> was signed", "The <strong>“plan.”</strong> was signed"),
        ("会议<b>“战略计划”</b>通过", "会议“战略计划”通过"),
        ("会议<b>战略计划</b>通过", "会议<strong>战略计划</strong>通过"),
        ("<b>one</b><b>two</b>", "<strong>onetwo</strong>"),
        ("<b>one </b><strong>two</strong>", "<strong>one two</strong>"),
        ("<b>one <b>two</b></b>", "<strong>one two</strong>"),
        ("<b>one&nbsp;</b>two", "<strong>one</strong>&nbsp;two"),
        ("<b>one<br></b>two", "<strong>one</strong><br>\ntwo"),
        ("<i>one<b>two</b></i>", "<em>one<strong>two</strong></em>"),
        ("<b>one</b><i>two</i>", "<strong>one</strong><em>two</em>"),
        ("<b>a</b><i>b</i><b><i>c</i></b>", "<strong>a</strong>b<strong>c</strong>"),
        ("<code>one</code><code>two</code>", "<code>onetwo</code>"),
        ("<a href=https://x.example>a<a href=https://y.example>b</a></a>", f"<a {LINK}>ab</a>"),
        ("a<b><a href=https://x.example>b</a></b>c", f"a<a {LINK}>b</a>c"),
        ("<a href=http://[x>one</a>", "one"),
    ],
)  # fmt: skip
def test_a_mark_is_set_where_it_is_read_as_one(written: str, shown: str) -> None:
    assert html(body_of(written)).strip() == f"<p>{shown}</p>"


def test_the_deepest_list_is_shown() -> None:
    assert "<li>deep</li>" in html(body_of("<ul><li>" * 100 + "deep"))


async def test_the_public_page_shows_what_the_imported_one_said(newsroom: Newsroom) -> None:
    written = (
        "<article><h1>T</h1><p>19 April 2018</p><ul><div><li>one</li></div><ul><li>two</li></ul></ul>"
        "<table><caption>three</caption><tr><td><p>four</p><p>five</p></td></tr></table>"
        "<p>The <b>“plan.”</b>was <b>sig</b><b>ned</b>.</p></article>"
    )

    answer = done(await newsroom.post(written, **{"Content-Type": "text/html"}), 201).json()

    assert answer["left_out"] == []
    text = (await newsroom.read(answer["path"], "text/html")).text
    assert [word for word in ("one", "two", "three", "four five") if text.count(f">{word}") != 1] == []
    assert "The “plan.”was <strong>signed</strong>." in text


TAGS = ["p", "div", "h2", "ul", "ol", "li", "blockquote", "table", "caption", "tr", "td", "b", "i", "a", "span", "code"]
TEXT = st.sampled_from(
    ["one", "two", "“", ".”", "*", "_", " ", " ", "1.", "- ", "<br>", "#", "|", "\\", "!", "&amp;", "&nbsp;", "计划"]
)


def element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.lists(inside, min_size=1, max_size=4).map("".join)
    return st.builds("<{0} href=https://x.example>{1}</{0}>".format, st.sampled_from(TAGS), parts)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.recursive(TEXT, element, max_leaves=25), min_size=1).map("".join))
def test_all_text_is_shown_once_in_its_order_and_nothing_else(written: str) -> None:
    shown = words_of(html(body_of(written)))

    assert shown.split() == read_markup(written).text.split()

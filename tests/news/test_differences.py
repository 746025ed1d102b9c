"""What changed between two texts is shown word by word, in every script, and never takes long."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from news.pages.differences import MOST_PIECES, differences, differences_of_words

from tests.news.newsroom import STORY, Newsroom, done

TEXTS = st.text(alphabet="ab \n会议", max_size=60)


@given(before=TEXTS, after=TEXTS)
def test_what_is_shown_is_the_older_and_the_newer_text(before: str, after: str) -> None:
    runs = list(differences_of_words(before, after))

    assert "".join(words for what, words in runs if what != "new") == before
    assert "".join(words for what, words in runs if what != "gone") == after
    assert all(words for _, words in runs)
    assert all(one[0] != other[0] for one, other in pairwise(runs))


def test_chinese_is_compared_by_its_characters() -> None:
    before, after = "海关署长会议在洛斯卡沃斯举行。会议由智利主持。", "海关署长会议在洛斯卡沃斯举行。会议由墨西哥主持。"

    runs = list(differences_of_words(before, after))

    assert runs == [
        ("same", "海关署长会议在洛斯卡沃斯举行。会议由"), ("gone", "智利"), ("new", "墨西哥"), ("same", "主持。")
    ]  # fmt: skip


def test_a_line_that_stayed_is_shown_as_one_that_stayed() -> None:
    before, after = "First.\n\nThey met in May.\n\nLast.", "First.\n\nThey met in April.\n\nLast."

    runs = list(differences_of_words(before, after))

    assert runs == [
        ("same", "First.\n\nThey met in "), ("gone", "May.\n"), ("new", "April.\n"), ("same", "\nLast.")
    ]  # fmt: skip


def test_pictures_are_compared_one_by_one() -> None:
    assert list(differences(["one", "two"], ["two", "three"])) == [("gone", "one"), ("same", "two"), ("new", "three")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x " + "a " * 8_000 + "y", "z " + "a " * 8_000),
        ("x\n" + "a\n" * 90_000, "z\n" + "a\n" * 90_000 + "b"),
        (" ".join(map(str, range(MOST_PIECES + 1))), " ".join(map(str, range(MOST_PIECES + 1, 0, -1)))),
    ],
)
def test_what_would_take_long_is_gone_and_new_as_a_whole(before: str, after: str) -> None:
    runs = list(differences_of_words(before, after))

    assert [what for what, _ in runs if what != "same"] == ["gone", "new"]


async def test_a_long_text_is_compared_in_the_newsroom(newsroom: Newsroom) -> None:
    done(await newsroom.draft(body="x " + "a " * 8_000 + "y"))
    done(await newsroom.write("en", headline="Customs meets", body="z " + "a " * 8_000))

    difference = await newsroom.get(f"/v1/stories/{STORY}/versions/en/difference", since=1, until=2)

    assert [change["what"] for change in difference["changes"]] == ["gone", "new"]

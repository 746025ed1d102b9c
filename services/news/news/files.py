"""Files with pages: read, put together by story, sent one by one, each with a word on what became of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from cabos.refusal import Refusal

from news.pages.reading import Page, read_page
from news.pages.reading_html import read_html

READERS = {".html": ("text/html", read_html), ".htm": ("text/html", read_html)}
AS_TEXT = ("text/plain", read_page)


@dataclass(frozen=True, slots=True)
class File:
    path: Path
    raw: bytes
    page: Page

    @property
    def media_type(self) -> str:
        return _reader(self.path)[0]

    @property
    def story(self) -> tuple[object, ...]:
        """The same for files of one folder, name and day, `NAME.LANGUAGE.txt`: the languages of one story."""
        name, _, language = self.path.stem.rpartition(".")
        return self.path.parent, name if name and len(language) <= 11 else self.path.name, self.page.published_on


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: `imported`, `known already`, `refused`, or `not sent`."""

    file: Path
    said: str
    url: str | None = None
    error: str | None = None
    left_out: Sequence[dict[str, Any]] = ()

    @property
    def as_json(self) -> dict[str, object]:
        return {
            "file": str(self.file), "outcome": self.said, "created": self.said == "imported", "url": self.url,
            "error": self.error, "left_out": list(self.left_out),
        }  # fmt: skip

    @property
    def lines(self) -> Iterator[str]:
        yield f"{self.file}: {self.said}, {self.url}" if self.url else f"{self.file}: {self.error or self.said}"
        for each in self.left_out:
            yield f"  left out, line {each['line']}: {each['element']}, {each['words']!r}"


def read(paths: Iterable[Path]) -> tuple[list[File], list[Outcome]]:
    """The pages, and the files that are none."""
    files, bad = [], []
    for path in paths:
        try:
            raw = path.read_bytes()
            files.append(File(path, raw, _reader(path)[1](raw)))
        except OSError as fault:
            bad.append(Outcome(path, "refused", error=fault.strerror))
        except Refusal as refusal:
            bad.append(Outcome(path, "refused", error=refusal.detail))
    return files, bad


def stories(files: Iterable[File]) -> list[list[File]]:
    """Files by story, the English page first."""
    by_story: dict[tuple[object, ...], list[File]] = {}
    for file in files:
        by_story.setdefault(file.story, []).append(file)
    return [sorted(each, key=lambda one: one.page.served != "en") for each in by_story.values()]


def send(http: httpx2.Client, files: Sequence[File], story: str | None = None) -> Iterator[Outcome]:
    """The languages of one story. All are looked up first, so that what is new becomes a language of what is known."""
    known = {file.path: _look_up(http, file) for file in files} if len(files) > 1 and story is None else {}
    there = sorted({each for each in known.values() if each})
    story = there[0] if len(there) == 1 else story
    for file in files:
        if len(there) > 1 and not known[file.path]:
            which = f"files of this name are of several stories ({', '.join(there)}): name one with --story"
            yield Outcome(file.path, "refused", error=which)
            continue
        if story is None and file is not files[0] and not there:
            first = f"the first page of its story, {files[0].path}, was refused"
            yield Outcome(file.path, "not sent", error=first)
            continue
        answer = _post(http, "/v1/pages", file, {} if story is None or known.get(file.path) else {"story": story})
        if answer.is_error:
            yield Outcome(file.path, "refused", error=problem(answer))
            continue
        told = answer.json()
        story = story or (None if there else told["story_id"])
        said = "imported" if told["created"] else "known already"
        yield Outcome(file.path, said, f"{str(http.base_url).rstrip('/')}{told['path']}", left_out=told["left_out"])


def problem(answer: httpx2.Response) -> str:
    """What is in the way, in a sentence, whoever says it."""
    try:
        said = answer.json()
        return f"{said['title']}: {said['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"{answer.status_code} {answer.reason_phrase}"


def _look_up(http: httpx2.Client, file: File) -> str | None:
    answer = _post(http, "/v1/pages/story", file, {})
    # What is in the way is said when it is imported.
    return None if answer.is_error else answer.json()["story_id"]


def _post(http: httpx2.Client, path: str, file: File, params: dict[str, str]) -> httpx2.Response:
    return http.post(path, content=file.raw, params=params, headers={"Content-Type": file.media_type})


def _reader(path: Path) -> tuple[str, Any]:
    return READERS.get(path.suffix.lower(), AS_TEXT)

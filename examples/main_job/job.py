"""The main job: a conference becomes governed facts, agreements and news, through the services' public HTTP alone."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from main_job import facts, los_cabos
from main_job.client import Refused, Service
from main_job.facts import Put
from main_job.los_cabos import HOLDER, REGION, SUCCESSOR
from main_job.screen import Screen

T = TypeVar("T")

AT_ONCE = 4
"""Requests under way at the same time where their order does not matter."""

PATIENCE_S = 30.0
LOOK_EVERY_S = 0.05

SIGNINGS = ("aeo.agreement.signed.v1", "aeo.work-plan.signed.v1")
DECISIONS = ("governance.decision.taken.v1",)


class Missing(RuntimeError):
    """Something that should be there by now is not; the message says what."""


class BadPage(RuntimeError):
    """A file is no page that news can read; the message names file, line and rule."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A page as it was read from its file, and what news made of it."""

    file: Path
    text: str
    path: str
    requested: str
    served: str
    headline: str
    created: bool


@dataclass(slots=True)
class Report:
    """What the job did: the pages, and for each kind of record how many there were before it and after it."""

    pages: list[Imported] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)


class MainJob:
    """Doing it again is harmless, and finishes what a broken run has begun."""

    def __init__(self, services: dict[str, Service], screen: Screen, lose_redis: Callable[[], bool] | None) -> None:
        self.services = services
        self.governance, self.aeo, self.news = (services[name] for name in ("governance", "aeo", "news"))
        self.screen = screen
        self.lose_redis = lose_redis

    def do(self, pages: Sequence[Path]) -> Report:
        report = Report(before=self.tally())
        report.pages = [self._import(page) for page in pages]
        self._load_register()
        self._load_agreements()
        self._hold_conference()
        self._sign_work_plan()
        if self.lose_redis is not None and self.lose_redis():
            self.screen.step("Redis was emptied in the middle (FLUSHALL): nothing may change by it")
        self._close_session()
        self._await_drafts()
        report.after = self.tally()
        return report

    def tally(self) -> dict[str, int]:
        """How many records of each kind there are."""
        return {"regions": len(self.governance.get("/v1/regions"))} | {
            what: len(service.all(path, **query)) for what, service, path, query in self._kinds()
        }

    def _kinds(self) -> Iterator[tuple[str, Service, str, dict[str, str]]]:
        for name in ("members", "council-sessions", "vice-chair-terms", "conferences", "decisions"):
            yield name.replace("-", " ").replace("vice chair", "Vice-Chair"), self.governance, f"/v1/{name}", {}
        for name in ("programmes", "agreements", "work-plans"):
            yield name.replace("-", " "), self.aeo, f"/v1/{name}", {}
        yield "drafted stories", self.news, "/v1/stories", {"state": "draft"}

    def _import(self, file: Path) -> Imported:
        """Hand in the page twice: the second time it is known."""
        self.screen.step(f"Importing {file}")
        content = file.read_bytes()
        first, again = (self._post(file, content) for _ in range(2))
        if again["created"] or again["story_id"] != first["story_id"]:
            raise Missing(f"{file} was imported twice and made two stories: {first['story_id']}, {again['story_id']}")
        return Imported(
            file=file,
            text=content.decode().removeprefix("\ufeff"),
            **{name: first[name] for name in ("path", "requested", "served", "headline", "created")},
        )

    def _post(self, file: Path, content: bytes) -> dict[str, Any]:
        try:
            return self.news.post_page(content)
        except Refused as refused:
            if refused.status in (400, 413, 415, 422):
                raise BadPage(f"{file}: {refused.problem.get('detail')}") from None
            raise

    def _load_register(self) -> None:
        sessions = facts.council_sessions()
        waiting = f"/v1/council-sessions/{los_cabos.SESSION}"
        closings = [facts.closing(plan) for plan in sessions if plan.path != waiting and "closes_on" in plan.body]
        self._put_all("Regions", facts.regions())
        self._put_all("Members", facts.members())
        self._put_all("Council sessions", sessions)
        self._put_all("Council sessions closed", closings)
        self._put_all("Vice-Chair terms", los_cabos.terms_before_the_choice(), at_once=1)

    def _load_agreements(self) -> None:
        everyone = len(facts.members())
        self.screen.step("Waiting until aeo has learned of the members from governance")
        self._until("aeo knows every member", lambda: len(self.aeo.all("/v1/members")) >= everyone)
        self._put_all("AEO programmes", facts.programmes())
        self._put_all("Agreements", facts.agreements())
        self._put_all("Work plans", facts.work_plans())
        self._put_all("Work plans signed", facts.work_plan_signatures())

    def _hold_conference(self) -> None:
        self.screen.step("Holding the XXI Regional Conference in Los Cabos: convened, opened, decided, held")
        for request in (los_cabos.convening(), los_cabos.opening(), los_cabos.decision(), los_cabos.holding()):
            self._put(request)

    def _sign_work_plan(self) -> None:
        self.screen.step("Signing the joint work plan of Brazil and Mexico at the conference")
        for request in los_cabos.work_plan():
            self._until(f"aeo takes {request.path}", lambda request=request: self._put_when_known(request))  # type: ignore[misc]

    def _put_when_known(self, request: Put) -> bool:
        """False while aeo has not yet learned from governance what the request names."""
        try:
            self._put(request)
        except Refused as refused:
            if refused.problem.get("retry"):
                return False
            raise
        return True

    def _close_session(self) -> None:
        """Chile's term ends and the Dominican Republic's starts; then the terms that are known to follow are told."""
        seat = self.governance.get(f"/v1/regions/{REGION}/vice-chair", as_of="2018-06-30")
        designate = seat["designate"] and seat["designate"]["administration"]
        if (seat["administration"], designate) != (HOLDER, SUCCESSOR):
            raise Missing(
                f"on 2018-06-30 {HOLDER} should be in office and {SUCCESSOR} designate,"
                f" not {seat['administration']} and {designate}"
            )
        self.screen.step("Closing Council session 132: Chile's term ends, the Dominican Republic's starts")
        self._put(los_cabos.closing())
        chosen, *later = los_cabos.terms_from_the_choice_on()
        self._put(Put("governance", f"{chosen.path}/end", {"ended_on": chosen.body["ended_on"]}))
        self._put_all("Vice-Chair terms after it", [chosen, *later], at_once=1)

    def _await_drafts(self) -> None:
        self.screen.step("Waiting until news has drafted a story of each decision and each signed instrument")
        # What does not come is no end of the job: the checks name it, story by story.
        _patiently(lambda: self._sources() <= self._drafted())

    def _sources(self) -> set[str]:
        """The events that a story is drafted from; the last of each service must be among them to have them all."""
        events = self.governance.events(*DECISIONS) + self.aeo.events(*SIGNINGS)
        ids = {event["subject"]: event["id"] for event in events}
        last = {str(subject): "not announced yet" for subject in (los_cabos.DECISION, los_cabos.WORK_PLAN)}
        return set((last | ids).values())

    def _drafted(self) -> set[str]:
        return {story["source_event"] for story in self.news.all("/v1/stories", state="draft")}

    def _put(self, request: Put) -> None:
        self.services[request.service].put(request.path, request.body)

    def _put_all(self, what: str, requests: Sequence[Put], at_once: int = AT_ONCE) -> None:
        pool = ThreadPoolExecutor(at_once)
        try:
            for _ in self.screen.bar(what, pool.map(self._put, requests), len(requests)):
                pass
        finally:
            pool.shutdown(cancel_futures=True)

    @staticmethod
    def _until(what: str, look: Callable[[], bool]) -> None:
        """Raises `Missing` when it does not come to be so."""
        if not _patiently(look):
            raise Missing(f"after {PATIENCE_S:.0f} s it is still not so that {what}")


def _patiently(look: Callable[[], bool]) -> bool:
    """Look again until it is so, for half a minute at most; whether it is."""
    deadline = time.monotonic() + PATIENCE_S
    while not look():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY_S)
    return True

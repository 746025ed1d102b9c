"""What must be there when the main job is done, each said in one sentence and looked up through the services' HTTP."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from main_job import facts, los_cabos
from main_job.client import Refused, Service
from main_job.facts import Put
from main_job.job import DECISIONS, SIGNINGS, Report
from main_job.los_cabos import HOLDER, REGION, SUCCESSOR
from main_job.pages import page_faults

HANDOVER = "2018-07-01"


@dataclass(frozen=True, slots=True)
class Check:
    """A sentence that must be true, and what speaks against it."""

    sentence: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


class Checks:
    def __init__(self, services: dict[str, Service], report: Report) -> None:
        self.governance, self.aeo, self.news = (services[name] for name in ("governance", "aeo", "news"))
        self.report = report

    def __iter__(self) -> Iterator[Check]:
        yield self._check("Every region, member, council session and term of the data is on record", self._register)
        yield self._check("Every programme, agreement and work plan of the data is on record", self._instruments)
        yield self._check(
            "The XXI Regional Conference was held and every fact of its page is on record", self._conference
        )
        yield self._check(
            f"{HOLDER} holds the seat of {REGION} until the Council session closes, {SUCCESSOR} from {HANDOVER} on",
            self._seat,
        )
        yield self._check(f"The terms of {REGION} follow each other without a gap", self._contiguity)
        yield self._check("Each turn of the story was announced once", self._events)
        yield self._check(
            "News drafted one story of each decision and each signed instrument, none twice", self._drafts
        )
        for page in self.report.pages:
            yield self._check(
                f"{page.file.name} comes back from {page.path} as it was imported",
                partial(page_faults, self.news, page),
            )

    @staticmethod
    def _check(sentence: str, look: Callable[[], Iterable[str]]) -> Check:
        try:
            return Check(sentence, tuple(look()))
        except Refused as refused:
            return Check(sentence, (str(refused),))

    def _register(self) -> Iterator[str]:
        yield from _absent(facts.regions(), self.governance.get("/v1/regions"), "code")
        yield from _absent(facts.members(), self.governance.all("/v1/members"), "economy")
        yield from _absent(facts.council_sessions(), self.governance.all("/v1/council-sessions"))
        yield from _absent(facts.vice_chair_terms(), self.governance.all("/v1/vice-chair-terms"))

    def _instruments(self) -> Iterator[str]:
        yield from _absent(facts.programmes(), self.aeo.all("/v1/programmes"))
        yield from _absent(facts.agreements(), self.aeo.all("/v1/agreements"))
        yield from _absent([*facts.work_plans(), los_cabos.work_plan()[0]], self.aeo.all("/v1/work-plans"))

    def _conference(self) -> Iterator[str]:
        convening = los_cabos.convening()
        details = self.governance.get(convening.path)
        if details["stage"] != "held":
            yield f"its stage is {details['stage']}"
        yield from (f"{where} differs" for where in _differing(details, convening.body))
        if [decision["id"] for decision in details["decisions"]] != [str(los_cabos.DECISION)]:
            yield f"its decisions are {details['decisions']}"

    def _seat(self) -> Iterator[str]:
        expected = {
            "2016-07-14": (HOLDER, None),
            "2018-04-16": (HOLDER, None),
            "2018-04-17": (HOLDER, SUCCESSOR),
            "2018-06-30": (HOLDER, SUCCESSOR),
            HANDOVER: (SUCCESSOR, None),
            "2019-01-01": (SUCCESSOR, None),
        }
        for day, (holder, designate) in expected.items():
            seat = self.governance.get(f"/v1/regions/{REGION}/vice-chair", as_of=day)
            found = (seat["administration"], seat["designate"] and seat["designate"]["administration"])
            if found != (holder, designate):
                yield f"on {day} it is {found[0]}, designate {found[1]}; not {holder}, designate {designate}"

    def _contiguity(self) -> Iterator[str]:
        for term, following in pairwise(self.governance.all("/v1/vice-chair-terms", region=REGION)):
            ends, starts = term["ended_on"] or "", following["started_on"]
            # Days of different precision agree when the one begins with the other: 2020 and 2020-06.
            if not ends or not (ends.startswith(starts) or starts.startswith(ends)):
                yield f"{term['administration']} until {ends or 'today'}, {following['administration']} from {starts}"

    def _events(self) -> Iterator[str]:
        announced = Counter(_turn(event) for service in (self.governance, self.aeo) for event in service.events())
        for turn in (
            ("governance.conference.held.v1", str(los_cabos.CONFERENCE), None),
            ("governance.decision.taken.v1", str(los_cabos.DECISION), None),
            ("governance.vice-chair.selected.v1", str(los_cabos.TERM), None),
            ("aeo.work-plan.signed.v1", str(los_cabos.WORK_PLAN), None),
            ("governance.council-session.closed.v1", str(los_cabos.SESSION), "2018-06-30"),
            ("governance.vice-chair-term.ended.v1", str(facts.term_id(REGION, HOLDER)), HANDOVER),
            ("governance.vice-chair-term.started.v1", str(los_cabos.TERM), HANDOVER),
        ):
            if announced[turn] != 1:
                yield f"{turn[0]} of {turn[1]} was announced {announced[turn]} times"

    def _drafts(self) -> Iterator[str]:
        events = self.governance.events(*DECISIONS) + self.aeo.events(*SIGNINGS)
        stories = Counter(story["source_event"] for story in self.news.all("/v1/stories", state="draft"))
        for event in events:
            if stories[event["id"]] != 1:
                yield f"{event['type']} of {event['subject']} has {stories[event['id']]} stories"


def _turn(event: dict[str, Any]) -> tuple[str, str, str | None]:
    days = (event["data"].get(field) for field in ("closed_on", "ended_on", "started_on"))
    return event["type"], event["subject"], next(filter(None, days), None)


def _absent(wanted: Iterable[Put], found: Iterable[dict[str, Any]], key: str = "id") -> Iterator[str]:
    """The requests whose record is not among `found`."""
    known = {str(item[key]) for item in found}
    yield from (f"{put.path} is missing" for put in wanted if put.path.rsplit("/", 1)[1] not in known)


def _differing(found: Any, wanted: Any, where: str = "it") -> Iterator[str]:
    """Where `found` does not have all that `wanted` says."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key, value in wanted.items():
            yield from _differing(found.get(key), value, f"{where}.{key}" if where != "it" else key)
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for n, value in enumerate(wanted):
            yield from _differing(found[n], value, f"{where}.{n}")
    elif found != wanted:
        yield where

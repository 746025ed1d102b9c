"""Conferences for the calendars of those who travel to them (iCalendar, RFC 5545)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cabos.ids import stable_id
from cabos.refusal import NotFound, Refusal
from cabos_contracts.types import PartialDate
from icalendar import Calendar, Event, vText
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Conference
from governance.model.agenda import AgendaItem
from governance.model.conference_stage import ConferenceFormat, ConferenceStage
from governance.queries.conferences import ConferenceFilters
from governance.queries.numbering import number_shown

STATUS = {ConferenceStage.PLANNED: "TENTATIVE", ConferenceStage.POSTPONED: "TENTATIVE"} | {
    ConferenceStage.CANCELLED: "CANCELLED"
}


class DayUnknown(Refusal):
    """Of the day of the conference no more than the year is known."""


async def calendar_of(session: AsyncSession, conference_id: UUID, now: datetime) -> bytes:
    """One conference, with those items of its agenda whose hours are known."""
    conference = await session.get(Conference, conference_id)
    if conference is None:
        raise NotFound(f"No conference {conference_id}")
    event = _event(conference, now)
    if event is None:
        raise DayUnknown(f"A calendar has no place for a conference of {conference.starts_on}")
    items = [_item(conference, item, now) for item in conference.record.agenda]
    return _calendar(conference.name, [event, *(item for item in items if item is not None)])


async def calendar_of_all(session: AsyncSession, filters: ConferenceFilters, now: datetime) -> bytes:
    """All conferences of which at least the month is known."""
    found = select(Conference).where(*filters.wanted(Conference))
    rows = await session.exec(found.order_by(col(Conference.starts_on), col(Conference.id)))
    events = [_event(conference, now) for conference in rows]
    return _calendar(
        " ".join(filter(None, ["Conferences", filters.region])), [event for event in events if event is not None]
    )


def _calendar(name: str, events: list[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("PRODID", "-//Cabos//Governance//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    # Of a name that is no RFC's the library does not know that it is text.
    calendar.add("X-WR-CALNAME", vText(_plain(name)))
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(conference: Conference, now: datetime) -> Event | None:
    """The days of the conference. A month stands for its whole span, with a note; a year alone is too vague.

    What was postponed without a new day does not take place on the old one, so its event is cancelled for the time
    being: its UID stays, and a higher SEQUENCE revives it.
    """
    first, last = conference.starts_on, conference.ends_on or conference.starts_on
    if first.precision == "year":
        return None
    # An end of which no more than the year is known says nothing.
    end = last if last.precision != "year" else first
    event = Event()
    _frame(event, conference, conference.id, now)
    numeral = [] if conference.number is None else [number_shown(conference.number).roman]
    event.add("SUMMARY", _plain(" ".join([*numeral, conference.name])))
    event.add("DTSTART", first.earliest)
    if end.latest < date.max:
        event.add("DTEND", end.latest + timedelta(days=1))
    event.add("DESCRIPTION", _plain("\n".join(_description(conference, [first, end]))))
    exact = first.precision == end.precision == "day"
    event.add("TRANSP", "OPAQUE" if exact and conference.day_known else "TRANSPARENT")
    event.add("STATUS", _status(conference, exact))
    if conference.reason is not None:
        event.add("COMMENT", _plain(conference.reason))
    event.add("CATEGORIES", [conference.region, conference.series])
    return event


def _item(conference: Conference, item: AgendaItem, now: datetime) -> Event | None:
    if conference.time_zone is None or item.day is None or item.day.precision != "day" or item.starts_at is None:
        return None
    event = Event()
    _frame(event, conference, stable_id("agenda-item", str(conference.id), item.n), now)
    event.add("SUMMARY", _plain(f"{item.n}. {item.title}"))
    event.add("DTSTART", _moment(item.day, item.starts_at, conference.time_zone))
    if item.ends_at is not None:
        event.add("DTEND", _moment(item.day, item.ends_at, conference.time_zone))
    event.add("STATUS", _status(conference, True))
    event.add("RELATED-TO", str(conference.id))
    return event


def _frame(event: Event, conference: Conference, uid: UUID, now: datetime) -> None:
    event.add("UID", str(uid))
    event.add("DTSTAMP", now)
    event.add("SEQUENCE", conference.version)
    if (place := _place(conference)) is not None:
        event.add("LOCATION", _plain(place))


def _moment(day: PartialDate, at: time, zone: str) -> datetime:
    return datetime.combine(day.earliest, at, ZoneInfo(zone))


def _plain(text: str) -> str:
    """Text as a calendar takes it: lines, and no other control characters (RFC 5545, 3.1)."""
    return "\n".join("".join(c for c in line if c.isprintable() or c == "\t") for line in text.splitlines())


def _status(conference: Conference, exact: bool) -> str:
    if not conference.day_known:
        return "CANCELLED"
    return STATUS.get(conference.stage, "CONFIRMED" if exact else "TENTATIVE")


def _place(conference: Conference) -> str | None:
    named = [conference.place.city, conference.place.economy] if conference.place else []
    words: list[Any] = [*named, conference.format if conference.format is not ConferenceFormat.IN_PERSON else None]
    return ", ".join(word for word in words if word) or None


def _description(conference: Conference, days: list[PartialDate]) -> list[str]:
    vague = sorted({str(day) for day in days if day.precision != "day"})
    told = f"Known is {' and '.join(vague)} and no day: these are the days on which it may be."
    notes = [told] if vague else []
    if not conference.day_known:
        notes.append("Postponed; no new day is known.")
    notes += [f"Theme: {conference.theme}"] if conference.theme else []
    notes += [f"Host: {conference.host}"] if conference.host else []
    return [*notes, f"Source: {conference.source}"]

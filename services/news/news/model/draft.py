"""What a draft says: the first words on a decision or an instrument, for an editor to go on from."""

from dataclasses import dataclass
from uuid import UUID

from babel.dates import format_date
from babel.lists import format_list
from cabos_contracts.aeo import AgreementSigned, WorkPlanSigned
from cabos_contracts.governance import DecisionTaken
from cabos_contracts.types import PartialDate, RecordReference

from news.pages.languages import locale
from news.pages.markdown import from_plain

LANGUAGE = "en"
"""Events speak English, and so do the drafts that are made of them."""

_PRECISION = {"day": "d MMMM yyyy", "month": "MMMM yyyy", "year": "yyyy"}
_EN = locale(LANGUAGE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A text without a story yet; `record` is what it is first of all about."""

    record: RecordReference
    about: tuple[RecordReference, ...]
    headline: str
    body: str

    @classmethod
    def of_decision(cls, event: DecisionTaken) -> "Draft":
        took_effect = f" It takes effect {event.effective}." if event.effective else ""
        return cls._about(
            RecordReference(kind="decision", id=event.decision_id),
            event.conference_id,
            headline=event.text.rstrip("."),
            text=f"{event.text.rstrip('.')}.{took_effect}",
            origin=f"The {event.conference_name} decided this{_on(event.taken_on)}.",
        )

    @classmethod
    def of_agreement(cls, event: AgreementSigned) -> "Draft":
        parties = _names(event.parties)
        form = event.instrument or "MRA"
        return cls._about(
            RecordReference(kind="agreement", id=event.agreement_id),
            event.conference_id,
            headline=f"{parties} sign on the mutual recognition of their AEO programmes",
            text=f"{parties} signed “{event.name}” ({form}){_on(event.signed_on)}{_at(event.signed_at)}.",
            origin="A signature alone brings nothing into force.",
            source=event.according_to,
        )

    @classmethod
    def of_work_plan(cls, event: WorkPlanSigned) -> "Draft":
        parties = _names(event.parties)
        return cls._about(
            RecordReference(kind="work_plan", id=event.work_plan_id),
            event.conference_id,
            headline=f"{parties} sign a joint work plan towards mutual recognition",
            text=f"{parties} signed “{event.name}”{_on(event.signed_on)}{_at(event.signed_at)}.",
            origin="A work plan leads towards an agreement on mutual recognition and is none itself.",
            source=event.according_to,
        )

    @classmethod
    def _about(cls, record: RecordReference, conference_id: UUID | None, *, headline: str, text: str, origin: str,
               source: str | None = None) -> "Draft":  # fmt: skip
        conference = (RecordReference(kind="conference", id=conference_id),) if conference_id else ()
        sentences = [text, origin] + ([f"Source: {source}"] if source else [])
        return cls(record, (record, *conference), headline, from_plain(sentences))


def _names(parties: tuple[str, ...]) -> str:
    return format_list([_EN.territories.get(code, code) for code in parties], locale=_EN)


def _on(day: PartialDate | None) -> str:
    if day is None:
        return " on a day that is not known"
    shown = format_date(day.earliest, _PRECISION[day.precision], locale=_EN)
    return f" {'on' if day.precision == 'day' else 'in'} {shown}"


def _at(place: str | None) -> str:
    return f" ({place})" if place else ""

"""Contact points: whom an administration names for a regional body, one after another."""

from datetime import date
from typing import Literal
from uuid import UUID

from cabos.columns import Document
from cabos.refusal import Invalid, Refusal
from cabos_contracts.types import PartialDate
from sqlmodel import Field, SQLModel

from governance.model.part import Part, Text, Words
from governance.model.step import TooMuch

MOST_CONTACTS = 200


class LaterContact(Refusal):
    """Another contact has been named since."""


class Contact(Part):
    """A person or an office, from a day on; `until_on` is the first day on which it is the contact no more."""

    name: Words | None = None
    office: Words | None = None
    from_on: PartialDate | None = None
    until_on: PartialDate | None = None
    source: Text
    confidence: Literal["high", "medium", "low"] | None = None
    noted_on: date

    @property
    def who(self) -> tuple[str | None, str | None]:
        return self.name, self.office

    def is_asked_for(self, asked: "Contact") -> bool:
        return self.who == asked.who and asked.from_on in (None, self.from_on)

    def surely_on(self, day: date) -> bool:
        """Whether it surely was the contact on a day."""
        since = self.noted_on if self.from_on is None else self.from_on.latest
        return since <= day and (self.until_on is None or self.until_on.earliest > day)


class ContactPoint(SQLModel, table=True):
    """The contacts of one administration for one body, each until the next one."""

    __tablename__ = "contact_point"

    id: UUID = Field(primary_key=True)
    regional_body_id: UUID = Field(foreign_key="regional_body.id")
    economy: str = Field(foreign_key="member.economy")
    contacts: tuple[Contact, ...] = Field(default=(), sa_type=Document(tuple[Contact, ...]))

    @property
    def present(self) -> Contact | None:
        """The last one, as long as it has not ended."""
        return self.contacts[-1] if self.contacts and self.contacts[-1].until_on is None else None

    def name_contact(self, new: Contact) -> bool:
        """Whether anything has changed; a contact of another name ends the one before it on the day it begins."""
        last = self.contacts[-1] if self.contacts else None
        for place in reversed(range(len(self.contacts))):
            if self.contacts[place].is_asked_for(new):
                return self._complete(place, new)
        if last is not None and last.who == new.who and last.from_on is None and last.until_on is None:
            return self._complete(len(self.contacts) - 1, new)
        if last is not None:
            _require_later(last, new)
        if len(self.contacts) >= MOST_CONTACTS:
            raise TooMuch(f"{MOST_CONTACTS} contacts are on record, and no more are kept")
        before = self.contacts
        if last is not None and last.until_on is None:
            before = (*before[:-1], last.model_copy(update={"until_on": new.from_on}))
        self.contacts = (*before, new)
        return True

    def _complete(self, place: int, asked: Contact) -> bool:
        known = self.contacts[place]
        facts = {"source": asked.source}
        facts |= {
            field: getattr(asked, field) or getattr(known, field) for field in ("from_on", "until_on", "confidence")
        }
        more = known.model_copy(update=facts)
        if more == known:
            return False
        if more.until_on != known.until_on and place < len(self.contacts) - 1:
            raise LaterContact(f"It ended on {known.until_on}, when the next one began", field="until_on")
        self.contacts = (*self.contacts[:place], more, *self.contacts[place + 1 :])
        return True


class ContactAddress(SQLModel, table=True):
    """The e-mail address of the present contact, and of nobody who was it before: it is not remembered."""

    __tablename__ = "contact_address"

    contact_point_id: UUID = Field(primary_key=True, foreign_key="contact_point.id")
    email: str


def _require_later(last: Contact, new: Contact) -> None:
    who = last.name or last.office
    if new.from_on is None:
        raise Invalid(f"{who} is on record: a change says from when on", field="from_on")
    if last.from_on is not None and new.from_on.latest < last.from_on.earliest:
        raise LaterContact(f"{who} is the contact since {last.from_on}", field="from_on")
    if last.until_on is not None and new.from_on.latest < last.until_on.earliest:
        raise LaterContact(f"{who} was the contact until {last.until_on}", field="from_on")

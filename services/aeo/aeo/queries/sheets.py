"""The register as flat tables, one for each kind of thing that is on record."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any, Literal

from cabos.claimed import claim
from sqlalchemy import ColumnElement, Select, Table, case, column, func, literal_column, select, true
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, OtherInstrument, Programme, Recognition, WorkPlan
from aeo.model.periods import LAST

Of = Literal["agreements", "programmes", "work-plans", "other-instruments", "steps", "recognition", "claims"]
AT_ONCE = 200
"""Rows that are held in memory at a time, however many there are."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")

_AGREEMENTS: Table = Agreement.__table__  # type: ignore[attr-defined]
_RECOGNITION: Table = Recognition.__table__  # type: ignore[attr-defined]
_agreement, _recognition = _AGREEMENTS.c, _RECOGNITION.c
_programme = Programme.__table__.c  # type: ignore[attr-defined]
_plan = WorkPlan.__table__.c  # type: ignore[attr-defined]
_other = OtherInstrument.__table__.c  # type: ignore[attr-defined]


async def as_csv(session: AsyncSession, of: Of) -> AsyncIterator[str]:
    """RFC 4180: a line for each row; what a spreadsheet would take for a formula begins with an apostrophe.

    Several values of one cell have semicolons between them, a day that is not known is empty.
    """
    wanted = SHEETS[of]
    yield _line([str(each.key) for each in wanted.selected_columns])
    async for row in await session.stream(wanted.execution_options(yield_per=AT_ONCE)):
        yield _line([_cell(value) for value in row])


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]
    csv.writer(written, lineterminator="\r\n").writerow(safe)
    return written.getvalue()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case dict():
            return "; ".join(f"{key} {each}" for key, each in value.items())
        case list():
            return "; ".join(map(_part, value))
        case _:
            return str(value)


def _part(value: Any) -> str:
    """One of several values: a signatory as who signed for which party."""
    if isinstance(value, dict):
        return f"{value['party']}: {', '.join(filter(None, (value['name'], value['office'])))}"
    return str(value)


def _said(document: Any, *path: str) -> ColumnElement[Any]:
    """What a document says in one place, as text."""
    return func.jsonb_extract_path_text(document, *path)


def _each(document: Any, path: str) -> ColumnElement[Any]:
    """What a document says in many places, as a list."""
    return func.jsonb_path_query_array(document, literal_column(f"'{path}'::jsonpath"))


def _sheet(*columns: ColumnElement[Any], **named: ColumnElement[Any]) -> Select[Any]:
    return select(*columns, *(value.label(name) for name, value in named.items()))


def _end(field: str) -> ColumnElement[Any]:
    final: ColumnElement[Any] = literal_column(
        f"""'$[*] ? (@.kind == "terminated" || @.kind == "replaced").{field}'::jsonpath"""
    )
    return func.jsonb_path_query_first(_agreement.steps, final).op("#>>")(literal_column("'{}'"))


def _agreements() -> Select[Any]:
    return _sheet(
        _agreement.id,
        _agreement.name,
        _agreement.parties,
        kind=_agreement.instrument_kind,
        instrument=_said(_agreement.record, "instrument"),
        plurilateral=_agreement.plurilateral,
        stage=_agreement.stage,
        signed_on=_agreement.signed_on,
        place=_agreement.signed_at,
        conference=_agreement.conference_id,
        in_force_on=_agreement.in_force_on,
        enters_into_force_on=_agreement.enters_into_force_on,
        likely_in_force=_said(_agreement.record, "likely_in_force"),
        ends_on=_end("on"),
        replaced_by=_end("replaced_by"),
        review_every_months=_agreement.review_every_months,
        review_due_on=_agreement.review_due_on,
        opened_on=_agreement.opened_on,
        source=_agreement.source,
        confidence=_said(_agreement.record, "confidence"),
        version=_agreement.version,
        signatories=_each(_agreement.steps, '$[*] ? (@.kind == "signed").signatories[*] ? (@ != null)'),
    ).order_by(_agreement.id)


def _programmes() -> Select[Any]:
    return _sheet(
        _programme.id,
        _programme.economy,
        _programme.name,
        former_names=_each(_programme.names.op("-")(literal_column("-1")), "$[*].name"),
        state=_programme.state,
        launched_on=_programme.launched_on,
        operator_types=_programme.operator_types,
        tiers=_programme.tiers,
        scope=_programme.scope,
        code_format=_programme.code_format,
        operators=_said(_programme.counts, "-1", "operators"),
        operators_counted_on=_said(_programme.counts, "-1", "on"),
        legal_basis=_each(_programme.legal_basis, "$[*].title"),
        source=_programme.source,
        confidence=_said(_programme.record, "confidence"),
        version=_programme.version,
    ).order_by(_programme.economy, _programme.id)


def _work_plans() -> Select[Any]:
    return _sheet(
        _plan.id,
        _plan.name,
        _plan.parties,
        kind=_plan.instrument_kind,
        instrument=_said(_plan.record, "instrument"),
        stage=case((_plan.signed_on.is_(None), "drafted"), else_="signed"),
        signed_on=_plan.signed_on,
        place=_plan.signed_at,
        conference=_plan.conference_id,
        drafted_on=_plan.drafted_on,
        outcome=_said(_plan.record, "outcome"),
        outcome_basis=_said(_plan.record, "outcome_basis"),
        leads_to=_plan.leads_to,
        leads_to_plan=_plan.leads_to_plan,
        source=_said(_plan.record, "source"),
        confidence=_said(_plan.record, "confidence"),
        version=_plan.version,
    ).order_by(_plan.id)


def _other_instruments() -> Select[Any]:
    return _sheet(
        _other.id,
        _other.name,
        _other.parties,
        kind=_other.kind,
        instrument=_said(_other.record, "instrument"),
        signed_on=_other.signed_on,
        place=_said(_other.record, "signed_at"),
        in_force_on=_other.in_force_on,
        promulgated_on=_said(_other.record, "promulgated_on"),
        deposits=func.jsonb_extract_path(_other.record, "deposits"),
        source=_other.source,
        confidence=_said(_other.record, "confidence"),
        version=_other.version,
    ).order_by(_other.id)


def _steps() -> Select[Any]:
    """Of each agreement its steps, in the order in which they came on record."""
    elements = func.jsonb_array_elements(_agreement.steps).table_valued(column("said"), with_ordinality="number")
    each = elements.render_derived(name="step")
    said = each.c.said
    texts = (
        ("party",), ("direction", "certified_in"), ("direction", "recognised_by"), ("until_on",), ("notice_on",),
        ("place",), ("conference_id",), ("replaced_by",), ("non_member",), ("note",), ("source",), ("confidence",),
        ("recorded_on",), ("announced_on",),
    )  # fmt: skip
    return (
        _sheet(
            agreement_id=_agreement.id,
            agreement=_agreement.name,
            step=_said(said, "id"),
            kind=_said(said, "kind"),
            on=_said(said, "on"),
            operator_types=_each(said, "$.operator_types[*] ? (@ != null)"),
            tiers=_each(said, "$.tiers[*] ? (@ != null)"),
            **{path[-1]: _said(said, *path) for path in texts},
        )
        .select_from(_AGREEMENTS.join(each, true()))
        .order_by(_agreement.id, each.c.number)
    )


def _recognitions() -> Select[Any]:
    return (
        _sheet(
            _recognition.certified_in,
            _recognition.recognised_by,
            since=func.nullif(_recognition.since, date.min),
            until=func.nullif(_recognition.until, LAST),
            sure=_recognition.sure,
            via_from=_recognition.via_from,
            via_to=_recognition.via_to,
            operator_types=_recognition.operator_types,
            except_types=_recognition.except_types,
            tiers=_recognition.tiers,
            agreement_id=_recognition.agreement_id,
            agreement=_agreement.name,
        )
        .select_from(_RECOGNITION.join(_AGREEMENTS, _agreement.id == _recognition.agreement_id))
        .order_by(_recognition.certified_in, _recognition.recognised_by, _recognition.since, _recognition.id)
    )


def _claims() -> Select[Any]:
    """What sources say against each other; `reason` is why one is preferred."""
    of = claim.c
    value = of.value.op("#>>")(literal_column("'{}'")).label("value")
    columns = [value if each is of.value else each for each in of]
    return select(*columns).order_by(of.kind, of.record, of.field, of.preferred.desc(), of.made_at, of.id)


SHEETS: dict[Of, Select[Any]] = {
    "agreements": _agreements(),
    "programmes": _programmes(),
    "work-plans": _work_plans(),
    "other-instruments": _other_instruments(),
    "steps": _steps(),
    "recognition": _recognitions(),
    "claims": _claims(),
}

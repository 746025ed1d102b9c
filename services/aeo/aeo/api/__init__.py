"""The routes of aeo."""

from cabos.http.claims import claims
from cabos.http.proposals import proposals

from aeo.api import (
    agreements,
    benefits,
    blocs,
    coverage,
    export,
    members,
    other_instruments,
    programmes,
    steps,
    totals,
    work_plans,
)
from aeo.api.officers import ROLE
from aeo.commands.approval import four_eyes
from aeo.commands.sources import sources

routers = [
    programmes.router,
    agreements.router,
    steps.router,
    benefits.router,
    work_plans.router,
    members.router,
    blocs.router,
    coverage.router,
    other_instruments.router,
    totals.router,
    export.router,
    proposals(four_eyes, ROLE),
    claims(sources, ROLE),
]

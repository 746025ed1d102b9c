"""The routes of governance."""

from cabos.http.claims import claims
from cabos.http.proposals import proposals

from governance.api import (
    ballots,
    conferences,
    council,
    decisions,
    priorities,
    regional_bodies,
    register,
    search,
    strategic_plans,
    terms,
)
from governance.api.officers import ROLE
from governance.commands.approval import four_eyes
from governance.commands.sources import sources

routers = [
    register.router,
    council.router,
    conferences.router,
    decisions.router,
    ballots.router,
    terms.router,
    strategic_plans.router,
    priorities.router,
    regional_bodies.router,
    search.router,
    proposals(four_eyes, ROLE),
    claims(sources, ROLE),
]

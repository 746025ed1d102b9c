"""The known facts: what `python -m governance load DIR` takes from the files of a folder."""

from cabos.loading import Loading

from governance.loading.conferences import load_conference
from governance.loading.council_sessions import load_council_session
from governance.loading.instruments import load_instrument
from governance.loading.member_names import load_member_name
from governance.loading.members import load_member
from governance.loading.priorities import load_priority, load_priority_outcome, priorities_of
from governance.loading.regional_bodies import load_regional_body
from governance.loading.regions import load_region
from governance.loading.strategic_plans import load_strategic_plan
from governance.loading.vice_chairs import load_vice_chair_term, numbered

TERM = ["region", "administration", "term_number"]


async def load_register(loading: Loading) -> None:
    """Each file after those that it speaks of."""
    await loading.file("members.json", load_member, known_by=["iso2"])
    await loading.file("member_names.json", load_member_name, known_by=["iso2", "name", "from"])
    await loading.file("regions.json", load_region, known_by=["code"])
    await loading.file("council_sessions.json", load_council_session, known_by=["sessions"])
    await loading.file("conferences.json", load_conference, known_by=["region", "kind", "number", "start"])
    await loading.file("vice_chairs.json", load_vice_chair_term, numbered, known_by=TERM)
    await loading.file("strategic_plans.json", load_strategic_plan, known_by=["region", "plan"])
    await loading.file("instruments.json", load_instrument, known_by=["code"])
    # What these say is bound to the conferences and sessions that are on record by then.
    await loading.file("los_cabos_2018.json", load_priority, priorities_of)
    await loading.file("priority_outcomes.json", load_priority_outcome)
    await loading.file("regional_bodies.json", load_regional_body)

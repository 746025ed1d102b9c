"""The known facts: what `python -m governance load DIR` takes from the files of a folder."""

from cabos.loading import Loading

from governance.loading.council_sessions import load_council_session
from governance.loading.members import load_member
from governance.loading.vice_chairs import load_vice_chair_term, numbered


async def load_register(loading: Loading) -> None:
    """Each file after those that it speaks of."""
    await loading.file("members.json", load_member)
    await loading.file("council_sessions.json", load_council_session)
    await loading.file("vice_chairs.json", load_vice_chair_term, numbered)

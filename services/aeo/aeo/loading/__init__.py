"""The known facts: what `python -m aeo load DIR` takes from the files of a folder."""

from cabos.loading import Loading

from aeo.loading.agreement_steps import load_agreement_step
from aeo.loading.agreement_terms import load_agreement_terms
from aeo.loading.agreements import instruments
from aeo.loading.compendium import load_edition
from aeo.loading.other_instruments import other_instruments
from aeo.loading.programmes import load_bloc, load_programme
from aeo.loading.row import Names

STEP = ["agreement", "kind", "on", "party", "direction"]


async def load_register(loading: Loading) -> None:
    """Each file after those that it speaks of."""
    names = Names(loading.folder)
    await loading.file("blocs.json", load_bloc, known_by=["code"])
    await loading.file("aeo_programmes.json", load_programme, known_by=["iso2"])
    await loading.file("mras.json", instruments(names), known_by=["id"])
    await loading.file("agreement_steps.json", load_agreement_step, known_by=STEP)
    await loading.file("agreement_terms.json", load_agreement_terms, known_by=["agreement"])
    await loading.file("other_agreements.json", other_instruments(names), known_by=["parties", "type"])
    await loading.file("compendium_totals.json", load_edition, known_by=["edition"])

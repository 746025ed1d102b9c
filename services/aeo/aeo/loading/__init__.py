"""The known facts: what `python -m aeo load DIR` takes from the files of a folder."""

from cabos.loading import Loading

from aeo.loading.agreement_steps import load_agreement_step
from aeo.loading.agreement_terms import load_agreement_terms
from aeo.loading.agreements import instruments
from aeo.loading.compendium import load_edition
from aeo.loading.other_instruments import load_other_instrument
from aeo.loading.programmes import load_bloc, load_programme
from aeo.loading.row import Names


async def load_register(loading: Loading) -> None:
    """Each file after those that it speaks of."""
    await loading.file("blocs.json", load_bloc)
    await loading.file("aeo_programmes.json", load_programme)
    await loading.file("mras.json", instruments(Names(loading.folder)))
    await loading.file("agreement_steps.json", load_agreement_step)
    await loading.file("agreement_terms.json", load_agreement_terms)
    await loading.file("other_agreements.json", load_other_instrument)
    await loading.file("compendium_totals.json", load_edition)

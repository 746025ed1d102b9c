"""Every link inside the tree leads somewhere, and what it names in code font is defined there."""

import re
from pathlib import Path

import pytest

from tests.docs.papers import LINKS, ROOT, Link, anchors

INSIDE = [link for link in LINKS if "://" not in link.target]


@pytest.mark.parametrize("link", INSIDE, ids=lambda link: f"{link.where}→{link.target}")
def test_a_link_leads_somewhere(link: Link) -> None:
    target, _, fragment = link.target.partition("#")
    path = (link.folder / target).resolve() if target else _own_paper(link)

    assert path.is_relative_to(ROOT), f"{link.where}: {link.target} leads out of the tree"
    assert path.exists(), f"{link.where}: there is no {link.target}"
    if fragment:
        assert path.suffix == ".md", f"{link.where}: lines of code move, name the function instead"
        assert fragment in anchors(path), f"{link.where}: {path.name} has no heading for #{fragment}"


NAMED = [link for link in INSIDE if link.name and link.target.endswith(".py") and "/" not in link.name]


@pytest.mark.parametrize("link", NAMED, ids=lambda link: f"{link.where}→{link.name}")
def test_a_linked_name_is_defined_where_the_link_leads(link: Link) -> None:
    path = link.folder / link.target
    name = str(link.name).removesuffix("()").rsplit(".", 1)[-1]

    defined = re.search(rf"\b(def|class) {re.escape(name)}\b|^\s*{re.escape(name)}\b.* = ", path.read_text(), re.M)
    assert defined or str(link.name) == path.name, f"{link.where}: {link.target} does not define {link.name}"


def _own_paper(link: Link) -> Path:
    return ROOT / link.where.rsplit(":", 1)[0]

"""What the kit reads of a service's migrations without alembic is what alembic would say of them."""

import subprocess
import sys
from pathlib import Path

import pytest
from aeo.app import service as aeo
from alembic.script import ScriptDirectory
from cabos import revisions
from cabos.service import Service
from governance.app import service as governance
from news.app import service as news


@pytest.mark.parametrize("service", [governance, aeo, news], ids=lambda service: service.name)
def test_the_newest_revision_is_alembic_s_head(service: Service) -> None:
    assert revisions.newest(service.migrations) == ScriptDirectory(str(service.migrations)).get_current_head()


def script(folder: Path, revision: str, follows: str | None) -> None:
    (folder / "versions").mkdir(exist_ok=True)
    named = f'"{follows}"' if follows else "None"
    text = f'revision: str = "{revision}"\ndown_revision: str | None = {named}\n'
    (folder / "versions" / f"{revision}_a_change.py").write_text(text)


def test_names_need_no_order(tmp_path: Path) -> None:
    script(tmp_path, "f3b1", None)
    script(tmp_path, "0a77", "f3b1")
    assert revisions.newest(tmp_path) == "0a77"


def test_a_branch_is_told(tmp_path: Path) -> None:
    script(tmp_path, "1", None)
    script(tmp_path, "2", "1")
    script(tmp_path, "3", "1")
    with pytest.raises(RuntimeError, match=r"not one newest migration under .*\['2', '3'\]"):
        revisions.newest(tmp_path)


def test_no_migration_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="but none"):
        revisions.newest(tmp_path)


def test_a_service_that_serves_does_not_load_alembic() -> None:
    look = "import sys, news.app; print('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "False\n"

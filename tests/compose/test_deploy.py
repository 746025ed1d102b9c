"""What stands around compose.yaml: passwords, the lock of the images, and the verbs without an engine."""

import re
from pathlib import Path

from tests.compose.engine import ROOT, call


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text()
    return dict(re.findall(r"^([a-z0-9_.-]+)==(\S+)", text, re.MULTILINE))


def test_passwords_are_made_once_for_the_owner_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"

    call([str(ROOT / "deploy/secrets.sh"), str(folder)])
    made = {file.name: file.read_text() for file in folder.iterdir()}
    call([str(ROOT / "deploy/secrets.sh"), str(folder)])

    assert {file.name: file.read_text() for file in folder.iterdir()} == made
    assert folder.stat().st_mode & 0o077 == 0
    assert len(set(made.values())) == len(made)


def test_passwords_are_not_tracked() -> None:
    answer = call(["git", "check-ignore", "--no-index", "deploy/secrets/postgres_password"])

    assert answer.stdout.strip() == "deploy/secrets/postgres_password"


def test_the_images_are_made_of_what_was_tested() -> None:
    tested, shipped = locked("dev.txt"), locked("service.txt")

    assert shipped
    assert shipped.items() <= tested.items()


def test_every_package_of_the_images_has_a_hash_and_none_an_address() -> None:
    text = (ROOT / "requirements/service.txt").read_text()

    assert all("--hash=sha256:" in package for package in re.split(r"\n(?=\S)", text.strip()))
    assert "://" not in text
    assert "index-url" not in text


def test_without_an_engine_one_sentence_says_so() -> None:
    answer = call([str(ROOT / "deploy/stack.sh"), "up"], DOCKER_HOST="unix:///nowhere/docker.sock")

    assert answer.returncode == 1
    assert answer.stderr == "No container engine answers: install and start Docker (make run needs none).\n"
    assert not answer.stdout

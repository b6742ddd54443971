"""Users install what users need, in versions that are locked with their hashes."""

from __future__ import annotations

import configparser
import re

import pytest
from kit.plant_on_disk import ROOT

from tools.audit import REASONS

LOCKS = {name: (ROOT / "requirements" / f"{name}.txt").read_text("utf-8") for name in ("office", "dev")}
SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")
FOR_DEVELOPERS = ("pytest", "hypothesis", "mypy", "ruff", "trustme")


ASKED = SETUP["options"]["install_requires"] + SETUP["options.extras_require"]["desk"]


def names(text: str) -> set[str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)", text, re.MULTILINE)
    return {one.lower().replace("_", "-") for one in found}


def locked(lock: str) -> dict[str, str]:
    entries = re.split(r"\n(?=\S)", LOCKS[lock].strip())
    return {re.split(r"[ ;=]", one)[0]: one for one in entries}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_one_version_and_its_hashes(lock):
    assert all(re.match(r"\S+==\S+", one) and "--hash=sha256:" in one for one in locked(lock).values())


def test_the_lock_of_users_has_what_the_program_asks_for_and_nothing_of_the_developers():
    asked = names(ASKED)
    assert asked <= locked("office").keys() and not set(FOR_DEVELOPERS) & locked("office").keys()
    assert set(FOR_DEVELOPERS) | locked("office").keys() <= locked("dev").keys()


def test_both_locks_name_the_same_versions():
    first, second = ({name: one.split()[0] for name, one in locked(lock).items()} for lock in LOCKS)
    assert {name: second[name] for name in first} == first


def test_the_audit_says_why_each_package_that_is_asked_for_is_there():
    assert names(ASKED) | {"setuptools"} == REASONS.keys()

"""The folder for an office without Internet, as far as a Linux machine can try it: .bat files are not run here."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from kit.plant_on_disk import SAMPLE
from kit.remembered import Shared
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from tools.bundle import LINUX, WINDOWS, build

NO_INDEX = re.compile(
    r"ConnectionError|Temporary failure|Name or service not known|No matching distribution|timed out"
)
SYSTEMS = {"windows": ("win_amd64", WINDOWS), "linux": ("x86_64", LINUX)}


@pytest.fixture(scope="module")
def bundle(shared: Shared) -> Path:
    """The folder, as `make bundle` writes it."""
    return shared("bundle", _bundled) / "双星"


def _bundled(folder: Path) -> None:
    try:
        build(folder / "双星", embeddable(folder))
    except subprocess.CalledProcessError as failed:
        tried = subprocess.run(failed.cmd, capture_output=True, text=True, check=False)
        if NO_INDEX.search(tried.stderr):
            pytest.skip("no package index answers here")
        raise


def embeddable(folder: Path) -> Path:
    """What the embeddable zip of Python holds that matters here."""
    with zipfile.ZipFile(folder / "python-embed.zip", "w") as archive:
        archive.writestr("python.exe", b"MZ")
        archive.writestr("python311._pth", "python311.zip\n.\n")
    return folder / "python-embed.zip"


def requirements(wheel: Path) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        (about,) = [
            one for one in archive.namelist() if one.count("/") == 1 and one.endswith(".dist-info/METADATA")
        ]
        lines = Parser().parsestr(archive.read(about).decode()).get_all("Requires-Dist") or []
    return [Requirement(line) for line in lines]


@pytest.mark.slow
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_requirement_of_every_wheel_lies_in_the_folder(system, bundle):
    platform, environment = SYSTEMS[system]
    wheels = {parse_wheel_filename(one.name)[0]: one for one in (bundle / system).glob("*.whl")}
    versions = {name: parse_wheel_filename(one.name)[1] for name, one in wheels.items()}
    open_, walked = [("dualstar", ""), ("dualstar", "desk")], set()
    while open_:
        name, extra = open_.pop()
        if (name, extra) in walked:
            continue
        walked.add((name, extra))
        for one in requirements(wheels[canonicalize_name(name)]):
            if one.marker is None or one.marker.evaluate(environment | {"extra": extra}):
                needed = canonicalize_name(one.name)
                assert one.specifier.contains(Version(str(versions[needed])), prereleases=True), str(one)
                open_ += [(needed, ""), *((needed, wanted) for wanted in one.extras)]
    assert {canonicalize_name(name) for name, _ in walked} | {"setuptools"} == set(wheels)
    for wheel in wheels.values():
        tags = parse_wheel_filename(wheel.name)[3]
        assert any(tag.platform == "any" or platform in tag.platform for tag in tags)
        assert any(tag.interpreter in ("cp311", "py3") or tag.abi == "abi3" for tag in tags)


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the wheels are those of Python 3.11")
def test_it_installs_and_checks_from_the_folder_alone(bundle):
    opened = [
        bundle / "dualstar.sh",
        "check",
        "--input",
        SAMPLE,
        "--output",
        bundle / "output",
        "--period",
        "2019Q3",
    ]
    nowhere = {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": "http://127.0.0.1:9",
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
    }
    done = subprocess.run(opened, env=nowhere, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (bundle / "output/2019Q3/check/index.html").is_file() and (bundle / ".venv/ready.txt").is_file()


@pytest.mark.slow
def test_an_interpreter_that_was_put_in_has_everything_beside_it(bundle):
    packages = bundle / "python" / "Lib" / "site-packages"
    assert {"pipeline", "schemas", "templates", "pandas", "numpy"} <= {one.name for one in packages.iterdir()}
    assert list(packages.rglob("*.pyd")) and not list(packages.rglob("*.so"))
    assert "Lib\\site-packages" in (bundle / "python/python311._pth").read_text()

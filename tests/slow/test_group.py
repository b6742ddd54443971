"""A group of plants rated on a real Dask cluster: the plants side by side, one that fails, a worker that dies, a second run."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from kit.plant_on_disk import OVERHAUL, ROOT, RULES, changed, copied, cover, put, sent_by
from kit.small_archive import archive_by_hand

BIN = ROOT / ".venv-scale/bin"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BIN / "dualstar").exists(), reason="make scale has not been run: no Dask, no Parquet"
    ),
]
PERIOD = "2019Q3"
GOOD = ("甲厂", "内层厂")


def laid_out(folder: Path) -> Path:
    """Plants as a group has them: one as it should be and one whose workbooks lie in a folder `input`, one with another
    rulebook, one with an error, and one that is silent."""
    for name in ("甲厂", "别则厂"):
        copied(folder / name, ("2019", PERIOD))
    copied(folder / "内层厂" / "input", ("2019", PERIOD))
    copied(folder / "错厂", ("2019", PERIOD))
    cover(folder / "错厂" / sent_by(OVERHAUL), 支部=None)
    shutil.copytree(ROOT / "input/2019", folder / "静厂" / "2019")
    changed(folder / "别则厂", put(RULES, "基本设置", {"项目": "补办计分比例"}, 内容="0.4"))
    return folder


def command(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [BIN / "dualstar", "group", *map(str, words), "--period", PERIOD],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PERIOD", "ROOT", "INTO")},
    )


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The processes that work for it: children of the started one that are spawned with a pipe."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            words = (path.parent / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == process.pid and any(b"spawn_main" in word for word in words):
            found.append(int(path.parent.name))
    return sorted(found)


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The group's folder after a run in the middle of which a worker was killed."""
    folder = tmp_path_factory.mktemp("group")
    plants, into = laid_out(folder / "各厂"), folder / "汇总"
    with command(plants, "--into", into, "--workers", 2) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        victims = workers_of(process)
        os.kill(victims[-1], signal.SIGKILL)
        said = first + process.stdout.read()
    return {"plants": plants, "into": into, "said": said, "status": process.wait(60), "killed": len(victims)}


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["plant"]: row for row in csv.DictReader(file)}


def package(group: dict[str, Any], name: str) -> Path:
    folder: Path = group["into"] / "packages" / f"period={PERIOD}" / f"plant={name}"
    return folder


def test_every_plant_is_told_whatever_became_of_it_and_of_the_worker(group):
    assert group["killed"] >= 2, "no worker was there to be killed"
    assert group["status"] == 1, group["said"]
    states = {name: row["state"] for name, row in rows(group["into"] / PERIOD / "plants.csv").items()}
    assert states == {
        "甲厂": "已评",
        "别则厂": "已评",
        "内层厂": "已评",
        "错厂": "有错误",
        "静厂": "没有报送",
    }
    assert "没有算成" not in group["said"] and "Traceback" not in group["said"]
    assert all(f"{name}：" in group["said"] for name in states)


def test_only_plants_under_the_same_rules_have_a_place(group):
    plants = rows(group["into"] / PERIOD / "plants.csv")
    assert plants["别则厂"]["place"] == "" and plants["别则厂"]["rules"] != plants["甲厂"]["rules"]
    assert {plants[name]["place"] for name in GOOD} <= {"1", "2"}
    page = (group["into"] / PERIOD / "group.html").read_text("utf-8")
    assert "与多数电厂不同，不排名次" in page and sent_by(OVERHAUL) in page and "请该厂报送" in page


def test_a_plant_that_was_not_rated_has_no_tables(group):
    assert [path.name for path in package(group, "错厂").iterdir()] == ["plant.json"]
    assert json.loads((package(group, "静厂") / "plant.json").read_text("utf-8"))["state"] == "没有报送"


def test_the_packages_are_what_they_say_and_hold_nobody(group):
    done = subprocess.run(
        [BIN / "python", ROOT / "tests/kit/scale_checks.py", group["into"]],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["invalid"] == [] and said["different"] == []
    assert set(said["formats"]) == {"1.0"} and len(said["formats"]) == 12
    means, lost, _ = said["answers"]
    assert [row[0] for row in means] and len(lost) == 5
    printed = rows(group["into"] / PERIOD / "plants.csv")
    by_page = {name: float(row["mean_score"]) for name, row in printed.items() if row["mean_score"]}
    # a database rounds binary fractions; the page rounds the exact mean half up
    assert {row[0]: row[1] for row in means} == pytest.approx(by_page, abs=0.011)
    for name in GOOD:
        text = "".join(
            (package(group, name) / f"{t}.csv").read_text("utf-8-sig") for t in ("scores", "ranks", "stars")
        )
        assert ",党员," not in text


def test_a_plant_rated_alone_has_the_same_package(group, tmp_path):
    subprocess.run(
        [
            BIN / "dualstar",
            "package",
            "--input",
            group["plants"] / "甲厂",
            "--output",
            tmp_path,
            "--period",
            PERIOD,
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    alone = {path.name: path.read_bytes() for path in (tmp_path / PERIOD / "package").iterdir()}
    in_group = {path.name: path.read_bytes() for path in package(group, "甲厂").iterdir()}
    assert in_group.pop("plant.json")
    assert alone == in_group


def test_a_closed_quarter_is_not_handed_on_with_other_figures_than_the_archived_ones(group, tmp_path):
    shutil.copytree(group["plants"] / "甲厂", tmp_path / "input")
    archive_by_hand(tmp_path)
    words = ("package", "--input", tmp_path / "input", "--output", tmp_path / "output", "--period", PERIOD)
    done = subprocess.run([BIN / "dualstar", *words], capture_output=True, text=True, timeout=300)
    assert done.returncode == 1 and "83.50" in done.stdout, done.stdout
    assert not (tmp_path / "output" / PERIOD / "package").exists()


def test_a_second_run_on_a_cluster_elsewhere_rates_only_the_plant_that_changed(group):
    before = {name: package(group, name).stat().st_ino for name in ("甲厂", "别则厂", "内层厂")}
    cover(group["plants"] / "内层厂/input" / sent_by(OVERHAUL), 填报人="新人")
    with scheduler() as address:
        process = command(group["plants"], "--into", group["into"], "--scheduler", address)
        said, _ = process.communicate(timeout=300)
    assert process.returncode == 1, said
    after = {name: package(group, name).stat().st_ino for name in before}
    assert {name for name in before if before[name] != after[name]} == {"内层厂"}


def test_an_address_where_nobody_answers_is_one_sentence(group):
    process = command(group["plants"], "--into", group["into"], "--scheduler", "tcp://127.0.0.1:9")
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 3 and "连不上集群 tcp://127.0.0.1:9" in said and "Traceback" not in said


@contextmanager
def scheduler() -> Iterator[str]:
    """A scheduler and a worker as a group's IT starts them."""
    env = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    env.pop("PYTHONPATH", None)
    head = subprocess.Popen(
        [BIN / "dask", "scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard"],
        stderr=subprocess.PIPE,
        text=True,
        env=env,
    )
    assert head.stderr is not None
    address = ""
    while not address:
        line = head.stderr.readline()
        assert line, "the scheduler has ended"
        address = next((w for w in line.split() if w.startswith("tcp://")), "")
    worker = subprocess.Popen(
        [BIN / "dask", "worker", address, "--nworkers", "1", "--nthreads", "1", "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=env,
    )
    with head, worker:
        try:
            yield address
        finally:
            worker.terminate()
            head.kill()

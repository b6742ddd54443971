"""Every plant of a group as one task on Dask, which alone schedules, ships and retries."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.group.plant import INPUT, PlantRow, failed, first_line, plant, unrated

RETRIES = 2  # of a task that raised; a worker that was lost is made good by the scheduler itself


def plants_in(root: Path) -> dict[str, Path]:
    """Folder name -> where the plant's workbooks lie: in its folder `input`, else in the folder itself."""
    folders = sorted(
        path for path in root.absolute().iterdir() if path.is_dir() and not path.name.startswith(".")
    )
    return {path.name: path / INPUT if (path / INPUT).is_dir() else path for path in folders}


def package_folder(into: Path, period: str, name: str) -> Path:
    """packages/period=2019Q3/plant=…, which every reader of Parquet takes for two columns."""
    plain = name.replace("%", "%25").replace("=", "%3D")
    return into / "packages" / f"period={period}" / f"plant={plain}"


class Unreachable(Exception):
    """No scheduler answers at that address."""


@contextmanager
def cluster(scheduler: str = "", workers: int | None = None) -> Iterator[Any]:
    """A client of the cluster at that address; without one a cluster of this machine, one process a core."""
    import dask
    from distributed import Client, LocalCluster

    if scheduler:
        with _connected(scheduler) as client:
            yield client
        return
    # a workbook is read in a process of its own, which a daemon may not start; what fails is a row of its plant
    alive = dask.config.set({"distributed.worker.daemon": False})
    options = {"threads_per_worker": 1, "dashboard_address": None, "silence_logs": logging.CRITICAL}
    with alive, LocalCluster(n_workers=workers, **options) as local, Client(local) as client:
        yield client


def _connected(scheduler: str) -> Any:
    from distributed import Client

    try:
        return Client(scheduler, timeout="10s")
    except (OSError, ValueError) as error:  # a time that is up is an OSError too
        raise Unreachable(first_line(error)) from error


def rated_plants(client: Any, plants: Mapping[str, Path], into: Path, period: str) -> Iterator[PlantRow]:
    """The row of each plant as it is done; one that fails is a row that says why, and has no package of an earlier run left."""
    from distributed import as_completed

    client.run(gc.set_threshold, 100_000, 20, 20)  # as the command itself has it
    names = list(plants)
    futures = client.map(
        plant,
        [plants[name] for name in names],
        [package_folder(into, period, name) for name in names],
        [period] * len(names),
        pure=False,
        retries=RETRIES,
    )
    named = {future.key: name for future, name in zip(futures, names, strict=True)}
    for future in as_completed(futures):
        error = future.exception()
        if error is None:
            yield future.result()
        else:
            yield unrated(
                package_folder(into, period, named[future.key]), failed(named[future.key], period, error)
            )

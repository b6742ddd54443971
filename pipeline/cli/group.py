"""The commands of the level above: a plant's package, and every plant of a group rated on Dask."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.close import same_as_archived
from pipeline.cli.console import (
    DONE,
    FINDINGS,
    MACHINE,
    PeriodType,
    Stages,
    folders,
    leaving_out,
    rated_period,
)
from pipeline.core.period import Period

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pipeline.group.plant import PlantRow

_NEEDS = "这台机器没有装集团汇总要用的部分，请运行 make scale，或用 pip 安装 dualstar[scale]。"


def _equipped(*modules: str) -> None:
    """Stop with a sentence where the extra `scale` is not installed."""
    from importlib.util import find_spec

    if any(find_spec(module) is None for module in modules):
        click.echo(_NEEDS)
        sys.exit(MACHINE)


@click.command()
@folders
@leaving_out
def package(source: Path, target: Path, period: Period | None, without: tuple[str, ...]) -> None:
    """把一期的结果打成交给上级的数据包：CSV、Parquet 和说明。例如 dualstar package --period 2019Q3"""
    _equipped("pyarrow")
    from pipeline.core.publish import publish
    from pipeline.group.package import package_files
    from pipeline.report.data import data_files

    stages = Stages()
    result = rated_period(source, target, period, without, False, stages)
    same_as_archived(target, result, {f"data/{name}": one for name, one in data_files(result).items()})
    folder = target / result.period.name / "package"
    with stages.stage("写数据包"):
        publish(folder, package_files(result))
    click.echo(f"数据包：{folder}（{result.stage.name}，说明见 datapackage.json；不含党员个人的数据）")
    sys.exit(DONE)


@click.command()
@click.argument("root", envvar="ROOT", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--period", envvar="PERIOD", type=PeriodType(), required=True, help="哪一期，如 2019Q3")
@click.option(
    "--into",
    envvar="INTO",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("output/group"),
    show_default=True,
    help="结果写到哪个文件夹；用集群时要各台机器都看得见",
)
@click.option("--scheduler", envvar="SCHEDULER", default="", help="已有的 Dask 集群，如 tcp://10.0.0.8:8786")
@click.option("--workers", type=click.IntRange(min=1), help="本机开几个进程；不写就每核一个")
def group(root: Path, period: Period, into: Path, scheduler: str, workers: int | None) -> None:
    """给集团各厂（每厂一个文件夹）评一期，写成一页汇总。例如 dualstar group 各厂 --period 2019Q3"""
    _equipped("distributed", "pyarrow")
    from pipeline.core.publish import Busy, alone, publish
    from pipeline.group.cluster import Unreachable, cluster, plants_in, rated_plants
    from pipeline.group.page import group_files

    plants = plants_in(root)
    if not plants:
        raise click.UsageError(f"{root} 里没有电厂的文件夹")
    into = into.absolute()
    try:
        with alone(into), cluster(scheduler, workers) as client:
            rows = _told(rated_plants(client, plants, into, period.name), plants)
            publish(into / period.name, group_files(rows, into, period.name))
    except Busy:
        click.echo(f"另一次运行正在写 {into}，请等它结束再运行。")
        sys.exit(MACHINE)
    except Unreachable as error:
        click.echo(f"连不上集群 {scheduler}：{error}。请核对地址，看调度程序是不是开着。")
        sys.exit(MACHINE)
    click.echo(f"集团汇总：{into / period.name / 'group.html'}")
    sys.exit(DONE if all(row.rated for row in rows) else FINDINGS)


def _told(done: Iterable[PlantRow], plants: Collection[str]) -> list[PlantRow]:
    """The rows as they come, each said in a line."""
    rows: list[PlantRow] = []
    for row in done:
        rows.append(row)
        why = f"，{row.reason}" if row.reason else ""
        click.echo(f"  {len(rows)}/{len(plants)} {row.plant}：{row.state}{why}")
    return rows

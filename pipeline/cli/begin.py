"""The commands of a plant that begins, and of one that goes on with newer forms: init, rulebook, upgrade."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.console import DONE, FINDINGS, MISUSED, PeriodType
from pipeline.core.period import Period

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ett", ".ods", ".csv", ".zip")
_QUARTER = 3


def _folder(meant: str) -> click.Path:
    return click.Path(path_type=Path, file_okay=meant == "file", dir_okay=meant == "folder")


@click.command()
@click.option("--rules", "name", envvar="RULES", help="哪一套评价细则，例如 五星创评；写错了会列出所有的")
@click.option("--plant", envvar="PLANT", help="电厂的全称，印在每一页上")
@click.option("--period", type=PeriodType(), envvar="PERIOD", help="第一期是哪一季，例如 2019Q4")
@click.option(
    "--into",
    type=_folder("folder"),
    envvar="INTO",
    default=Path(),
    show_default="当前文件夹",
    help="在哪个文件夹里建",
)
def init(name: str | None, plant: str | None, period: Period | None, into: Path) -> None:
    """为一个电厂建好可以开始用的文件夹。例如 dualstar init --rules 五星创评 --plant 示例发电有限公司 --period 2019Q4 --into 我厂"""
    from pipeline.core.publish import write
    from pipeline.intake.forms.first import first_books, has_goals
    from pipeline.report.notices.begin import BEGIN, begin_page
    from pipeline.rulebook.defaults import gallery, gallery_notes, gallery_rules

    plant = _asked(plant, "电厂全称", "--plant").strip()
    quarter = _quarter(
        period or PeriodType().convert(_asked(None, "第一期（例如 2019Q4）", "--period"), None, None)
    )
    name = _known(_asked(name, f"用哪一套评价细则（{'、'.join(gallery())}；不知道的填“默认”）", "--rules"))
    if there := _workbooks(into):
        click.echo(
            f"{into} 里已经有工作簿（例如 {there[0]}），没有动。请换一个空文件夹，例如加上 --into 我厂。",
            err=True,
        )
        sys.exit(FINDINGS)
    rules = gallery_rules(name)
    files = {f"input/{path}": content for path, content in first_books(rules, plant, quarter).items()}
    files[BEGIN] = begin_page(plant, quarter, name, gallery_notes(name), has_goals(rules))
    for path, content in files.items():
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        write(into / path, content)
    click.echo(f"{plant}的文件夹建好了：{into / 'input'}，评价细则照“{name}”写好。")
    click.echo(f"下一步：打开 {into / BEGIN}，照着做。")


@click.command()
@click.argument("name", envvar="RULES", required=False)
@click.option(
    "--into",
    type=_folder("folder"),
    default=Path("output"),
    show_default=True,
    help="写到哪个文件夹",
)
def rulebook(name: str | None, into: Path) -> None:
    """把一套评价细则样稿写成工作簿。例如 dualstar rulebook 五星创评"""
    from pipeline.core.publish import write
    from pipeline.intake.forms.first import rulebook_book
    from pipeline.rulebook.defaults import gallery_rules

    name = _known(_asked(name, "哪一套评价细则", "评价细则的名称"))
    path = into / f"评价细则-{name}.xlsx"
    if path.exists():
        click.echo(f"已经有 {path}，没有动。要重写的请先把它移走或改名。", err=True)
        sys.exit(FINDINGS)
    into.mkdir(parents=True, exist_ok=True)
    write(path, rulebook_book(gallery_rules(name)))
    click.echo(f"评价细则样稿：{path}")
    click.echo("下一步：填上电厂名称，改成本厂的规则，放进 input 文件夹。")


def _asked(given: str | None, question: str, option: str) -> str:
    """The answer that was given, else that of somebody at the keyboard; stops the command where nobody is there."""
    if given:
        return given
    if not sys.stdin.isatty():
        raise click.UsageError(f"请写明 {option}")
    return str(click.prompt(question))


def _known(name: str) -> str:
    """The name, if the gallery has it; else all there are, with a line each."""
    from pipeline.rulebook.defaults import gallery

    schemes = gallery()
    if name in schemes:
        return name
    click.echo(f"没有“{name}”这一套评价细则。有这些：", err=True)
    for one, line in schemes.items():
        click.echo(f"  {one}：{line}", err=True)
    sys.exit(MISUSED)


def _quarter(period: Period) -> Period:
    """The quarter meant; a month stands for its own."""
    if period.months > _QUARTER:
        raise click.UsageError(f"第一期要写一个季度，例如 {period.year}Q1")
    return period.whole_quarter()


def _workbooks(folder: Path) -> list[str]:
    """The workbooks that lie in the folder itself and in its input/."""
    inside = [*folder.glob("*"), *(folder / "input").rglob("*")]
    return sorted(path.name for path in inside if path.suffix.lower() in _WORKBOOKS)


@click.command()
@click.argument("files", nargs=-1, envvar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--input",
    "source",
    type=_folder("folder"),
    default=Path("input"),
    show_default=True,
    help="放工作簿的文件夹，下拉列表照里面的名册和细则",
)
def upgrade(files: tuple[Path, ...], source: Path) -> None:
    """把以前的一版的工作簿升级到现行的一版，写在旁边，原来的不动。例如 dualstar upgrade input/2019/评价细则.xlsx"""
    from pipeline.core.publish import write
    from pipeline.intake.forms.upgrade import offered
    from pipeline.intake.forms.upgrade import upgrade as upgraded
    from pipeline.run import read

    if not files:
        raise click.UsageError("请写明要升级哪个文件，例如 FILE=input/2019/评价细则.xlsx")
    lists, refused, written = offered(read(source)), 0, 0
    for path in files:
        if not path.is_file():
            click.echo(f"没有 {path} 这个文件。")
            refused += 1
            continue
        made = upgraded(path, lists)
        if made.refused:
            click.echo(f"{path}：{made.refused.message}。{made.refused.remedy}。")
            refused += 1
        elif not made.content:
            click.echo(f"{path}：已经是现行的一版，不用升级。")
        elif (beside := path.with_name(made.name)).exists():
            click.echo(f"已经有 {beside}，没有动。要再升级一次的请先把它移走或改名。")
            refused += 1
        else:
            write(beside, made.content)
            written += 1
            click.echo(f"{path}：升级好的一份是 {beside.name}，增加和改变的列在“升级说明”。")
            for one in made.unread:
                click.echo(f"  {one.place}：{one.message}。{one.remedy}。")
    if written:
        click.echo("下一步：打开升级好的核对，把升级以前的移走，以后用升级好的。")
    sys.exit(FINDINGS if refused else DONE)

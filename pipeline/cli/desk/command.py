"""The command desk: 收件台, a page on this computer where workbooks are dropped and the steps of a quarter are run."""

from __future__ import annotations

import errno
import importlib.util
import ipaddress
import socket
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.console import MACHINE, folders
from pipeline.core.period import Period

if TYPE_CHECKING:
    from pipeline.cli.desk.guard import Guard
    from pipeline.cli.desk.plant import PlantFolder

PORT = 8719
_PACKAGES = ("flask", "waitress")
_THREADS, _LAST = 4, 65535
_NOT_INSTALLED = (
    "收件台要用的 {lacking} 还没有安装。在本文件夹运行 make desk 会自动装好；"
    '不用 make 的，运行 python -m pip install "dualstar[desk]"，或用 make bundle 做的文件夹里的“收件台.bat”。'
)
_TAKEN = "端口 {port} 正被别的程序使用，多半是收件台已经开着：请用已经打开的那一页，或换一个端口，例如 dualstar desk --port {other}。"
_NOT_HERE = "收件台只供本机使用，不对内网开放，--listen 只能写 127.0.0.1。"


@click.command()
@folders
@click.option(
    "--port", type=click.IntRange(0, _LAST), default=PORT, show_default=True, help="端口；0 是任选一个"
)
@click.option("--listen", default="127.0.0.1", show_default=True, help="只能是本机的地址")
@click.option("--open", "opening", is_flag=True, help="用默认的浏览器打开")
def desk(source: Path, target: Path, period: Period | None, port: int, listen: str, opening: bool) -> None:
    """打开收件台：在浏览器里收工作簿、看问题、办这一季的事，只供本机使用。例如 dualstar desk --open"""
    if not is_loopback(listen):
        raise click.UsageError(_NOT_HERE)
    if not source.is_dir():
        raise click.UsageError(f"没有文件夹 {source}")
    if lacking := [name for name in _PACKAGES if importlib.util.find_spec(name) is None]:
        click.echo(_NOT_INSTALLED.format(lacking="、".join(lacking)), err=True)
        sys.exit(MACHINE)
    from pipeline.cli.desk.plant import PlantFolder

    with _bound(listen, port) as bound:
        _serve(bound, listen, opening, PlantFolder(source, target, period))
    click.echo("收件台已关闭。")


def _serve(bound: socket.socket, listen: str, opening: bool, plant: PlantFolder) -> None:
    from waitress import create_server

    from pipeline.cli.desk.app import desk_app
    from pipeline.cli.desk.guard import MOST_RECEIVED, Guard

    click.echo(f"正在读取 {plant.source} ……")
    plant.current()  # and the child that reads is started while there is only one thread
    guard = Guard(listen, bound.getsockname()[1])
    server = create_server(
        desk_app(plant, guard, click.echo),
        sockets=[bound],
        threads=_THREADS,
        ident="",
        max_request_body_size=MOST_RECEIVED,
    )
    _welcome(guard, opening)
    try:
        server.run()
    except KeyboardInterrupt:  # elsewhere; while it waits waitress ends by itself
        pass
    finally:
        server.close()


def is_loopback(address: str) -> bool:
    """True for an address that no other computer reaches."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _bound(listen: str, port: int) -> socket.socket:
    """The port, ours alone; stops the command where another program has it."""
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    try:
        return socket.create_server((listen, port), family=family)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        click.echo(_TAKEN.format(port=port, other=port + 1 if port < _LAST else PORT), err=True)
        sys.exit(MACHINE)


def _welcome(guard: Guard, opening: bool) -> None:
    click.echo("收件台开好了，只有这台电脑能打开。请用浏览器打开（地址里的一串字不要告诉别人）：")
    click.echo(f"  {guard.address}")
    click.echo("按 Ctrl+C 关闭。")
    if opening:
        webbrowser.open(guard.address)

"""What to say when the disk or a folder refuses, or a command is misspelt: what happened, and what to do about it."""

from __future__ import annotations

import errno

import click

_FULL = "磁盘满了。请腾出空间"
_CLOSED = "没有写入的权限。请换一个能写的文件夹，或请管理员开通"
_OPEN = "文件正被别的程序打开。请关闭正打开的结果文件"
_IN_THE_WAY = "有同名的文件或文件夹挡着。请把它移走或改名"
_OTHER = "请关闭正打开的结果文件，确认磁盘有空间、文件夹可写"
_SAID = {
    errno.ENOSPC: _FULL, errno.EDQUOT: _FULL, errno.EFBIG: _FULL,
    errno.EACCES: _CLOSED, errno.EPERM: _CLOSED, errno.EROFS: _CLOSED,
    errno.EBUSY: _OPEN, errno.ETXTBSY: _OPEN,
    errno.EEXIST: _IN_THE_WAY, errno.ENOTDIR: _IN_THE_WAY, errno.EISDIR: _IN_THE_WAY, errno.ENOTEMPTY: _IN_THE_WAY,
}


def not_written(error: OSError) -> str:
    """One sentence for a result that could not be written."""
    where = f" {error.filename}" if error.filename else ""
    return f"没有写成{where}：{_SAID.get(error.errno or 0, _OTHER)}，再运行一次；上一次的结果没有改动。"


def misused(error: click.UsageError) -> str:
    """One sentence for a command that cannot be understood, and where its usage stands."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.message
    said, named = error.message, ""
    if isinstance(error, click.NoSuchOption):
        named = error.option_name
    elif isinstance(error, click.BadParameter) and error.param:
        named = error.param.opts[-1]
    if said.isascii():  # click's own words
        said = f"命令里的 {named} 写得不对" if named else "没有这个命令，或写法不对"
    return f"{said.rstrip('。')}。用法见 {error.ctx.command_path if error.ctx else 'dualstar'} --help"

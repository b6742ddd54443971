"""The answer of `check --prove`: is the list of problems complete?"""

from __future__ import annotations

import click

from pipeline.intake.examine import Examined
from pipeline.intake.forms.proof import prove


def proved(examined: Examined, without: tuple[str, ...]) -> bool:
    """Put every listed cell right in a copy, read again, and tell; True if nothing new came to light and nothing stayed."""
    proof = prove(examined, without)
    click.echo(f"自检：照问题清单改好 {proof.repaired} 格，再读一遍。")
    for words, found in (("改好之后才发现的问题", proof.new), ("试过几个值都没有改好的格", proof.stuck),
                         ("不在某一格、要由人处理的问题", proof.elsewhere)):
        if found:
            click.echo(f"{words} {len(found)} 处：")
            for one in found:
                click.echo(f"  {one.place} {one.message}")
    complete = not proof.new and not proof.stuck
    click.echo("问题清单是齐全的：改好所列的格，没有发现新的问题。" if complete else
               "自检没有通过：上面列出的格请人工核对；不是填报的问题时，请告诉软件的维护人员。")
    return complete

"""Every sentence about mail: why a message is not written, why none is sent, and what to do."""

from __future__ import annotations

from functools import partial
from typing import Any

from pipeline.core.finding import Finding, Place, catalogue, said

SENTENCES = catalogue("""
E615 收汇总的{why}
     请核对 DUALSTAR_OFFICE；不写就用基本设置里的“办公室邮箱”
E616 {why}
     请安装 Debian 软件包 {package}，或用 DUALSTAR_FONT 指明字体文件；也可以用 MAIL_STYLE=plain 写不带图的邮件
E617 字体 {font} 没有{value}
     请安装 Debian 软件包 {package}，并用 DUALSTAR_FONT 指明它；也可以用 MAIL_STYLE=plain 写不带图的邮件
E618 名称{why}
     请在组织名册中改正
E619 邮件有 {value} MB，超过 {most} MB
     请让办公室把附件改小，或用 MAIL_STYLE=plain 写不带图的邮件
E620 写成的邮件读回来{value}与原来不同，没有写出
     请把这个单位的名称和材料名改得简单些，再运行 make mail
E621 {value} 读不出来，可能被别的程序改过
     请恢复原来的文件，否则分不清哪些邮件已经发过
E622 {count} 封邮件在台账和发信记录里对不上：{value}
     请先运行 make mail，它按发信记录把台账补全；问过收件人，没收到的再用 make send RESEND=编号 重发
E623 {value}还没有写邮件
     请先运行 make mail
E624 台账里没有编号 {value}
     请照预览页上的编号改正
E625 邮件文件 {value} 与台账不符
     请重新运行 make mail
E626 邮件里的发件邮箱是 {value}，与 DUALSTAR_SMTP_SENDER 不同
     请重新运行 make mail
E627 {why}
     请在组织名册中改正，再运行 make mail
E628 {why}
     请改正后再运行
E629 CA 证书文件 {value} 读不出来（{why}）
     请核对 DUALSTAR_SMTP_CA_FILE
E630 服务器 {value} 的证书不能验证（{why}）
     单位自建的证书请用 DUALSTAR_SMTP_CA_FILE 指明
E631 没有和 {value} 建立加密连接
     请核对端口（465 或 587）
E632 服务器 {value} 不支持加密或登录
     请换一个发信服务器，或请管理员开通
E633 邮箱登录没有通过（{value}）
     请核对 DUALSTAR_SMTP_USER 和授权码
E634 服务器 {value} 没有接受连接（{why}）
     请过一会儿再运行，或请邮箱管理员查看
E635 没有连上 {value}（{why}）
     请核对地址、端口和网络
E636 服务器 {value} 的回答太慢或太长
     请过一会儿再运行，或请邮箱管理员查看
E637 连接一再中断，{unit}和以后的邮件没有发出
     请过一会儿再运行 make send
E638 接连两封不知道送到没有，{unit}以后的邮件没有发
     请先问收件人收到没有，再请邮箱管理员查看服务器
W603 台账按发信记录补全了：{value}
     请问收件人收到没有，没收到的再用 make send RESEND=编号 重发
""")

say = partial(said, SENTENCES)


def stopped(code: str, value: str = "", unit: str = "", **facts: Any) -> list[Finding]:
    """The one finding for which nothing is written or sent."""
    return [say(code, Place(), value=value, unit=unit, **facts)]


def sentences(findings: list[Finding]) -> str:
    """The findings as a person reads them on the console or in the ledger."""
    return "；".join(f"{one.message}。{one.remedy}" for one in findings)

"""The papers of a correction: 更正通知, 绩效差额, as blank Word templates."""

from __future__ import annotations

from typing import Any

from docs.templates.word_parts import DAY, SIGN, Column, close, dense, end, listing, para, title, when


def correction(made: Any) -> None:
    title(made, "关于更正{{ period }}“双星”\n评定结果的通知")
    para(made, "公文顶格", "各党支部、各部门：")
    para(
        made,
        "公文正文",
        "{{ decided }}决定，对{{ period }}“双星”评定结果作第{{ number }}次更正。更正原因：{{ reason }}。",
    )
    when(made, "not changes")
    para(made, "公文正文", "更正没有改变任何单位的星级。")
    end(made)
    when(made, "changes")
    para(made, "公文正文", "下列单位的星级以更正后的为准，其他单位的星级不变。")
    listing(
        made,
        "row in changes",
        Column("类别", "{{ row.kind }}", 20),
        Column("单位", "{{ row.unit }}", 44, "表内文字"),
        Column("更正前", "{{ row.before }}", 32),
        Column("更正后", "{{ row.now }}", 32),
        Column("第一责任人", "{{ row.head }}", 28),
    )
    end(made)
    close(
        made,
        "更正后的结果{{ stage_sentence }}。原通报与本通知不一致的，以本通知为准。",
        "（署名、印章）",
        "{{ issued }}",
    )


def difference(made: Any) -> None:
    title(made, "{{ period }}“双星”更正\n绩效系数差额表")
    para(
        made,
        "公文正文",
        "{{ period }}“双星”评定结果作了第{{ number }}次更正，更正后的结果{{ stage_sentence }}。"
        "下列单位的星级有变，绩效系数的差额如下；原移交表中这些单位的各行作废。",
    )
    listing(
        made,
        "row in rows",
        *dense(
            ("序号", "number", 11, "居中"),
            ("类别", "kind", 17, "居中"),
            ("单位", "unit", 36, "文字"),
            ("更正前", "before", 22, "居中"),
            ("系数", "coefficient_before", 14, "居中"),
            ("更正后", "now", 22, "居中"),
            ("系数", "coefficient", 14, "居中"),
            ("差额", "difference", 20, "居中"),
        ),
    )
    when(made, "note")
    para(made, "公文正文", "{{ note }}。")
    end(made)
    para(made, "间隔")
    para(made, "公文正文", f"移交人（签字）：{SIGN}　　接收人（签字）：{SIGN}")
    para(made, "公文落款", DAY)

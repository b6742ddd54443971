"""The papers of single units: 整改通知单, 数据确认单, 目标责任书, 述职, as blank Word templates."""

from __future__ import annotations

from typing import Any

from docs.templates.word_parts import (
    DAY,
    SIGN,
    TEXT_WIDTH,
    Column,
    box,
    each,
    end,
    grid,
    listing,
    para,
    row,
    title,
    when,
)

TEXT, MIDDLE, HEAD = "表内文字", "表内居中", "表头"


def repair(made: Any) -> None:
    title(made, "“双星”对照检查整改通知单")
    para(made, "公文落款", f"编号：{SIGN}")
    para(made, "公文顶格", "{{ unit }}（第一责任人：{{ head }}）：")
    para(
        made,
        "公文正文",
        "{{ period }}“双星”对照检查发现以下问题，请按期完成整改，整改完成后填写整改情况，报党群工作部复查。",
    )
    listing(
        made,
        "row in problems",
        Column("序号", "{{ loop.index }}", 11),
        Column("对照指标", "{{ row.indicator }}", 30, TEXT),
        Column("问题", "{{ row.problem }}", 40, TEXT),
        Column("整改期限", "{{ row.due }}", 40),
        Column("整改情况", "", 35, TEXT),
        high=18,
    )
    para(made, "间隔")
    box(made, 28, "复查意见：")
    para(made, "间隔")
    _signatures(made, ("签发人", "接收人（第一责任人）", "复查人"))


def _signatures(made: Any, who: tuple[str, ...]) -> None:
    """A row of boxes: who signs, room for it, the day."""
    table = grid(made, (TEXT_WIDTH / len(who),) * len(who))
    row(table, *((name, HEAD) for name in who))
    row(table, *(("", MIDDLE) for _ in who), high=20)
    row(table, *((DAY.strip(), MIDDLE) for _ in who))


def confirmation(made: Any) -> None:
    para(made, "表单标题", "{{ period }}“双星”数据确认单{{ wording }}")
    para(made, "表单正文", "支部：{{ unit }}　　支部书记：{{ head }}　　数据截至：{{ as_of }}")
    para(made, "表单正文", "党员 {{ members }} 名，职工 {{ staff }} 名，班组 {{ teams }} 个。{{ reviewed }}")
    listing(
        made,
        "row in scores",
        Column("编码", "{{ row.code }}", 16, "密表居中"),
        Column("指标", "{{ row.name }}", 46, "密表文字"),
        Column("完成情况", "{{ row.value }}", 31, "密表居中"),
        Column("满分", "{{ row.max }}", 13, "密表居中"),
        Column("自评分", "{{ row.own }}", 15, "密表居中"),
        Column("核定分", "{{ row.checked }}", 15, "密表居中"),
        Column("得分", "{{ row.points }}", 20, "密表居中"),
    )
    para(made, "间隔")
    _confirmed_stars(made)


def _confirmed_stars(made: Any) -> None:
    """The sums, the stars, and who confirms them."""
    para(
        made,
        "表单正文",
        "合计：满分 {{ sum_max }}，自评 {{ sum_self }}，得分 {{ sum_points }}；折合百分 {{ score }}，"
        "加减分 {{ bonus }}，总分 {{ total }}。",
    )
    para(made, "表单正文", "支部星级：{{ standing }}　　上期：{{ previous }}", bold=True)
    when(made, "pairs")
    listing(
        made,
        "row in pairs",
        *(
            Column(head, f"{{{{ row.{side}.{name} }}}}", width, style)
            for side in ("left", "right")
            for head, name, width, style in (
                ("班组", "unit", 25, "密表文字"),
                ("班组长", "head", 16, "密表居中"),
                ("得分", "score", 14, "密表居中"),
                ("星级", "standing", 23, "密表居中"),
            )
        ),
    )
    end(made)
    para(made, "间隔")
    para(made, "表单正文", "核对意见：□ 数据无误　□ 有异议，写明指标和依据：")
    para(made, "表单正文", f"支部书记（签字）：{SIGN}{SIGN}{DAY}")


def letter(made: Any) -> None:
    para(made, "表单标题", "{{ year }}年目标责任书{{ wording }}")
    para(made, "表单正文", "单位：{{ unit }}（{{ kind }}{{ '，所属支部：' + parent if parent else '' }}）")
    para(
        made,
        "表单正文",
        "第一责任人：{{ head }}（{{ '班组长' if parent else '支部书记' }}）　　签订日期：{{ signed }}",
    )
    para(made, "表单小题", "一、年度目标")
    table = grid(made, (52, 52, 52))
    row(table, *((f"{{{{ columns[{i}].head }}}}", HEAD) for i in range(3)))
    goals = row(table, *((f"{{%p for line in columns[{i}].goals %}}", TEXT) for i in range(3)))
    for cell in goals.cells:
        para(cell, TEXT, "{{ line }}")
        para(cell, TEXT, "{%p endfor %}")
    _letter_nodes(made)
    _letter_duty(made)


def _letter_nodes(made: Any) -> None:
    """The goals by quarter and what came of them."""
    para(
        made,
        "表单小题",
        "二、季度节点{{ '和完成情况（截至' + last_day + '）' if results else '（完成值和完成度按季评定后填写）' }}",
    )
    listing(
        made,
        "row in goals",
        Column("类别", "{{ row.category }}", 18),
        Column("指标", "{{ row.indicator }}（{{ row.unit }}，{{ row.direction }}）", 37, TEXT),
        Column("权重", "{{ row.weight }}", 11),
        *(
            Column(head, f"{{{{ row.{name} }}}}", 11)
            for head, name in (
                ("年度", "annual"),
                ("一季", "q1"),
                ("二季", "q2"),
                ("三季", "q3"),
                ("四季", "q4"),
            )
        ),
        Column("完成值", "{{ row.actual }}", 15),
        Column("完成度", "{{ row.reached }}", 20),
    )
    para(made, "间隔")
    when(made, "results")
    para(made, "表单正文", "按权重合计，本期节点完成 {{ reached }}。")
    end(made)
    para(
        made,
        "表单正文",
        "完成值：{% for line in reporters %}{{ line }}{{ '；' if not loop.last else '。' }}{% endfor %}",
    )


def _letter_duty(made: Any) -> None:
    """What is promised, and who signs."""
    para(made, "表单小题", "三、责任")
    para(
        made,
        "表单正文",
        "　　第一责任人对本责任书的目标负总责，党建目标与业务目标一同部署、一同检查、一同考核；"
        "每季度末对照节点，没有达到的写明原因和措施。",
    )
    para(made, "间隔")
    _signatures(made, ("公司（签章）", "党委（签章）", "第一责任人：{{ head }}（签字）"))


def speech(made: Any) -> None:
    para(made, "表单标题", "{{ unit }}党建工作述职材料{{ wording }}")
    para(made, "表单正文", "述职人：{{ head }}（党建第一责任人）　期间：{{ period }}　{{ reviewed }}")
    para(made, "表单小题", "一、目标完成")
    when(made, "goals")
    listing(
        made,
        "row in goals",
        Column("类别", "{{ row.category }}", 22, "密表居中"),
        Column("指标", "{{ row.indicator }}（{{ row.unit }}）", 56, "密表文字"),
        *(
            Column(head, f"{{{{ row.{name} }}}}", 19.5, "密表居中")
            for head, name in (
                ("年度目标", "annual"),
                ("本期节点", "node"),
                ("完成值", "actual"),
                ("完成度", "reached"),
            )
        ),
    )
    end(made)
    when(made, "not goals")
    para(made, "表单正文", "　　没有签订目标责任书。")
    end(made)
    _speech_stars(made)
    _speech_ahead(made)


def _speech_stars(made: Any) -> None:
    """The score, the star, what went well and what did not."""
    para(made, "表单小题", "二、得分和星级")
    para(
        made,
        "表单正文",
        "　　得分 {{ score }}，加减分 {{ bonus }}，总分 {{ total }}；"
        "星级：{{ standing }}{% if standing != level %}（{{ level }}）{% endif %}，较上期：{{ change }}。"
        "{% if note %}{{ note }}。{% endif %}往期：{{ past }}。{% if votes %}{{ votes }}。{% endif %}",
    )
    para(made, "表单小题", "三、做得好的方面")
    each(
        made,
        "row in strong",
        "表单正文",
        "　　{{ loop.index }}.{{ row.name }}：{{ row.points }} 分（满分 {{ row.max }}）{{ row.value }}。",
    )
    para(made, "表单小题", "四、最弱的指标")
    when(made, "not weak")
    para(made, "表单正文", "　　计分的指标都得了满分。")
    end(made)
    each(
        made,
        "row in weak",
        "表单正文",
        "　　{{ loop.index }}.{{ row.name }}：{{ row.points }} 分（满分 {{ row.max }}）{{ row.value }}。",
    )


def _speech_ahead(made: Any) -> None:
    """What the next star asks for, and what the speaker adds."""
    para(made, "表单小题", "五、离上一级星还差什么")
    when(made, "not missing")
    para(made, "表单正文", "　　{{ '已是最高星级，重在保持。' if top else '没有可列的事项。' }}")
    end(made)
    each(made, "line in missing", "表单正文", "　　{{ loop.index }}.{{ line }}。")
    para(made, "表单小题", "六、原因和下一步措施（由述职人填写）")
    box(made, 26)
    para(made, "间隔")
    para(made, "表单正文", f"支部书记（签字）：{SIGN}{SIGN}{DAY}")

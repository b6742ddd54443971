"""Each indicator as a sentence that a person would say: 每季召开 1 次支部党员大会得满分，补开减半."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from pipeline.core.chinese import plain
from pipeline.rulebook.condition import Condition, Term
from pipeline.rulebook.indicators import FACT_OF, Band, Indicator, unit_columns
from pipeline.rulebook.rules import DutyRule, Rulebook
from schemas import words
from schemas.base import YES, YES_NO, Column, columns, title
from schemas.facts import BallotFact

_ROWS = {  # what the rows of a table are called in a sentence
    "出勤明细": "组织生活的应到人次",
    "党员概况": "党员",
    "双承诺": "承诺",
    "微心愿": "微心愿",
    "群众诉求": "群众诉求",
    "责任区": "责任区",
    "一带一": "一带一",
    "抽查等级": "抽查的活动",
}
_SHARES = (
    words.COMPLETION,
    words.LISTED,
    words.COVERAGE,
    words.ATTAINED,
    words.SATISFACTION,
    words.BELOW_MEAN,
)
_MOST_NAMED = 3  # items of the work list that a sentence names


def spoken(rule: Indicator, rules: Rulebook) -> str:
    """What is looked at and how it becomes points, in one sentence."""
    only = f"；只考{_terms(rule.applies, _directory(rule))}的单位" if rule.applies else ""
    if rule.origin != words.FROM_LEDGERS:
        return _by_hand(rule) + only
    if rule.source == title(BallotFact):
        return _polled(rule, rules) + only
    if plainly := _PLAIN.get(rule.measure):
        return plainly(rule, rules) + only
    return f"{_figure(rule)}{_scored(rule)}{only}"


def _directory(rule: Indicator) -> Mapping[str, Column]:
    return {column.name: column for column in unit_columns(rule.unit_kind).values()}


def _by_hand(rule: Indicator) -> str:
    who = "、".join(rule.departments)
    if rule.origin == words.MARKED:
        plainly = rule.scoring == words.IN_PROPORTION and rule.target == rule.points
        if plainly:
            return f"对照检查时打分，满分 {plain(rule.points)} 分"
        return f"对照检查时{'评定' if _chosen(rule) else '打分'}{_scored(rule)}"
    if rule.origin == words.DEDUCTION:
        plainly = rule.scoring == words.IN_PROPORTION and rule.target == 1
        return f"由{who}登记扣分，从 {plain(rule.points)} 分扣起{'，扣完为止' if plainly else _scored(rule)}"
    if rule.in_points:
        return f"由{who}报得分，满分 {plain(rule.points)} 分"
    return f"由{who}报{'等次' if _chosen(rule) else '数'}{_scored(rule)}"


def _chosen(rule: Indicator) -> bool:
    return any(band.option for band in rule.bands)


def _listed(rule: Indicator, rules: Rulebook) -> str:
    """Items of the work list: how often, what, and what being late costs."""
    items = [duty for duty in rules.duties if _meant(rule.expected, duty)]
    late = rules.number("补办计分比例")
    held = bool(items) and all(duty.sheet in ("组织生活", "双星培训") for duty in items)
    made_up = f"补{'开' if held else '办'}{'减半' if late == Fraction(1, 2) else f'按 {plain(late)} 计'}"
    if not items or len(items) > _MOST_NAMED:
        return f"到期的定期工作全部按期完成{_full(rule)}，{made_up}"
    verb = "召开" if held else "完成"
    named = "、".join(f"{duty.frequency}{verb} {duty.times} 次{duty.name}" for duty in items)
    return f"{named}{_full(rule)}，{made_up}"


def _full(rule: Indicator) -> str:
    return "得满分" if rule.scoring == words.IN_PROPORTION and rule.target == 1 else f"的比例{_scored(rule)}"


def _meant(condition: Condition, duty: DutyRule) -> bool:
    known = {"item": duty.item, "who": duty.who, "name": duty.name, "proof": duty.sheet}
    return all(
        known[term.column] in term.values for term in condition if term.column in known and term.sign == "="
    )


def _completed(rule: Indicator, rules: Rulebook) -> str:
    fact = {column.name: column for column in columns(FACT_OF[rule.source])}
    rows = _ROWS.get(rule.source, rule.source)
    if rule.field and rule.base_field:
        return f"{fact[rule.field].title}占{fact[rule.base_field].title}的比例{_scored(rule)}"
    expected = (
        f"{_terms(rule.expected, fact, 'proof')}的" if rule.expected and rule.source != "出勤明细" else ""
    )
    return f"{expected}{rows}中，{_terms(rule.counted, fact)}的比例{_scored(rule)}"


def _polled(rule: Indicator, rules: Rulebook) -> str:
    """由党员（占 40%）、群众（占 60%）测评，满意 100、基本满意 80，按类别的权重平均，达到 95 得满分."""
    meant = [
        term.values for term in (*rule.expected, *rule.counted) if term.column == "group" and term.sign == "="
    ]
    groups = "、".join(
        f"{group}（占 {plain(row.weight)}%）"
        for (kind, group), row in rules.survey_groups.items()
        if kind == rule.unit_kind and all(group in values for values in meant)
    )
    answers = "、".join(
        f"{answer} {plain(value)}" for answer, value in rules.survey_answers.items() if value is not None
    )
    return f"由{groups}测评，{answers}，按类别的权重平均，{_scored(rule).removeprefix('，')}"


def _bonus(rule: Indicator, rules: Rulebook) -> str:
    return f"创新成果按级别和名次得分，同一成果计一次，最多 {plain(rule.points)} 分"


def _deducted(rule: Indicator, rules: Rulebook) -> str:
    who = "、".join(rule.departments) or "考评部门"
    return f"由{who}登记扣分，从 {plain(rule.points)} 分扣起，扣完为止"


_PLAIN: dict[str, Callable[[Indicator, Rulebook], str]] = {
    words.LISTED: _listed,
    words.COMPLETION: _completed,
    words.BONUS: _bonus,
    words.DEDUCTION: _deducted,
}


def _figure(rule: Indicator) -> str:
    """What is looked at, of the other measures."""
    fact = {column.name: column.title for column in columns(FACT_OF[rule.source])}
    field = fact.get(rule.field, "")
    return {
        words.MEAN: f"{rule.source}的平均{field}"
        + ("" if rule.floor is None else f"（低于 {plain(rule.floor)} 的按 0 计）"),
        words.TOTAL: f"{rule.source}的{field or '件数'}",
        words.PER_HEAD: f"{rule.source}的{field}按{rule.base.removesuffix('数')}人均",
        words.COVERAGE: f"{rule.source}的{field}占{rule.base}的比例",
        words.SATISFACTION: f"满意度测评{field}",
        words.BELOW_MEAN: "所辖班组的平均得分",
        words.ATTAINED: "各目标的完成度按权重平均，",
    }.get(rule.measure, rule.measure)


def _terms(condition: Condition, known: Mapping[str, Column], *without: str) -> str:
    """按期兑现; 没有客观原因; 出席或缺席; 学时不少于 1."""
    return "、".join(_term(term, known[term.column]) for term in condition if term.column not in without)


def _term(term: Term, column: Column) -> str:
    if column.choices == YES_NO:
        return column.title if (term.values == (YES,)) == (term.sign == "=") else f"没有{column.title}"
    values = "或".join(plain(one) if isinstance(one, float) else str(one) for one in term.values)
    if term.sign == "=":
        return values
    return f"{column.title}{ {'≠': '不是', '≥': '不少于 ', '≤': '不多于 '}[term.sign] }{values}"


def _aim(rule: Indicator) -> str:
    """达到 90%; 不高于 3; 达到同组平均."""
    verb = "不高于" if rule.direction == words.LOWER else "达到"
    if rule.by_peers:
        return f"{verb}同组平均值"
    share = rule.measure in _SHARES and rule.target <= 1
    return f"{verb} {plain(rule.target * 100)}% " if share else f"{verb} {plain(rule.target)} "


def _scored(rule: Indicator) -> str:
    """How a figure becomes points, as the rest of the sentence."""
    return _SCORED[rule.scoring](rule)


def _in_proportion(rule: Indicator) -> str:
    rest = "高的" if rule.direction == words.LOWER else "不到的"
    more = f"，最多得标准分的 {plain(rule.most)} 倍" if rule.most > 1 else ""
    if rule.direction == words.REACHED:
        return f"{_aim(rule)}得满分，达不到不得分"
    return f"{_aim(rule)}得满分，{rest}按比例减{more}"


def _by_band(rule: Indicator) -> str:
    numbers = [band for band in rule.bands if band.start is not None]
    parts = [f"{band.option}得 {_points(rule, band)} 分" for band in rule.bands if band.option]
    parts += [f"{plain(band.start)} 起得 {_points(rule, band)} 分" for band in reversed(numbers)]
    return f"，分档计分：{'，'.join(parts)}"


def _by_difference(rule: Indicator) -> str:
    less = f"，每差 {plain(rule.short[0])} 扣 {plain(rule.short[1])} 分" if rule.short else ""
    more = f"，每超 {plain(rule.over[0])} 加 {plain(rule.over[1])} 分" if rule.over else ""
    ends = f"，最多 {plain(rule.most * rule.points)} 分，最少 {plain(rule.least * rule.points)} 分"
    return f"{_aim(rule)}得标准分{less}{more}{ends}"


def _by_place(rule: Indicator) -> str:
    parts = [
        f"第 {plain(band.start)} 名起得 {_points(rule, band)} 分"
        for band in rule.bands
        if band.start is not None
    ]
    best = "低的在前" if rule.direction == words.LOWER else "高的在前"
    return f"，在同组中排名次（{best}）：{'，'.join(parts)}"


def _all_or_nothing(rule: Indicator) -> str:
    return f"{_aim(rule)}得满分，达不到不得分"


def _points(rule: Indicator, band: Band) -> str:
    return plain(band.share * (rule.points or 1))


_SCORED: dict[str, Callable[[Indicator], str]] = {
    words.IN_PROPORTION: _in_proportion,
    words.BY_BAND: _by_band,
    words.BY_DIFFERENCE: _by_difference,
    words.BY_PLACE: _by_place,
    words.ALL_OR_NOTHING: _all_or_nothing,
}

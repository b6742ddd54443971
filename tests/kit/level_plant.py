"""A quarter of three branches and three teams whose every input is as good as its level, for the laws."""

from __future__ import annotations

from collections.abc import Mapping

from kit.tiny_plant import Row, branch, colleague, member, row, tables, team
from pipeline.evidence.tables import Tables

OWN = {"甲支部": ["锅炉班", "汽机班"], "乙支部": ["电气班"], "丙支部": []}
PERSON = {"甲支部": "1", "乙支部": "2", "丙支部": "3"}
MONTHS = ("2019-07", "2019-08", "2019-09")
TOP = 3  # every input has four levels; a higher one is better

Levels = Mapping[tuple[str, str], int]  # (unit, input) -> level


def directory() -> list[Row]:
    found = [
        branch(name, has_committee="否", paired_teams=None if teams else "锅炉班、电气班")
        for name, teams in OWN.items()
    ]
    for name, teams in OWN.items():
        people = PERSON[name]
        found += [team(t, of=name, specialty="检修") for t in teams]
        found += [
            member(f"{people}{n}", of=name, team=teams[n % len(teams)] if teams else None, shift="是")
            for n in range(5)
        ]
        found += [
            colleague(f"{people}{n}", of=name, team=teams[n % len(teams)] if teams else None)
            for n in range(5, 9)
        ]
    return found


def votes(unit_kind: str, unit: str, level: int) -> Row:
    bad = (6, 2, 1, 0)[level]
    return row(
        "survey",
        unit_kind=unit_kind,
        unit=unit,
        date="2019-09-20",
        entitled=20,
        issued=20,
        returned=20,
        very=20 - bad,
        mostly=0,
        fair=0,
        bad=bad,
        unknown=0,
    )


def goal(unit_kind: str, unit: str, by: str, level: int) -> list[Row]:
    return [
        row(
            "target",
            goal=f"M-{unit}",
            unit_kind=unit_kind,
            unit=unit,
            examiner=by,
            direction="越高越好",
            q3=10.0,
            weight=100.0,
        ),
        row("target_actual", by, goal=f"M-{unit}", actual=(0.0, 6.0, 9.0, 10.0)[level]),
    ]


def of_branch(name: str, at: Mapping[str, int]) -> list[Row]:
    """The quarter of a branch: the higher a level, the better it was done."""
    p = PERSON[name]
    away = "、".join(f"{p}{n}" for n in range(TOP - at["attendance"])) or None
    found = [row("meeting", name, type="主题党日", date=f"{month}-15", absent=away) for month in MONTHS]
    found += [
        row("meeting", name, type="支部党员大会", date="2019-08-01"),
        row(
            "training",
            name,
            type="专题党课",
            host_unit=name,
            audience="支部",
            date="2019-08-02",
            hours=2.0 * at["hours"] + 1,
        ),
    ]
    found += [
        row("duty", name, unit=name, item="ZB12", month=month, done=f"{month}-20")
        for month in MONTHS[: at["work list"]]
    ]
    for n, kind in enumerate(("岗位承诺", "服务承诺")):
        found += [
            row(
                "pledge",
                name,
                pledge=f"{p}{n}{m}",
                person=f"{p}{m}",
                type=kind,
                verdict="通过",
                state="已完成",
                deadline="2019-08-31",
                done="2019-08-01" if m < at["pledges"] + 2 else "2019-09-15",
            )
            for m in range(5)
        ]
    found += [
        row("zone_post", name, type="责任区", name=f"{name}区", found=3, closed=at["zone"]),
        row("zone_post", name, type="示范岗", name=f"{name}岗"),
        row("post_review", branch=name, name=f"{name}岗", score=(60.0, 75.0, 90.0, 100.0)[at["post"]]),
    ]
    found += [
        row(
            "wish",
            name,
            wish=f"W{p}{n}",
            team=next(iter(OWN[name]), None),
            claimer=f"{p}1",
            due="2019-08-31",
            state="已实现",
            realised="2019-08-20" if n < at["wishes"] else "2019-09-20",
        )
        for n in range(TOP)
    ]
    found += [
        row("pairing", name, type="党员带群众", guide=f"{p}1", learner=f"{p}{5 + n}", outcome="会了")
        for n in range(at["pairs"] + 1)
    ]
    found += [votes("党支部", name, at["survey"]), *goal("党支部", name, name, at["goal"])]
    found += [
        *(
            row(
                "inspection",
                unit=name,
                session="主题党日",
                session_date=day,
                grade=("差", "一般", "较好", "好")[at["grade"]],
            )
            for day in (
                "2019-08-15",
                "2019-09-15",
            )  # one sampled session alone does not apply (rules 3, BR05b)
        ),
        row("inspection", unit=name, indicator="BR02a", score=2 + at["checked"] / 3, problem="核定"),
    ]
    found += [
        row(
            "event",
            unit_kind="党支部",
            unit=name,
            type="减分",
            points=float(TOP - at["penalty"]),
            date="2019-08-01",
        )
    ]
    return found


def of_team(name: str, by: str, at: Mapping[str, int]) -> list[Row]:
    found = [
        row("check", "安监部", team=name, indicator=code, deduction=float((9, 4, 1, 0)[at[what]]))
        for code, what in (("TM01", "safety"), ("TM03", "basics"))
    ]
    found += [
        row("duty", by, unit=name, item="BZ12", month=month, done=f"{month}-20")
        for month in MONTHS[: at["duties"]]
    ]
    found += (
        [
            row("duty", by, unit=name, item="BZ11", month=month, done=f"{month}-{day:02}")
            for month in MONTHS
            for day in (5, 12, 19, 26)
            if not (month == "2019-07" and day == 5)
        ]
        if at["duties"]
        else []
    )
    found += [
        row(
            "achievement",
            by,
            achievement=f"CG-{name}",
            type="技能竞赛",
            level="国家",
            team=name,
            date="2019-08-01",
            place=("其他", "第三名", "第二名", "第一名")[at["contest"]],
        )
    ]
    found += [
        row(
            "request",
            by,
            request=f"S-{name}-{n}",
            team=name,
            handler=f"{PERSON[by]}1",
            state="已办结",
            due="2019-08-31",
            closed="2019-08-20" if n < at["requests"] else "2019-09-20",
            voice="满意",
        )
        for n in range(TOP)
    ]
    return [*found, votes("班组", name, at["survey"]), *goal("班组", name, "安监部", at["goal"])]


OF_BRANCH = (
    "attendance",
    "hours",
    "work list",
    "pledges",
    "zone",
    "post",
    "wishes",
    "pairs",
    "survey",
    "goal",
    "grade",
    "checked",
    "penalty",
)
OF_TEAM = ("safety", "basics", "duties", "contest", "requests", "survey", "goal")
INPUTS = [
    *((name, what) for name in OWN for what in OF_BRANCH),
    *((t, what) for own in OWN.values() for t in own for what in OF_TEAM),
]


def rows_of_quarter(levels: Levels) -> list[Row]:
    """The rows of a plant of three branches and three teams whose every input is as good as its level."""
    found = directory()
    for name, own in OWN.items():
        found += of_branch(name, {what: levels[name, what] for what in OF_BRANCH})
        for one in own:
            found += of_team(one, name, {what: levels[one, what] for what in OF_TEAM})
    return found


def quarter(levels: Levels) -> Tables:
    """The tables of these rows."""
    return tables(*rows_of_quarter(levels))

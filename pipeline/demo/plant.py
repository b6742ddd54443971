"""The people of the sample plant, and the 组织名册 of each quarter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from pipeline.core.period import Period
from pipeline.demo.draw import Row, Rows, generator
from pipeline.demo.outline import BRANCHES, NEW_TEAM, SERVICE, TEAMS, BranchPlan, TeamPlan, teams_in
from schemas.base import NO, YES
from schemas.words import PARTY_MEMBER, POLITICS

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
_FIRST = "建志文国海明永春立德家永少晓小雪玉秀子天思宇俊佳雨新红振学庆世宏广景"
_SECOND = "军平伟强磊勇涛超刚辉斌峰波杰鹏飞亮健宁敏静丽娟霞燕玲芳洁慧琳颖林华东成龙胜利民生"
_GROUPS = ("第一党小组", "第二党小组", "第三党小组", "第四党小组", "第五党小组")
_COMMITTEE = 5
ACTIVIST, COLLEAGUE = POLITICS[2:]


@dataclass(frozen=True, slots=True)
class Worker:
    """A person of the plant; `before` is the team until the newly founded one took them over."""

    person: str
    name: str
    branch: str
    team: str | None
    group: str | None
    committee: bool
    politics: str
    post: str
    shift: bool
    before: str | None = None

    @property
    def is_member(self) -> bool:
        return self.politics in PARTY_MEMBER


@dataclass(frozen=True)
class Plant:
    """Everybody, and the seed that everything else is drawn from."""

    seed: int
    workers: tuple[Worker, ...]

    def rng(self, *scope: object) -> Random:
        return generator(self.seed, *scope)

    @cached_property
    def _branches(self) -> dict[str, list[Worker]]:
        return {b.name: [w for w in self.workers if w.branch == b.name] for b in BRANCHES}

    @cached_property
    def _teams(self) -> dict[str, list[Worker]]:
        return {t.name: [w for w in self.workers if w.team == t.name] for t in TEAMS}

    def members(self, branch: str) -> list[Worker]:
        return [w for w in self._branches[branch] if w.is_member]

    def colleagues(self, branch: str) -> list[Worker]:
        return [w for w in self._branches[branch] if not w.is_member]

    def roster(self, unit: str, politics: str) -> list[Worker]:
        """The people of a branch or team of that 政治面貌."""
        return [w for w in self._branches.get(unit) or self._teams[unit] if w.politics == politics]

    def team(self, team: str) -> list[Worker]:
        return self._teams[team]

    def secretary(self, branch: str) -> Worker:
        return self._branches[branch][0]

    def leader(self, team: str) -> Worker:
        return self._teams[team][0]

    def clerk(self, branch: str) -> Worker:
        """Who fills the workbook in: the second of the branch's office."""
        return self._branches[branch][1]


def _politics(rng: Random, member: bool, probation: bool) -> str:
    if member:
        return PARTY_MEMBER[1] if probation else PARTY_MEMBER[0]
    return ACTIVIST if rng.random() < 0.07 else COLLEAGUE


def _crew(branch: BranchPlan) -> Iterator[tuple[TeamPlan | None, bool]]:
    """Team (None in the branch's office) and membership of everybody in the branch."""
    for i in range(branch.office):
        yield None, i < branch.office_members
    for team in TEAMS:
        if team.branch == branch.name:
            for i in range(team.size):
                yield team, i < team.members


def _post(branch: BranchPlan, team: TeamPlan | None, first: bool, number: int) -> str:
    if team:
        return "班组长" if first else team.post
    if number == 1:
        return "部门主任"
    return "职员" if branch.category == SERVICE else "专业工程师"


def _staff(seed: int, number: int, branch: BranchPlan) -> Iterator[Worker]:
    rng, members, seen = generator(seed, "staff", branch.name), 0, None
    for i, (team, member) in enumerate(_crew(branch), start=1):
        members += member
        old = None
        if team and team.name == NEW_TEAM:
            old = ("锅炉班", "汽机班")[i % 2]
        yield Worker(
            person=f"{number:02d}{i:03d}",
            branch=branch.name,
            team=team.name if team else None,
            before=old,
            name=rng.choice(_SURNAMES) + rng.choice(("", rng.choice(_FIRST))) + rng.choice(_SECOND),
            group=_GROUPS[members % branch.groups] if member and branch.groups else None,
            committee=member and members <= _COMMITTEE and branch.has_committee,
            politics=_politics(rng, member, probation=members > _COMMITTEE and members % 17 == 0),
            post=_post(branch, team, team is not seen, i),
            shift=bool(team and team.shift),
        )
        seen = team


def found(seed: int) -> Plant:
    """The plant of the seed: about 700 people, 220 of them Party members."""
    return Plant(seed, tuple(w for i, b in enumerate(BRANCHES, start=1) for w in _staff(seed, i, b)))


def _branch_row(plant: Plant, branch: BranchPlan) -> Row:
    return {
        "branch": branch.name,
        "category": branch.category,
        "secretary": plant.secretary(branch.name).person,
        "departments": branch.departments,
        "has_committee": YES if branch.has_committee else NO,
        "groups": branch.groups,
        "paired_teams": branch.paired,
        "recused": YES if branch.paired else NO,
        "email": f"{branch.code.lower()}@example.com",
        "former": "热工支部" if branch.code == "RK" else None,
    }


_OWN_MAIL = {
    "锅炉班": "guolu@example.com",
    "集控一值": "jikong1@example.com",
}  # the others are reached through their branch


def _team_row(plant: Plant, team: TeamPlan) -> Row:
    return {
        "team": team.name,
        "branch": team.branch,
        "department": team.department,
        "specialty": team.specialty,
        "leader": plant.leader(team.name).person,
        "founded": team.founded,
        "former": "除灰脱硫班" if team.name == "脱硫除灰班" else None,
        "email": _OWN_MAIL.get(team.name),
    }


def _person_row(worker: Worker) -> Row:
    return {
        "person": worker.person,
        "name": worker.name,
        "branch": worker.branch,
        "team": worker.team,
        "group": worker.group,
        "committee": YES if worker.committee else NO,
        "politics": worker.politics,
        "post": worker.post,
        "shift": YES if worker.shift else NO,
    }


def directory(plant: Plant, quarter: Period) -> dict[str, Rows]:
    """The sheets of the 组织名册 as they stand at the end of the quarter."""
    teams = teams_in(quarter)
    names = {team.name for team in teams}
    workers = [
        w if w.team in names or w.team is None else replace(w, team=w.before, post="检修工")
        for w in plant.workers
    ]
    return {
        "branch": [_branch_row(plant, branch) for branch in BRANCHES],
        "team": [_team_row(plant, team) for team in teams],
        "person": [_person_row(worker) for worker in workers],
    }

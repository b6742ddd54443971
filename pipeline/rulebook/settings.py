"""The sheet 基本设置 as the program uses it: each setting by its name in the field, with its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from schemas.words import BOTH_WAYS, BRANCH_ONLY, IN_SCORE, QUARTERLY, RESTORED_NEXT, SIMPLE, TEAM_ONLY

QUARTERS = 4  # of a year


@dataclass(frozen=True, slots=True, eq=False)
class Settings:
    """Every setting in force; one that is newer than the rulebook has its default."""

    settings: Mapping[str, str]

    def number(self, name: str) -> Fraction:
        """A numeric setting, exact."""
        return Fraction(self.settings[name])

    def whole(self, name: str) -> int:
        """A whole-number setting."""
        return int(self.settings[name])

    def full(self, unit_kind: str) -> Fraction:
        """The full points of a kind of unit."""
        return Fraction(self.settings[f"{unit_kind}满分"] or self.settings["满分"])

    def part_of_full(self, unit_kind: str, name: str) -> Fraction:
        """A ceiling that is given for a hundred points, in the points of the kind (rules 9.3)."""
        return self.number(name) * self.full(unit_kind) / 100

    @property
    def bonus_in_score(self) -> bool:
        """True if a bonus is part of the score, and so may raise the star."""
        return self.settings["加分用途"] == IN_SCORE

    @property
    def gates_branches(self) -> bool:
        """True if teams limit what their branch may hold."""
        return self.settings["联动方式"] in (BOTH_WAYS, BRANCH_ONLY)

    @property
    def gates_teams(self) -> bool:
        """True if a branch limits what its teams may hold."""
        return self.settings["联动方式"] in (BOTH_WAYS, TEAM_ONLY)

    @property
    def quarter_weights(self) -> tuple[Fraction, ...]:
        """What each quarter weighs in the year; all the same unless the rulebook says otherwise."""
        weights_text = self.settings["季度权重"]
        return tuple(map(Fraction, weights_text.split("、"))) if weights_text else (Fraction(1),) * QUARTERS

    @property
    def best_quarters(self) -> int:
        """How many quarters of the year count, the best of them."""
        return int(self.settings["年度取几季"] or QUARTERS)

    @property
    def year_end_share(self) -> Fraction:
        """Which part of the yearly score the year-end score is; 0 where there is none."""
        return Fraction(self.settings["年终占比"] or 0) / 100

    @property
    def places(self) -> int:
        """Decimals of every printed score."""
        return self.whole("小数位数")

    @property
    def plant_names(self) -> tuple[str, ...]:
        """What the plant is called, then what it was called before."""
        former = self.settings["电厂曾用名"]
        return (self.settings["电厂名称"], *(former.split("、") if former else ()))

    @property
    def acceptance_phone(self) -> str:
        """Where objections to a public notice are taken, "" where it is written in by hand."""
        return self.settings["受理电话"]

    @property
    def oversight_phone(self) -> str:
        """Where the discipline office is reached, "" where it is written in by hand."""
        return self.settings["监督电话"]

    @property
    def notice_days(self) -> int:
        """How many working days a result is announced before it is final."""
        return self.whole("公示工作日数")

    @property
    def longest_term(self) -> int:
        """After how many days at the latest a wish or request is due."""
        return self.whole("最长办理天数")

    @property
    def passed_on_share(self) -> Fraction:
        """More per cent than that passed on, explained or withdrawn bring a warning."""
        return self.number("转办提醒占比")

    @property
    def fewest_due(self) -> int:
        """Fewer items due are filled up to so many with those of the last quarter."""
        return self.whole("补足件数")

    @property
    def fewest_samples(self) -> int:
        """Fewer sampled grades say nothing about a unit."""
        return self.whole("抽查最少次数")

    @property
    def least_board_score(self) -> Fraction:
        """Who is first on a board is proposed from this score on."""
        return self.number("推优最低三比得分")

    @property
    def quarters_are_light(self) -> bool:
        """True if a quarter is settled by the Party branches' meeting alone, without a public notice."""
        return self.settings["季度审定方式"] == SIMPLE

    @property
    def paid_by_quarter(self) -> bool:
        """True if the star of every quarter has a coefficient, not the year's alone."""
        return self.settings["兑现周期"] == QUARTERLY

    @property
    def restored_at_once(self) -> bool:
        """True if the step after a veto is measured from the star before it."""
        return self.settings["否决后恢复"] == RESTORED_NEXT

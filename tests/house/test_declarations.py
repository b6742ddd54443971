"""What a sheet declares beyond its columns names columns that it has, of the right kind."""

from __future__ import annotations

from schemas.base import column_of, key
from schemas.books import DECLARED, SHEETS, SUBMISSION


def filled_by_branches() -> set[str]:
    return {key(sheet) for sheet in SUBMISSION.sheets}


def test_people_and_teams_are_named_in_columns_that_refer_to_them():
    for name, declared in DECLARED.items():
        for column in {*declared.own, *declared.members}:
            assert column_of(SHEETS[name], column).refers_to == "person.person"
        if declared.own_team:
            assert column_of(SHEETS[name], declared.own_team).refers_to == "team.team"


def test_only_what_a_branch_fills_in_has_people_of_its_own():
    own = {name for name, declared in DECLARED.items() if declared.own or declared.own_team}
    assert own <= filled_by_branches()


def test_numbers_that_no_two_workbooks_share_are_unique_in_each():
    for name, declared in DECLARED.items():
        assert not declared.number or column_of(SHEETS[name], declared.number).unique

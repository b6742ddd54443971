from kit.tiny_plant import Row, branch, colleague, member, row, tables, team

from pipeline.evidence.figures import figures, helps

BRANCHES = [branch("甲支部"), branch("乙支部")]


def counted(*rows: Row, **given: object) -> dict[str, int]:
    return {figure.name: figure.value for figure in figures(tables(*BRANCHES, *rows, **given))}


def pledges(members: int) -> list[Row]:
    return [
        row("pledge", pledge=f"{kind}{n}", person=f"{n:03}", type=kind, verdict="通过")
        for n in range(members)
        for kind in ("岗位承诺", "服务承诺")
    ]


def test_taking_one_pledge_row_away_changes_220():
    rows = pledges(220)
    assert (counted(*rows)["岗位承诺"], counted(*rows)["服务承诺"]) == (220, 220)
    assert (counted(*rows[1:])["岗位承诺"], counted(*rows[1:])["服务承诺"]) == (219, 220)


def test_a_pledge_that_was_not_approved_is_not_counted_and_one_number_counts_once():
    assert counted(*pledges(2), row("pledge", pledge="X", type="岗位承诺", verdict="不通过"))["岗位承诺"] == 2
    assert counted(*pledges(2), *pledges(1))["岗位承诺"] == 2


def help_(by: str = "甲支部", theme: str = "机组检修", date: str = "2019-08-22") -> Row:
    return row("action", by, type="突击队", theme=theme, date=date)


def theme_day(by: str = "甲支部", theme: str | None = "机组检修", date: str = "2019-08-22") -> Row:
    return row("meeting", by, type="主题党日", theme=theme, date=date)


def test_an_activity_on_both_sheets_counts_once():
    assert counted(help_(), theme_day())["机组检修助力"] == 1
    assert counted(theme_day(), help_())["机组检修助力"] == 1


def test_another_day_another_theme_or_another_branch_is_another_help():
    rows = help_(), theme_day(date="2019-08-23"), theme_day(by="乙支部"), theme_day(theme="节能降耗")
    assert (counted(*rows)["机组检修助力"], counted(*rows)["节能降耗助力"]) == (3, 1)


def test_two_activities_on_one_sheet_are_two():
    assert counted(help_(), help_())["机组检修助力"] == 2
    assert counted(theme_day(), theme_day())["机组检修助力"] == 2


def test_a_theme_day_without_a_help_counts_none():
    assert helps(tables(*BRANCHES, theme_day(theme=None))).empty


def test_helps_of_the_year_are_carried_along():
    assert (
        counted(help_(), earlier=[help_(date="2019-02-01"), theme_day(date="2019-05-01")])["机组检修助力"]
        == 3
    )


def test_the_plant_is_counted_out_of_the_directory_and_the_ledgers():
    found = counted(
        team("锅炉班"),
        member("01"),
        member("02", politics="预备党员"),
        colleague("03", politics="入党积极分子"),
        colleague("04"),
        row("zone_post", type="责任区", name="区一"),
        row("zone_post", type="示范岗", name="岗一"),
        row("zone_post", type="示范岗", name="岗二"),
        row("pairing", type="党员带群众"),
        row("pairing", type="支部带班组"),
        row("training"),
        row("wish", wish="W1", realised="2019-08-20"),
        row("wish", wish="W2", realised="2019-10-01"),
        row("wish", wish="W3"),
        row("request", request="S1", closed="2019-07-01"),
    )
    assert found == {
        "党支部": 2,
        "班组": 1,
        "职工": 4,
        "党员": 2,
        "岗位承诺": 0,
        "服务承诺": 0,
        "党员责任区": 1,
        "党员示范岗": 2,
        "党员带群众结对": 1,
        "双星培训": 1,
        "微心愿实现": 1,
        "群众诉求办结": 1,
    }

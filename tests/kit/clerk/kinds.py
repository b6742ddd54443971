"""The kinds of slip that were met in filled workbooks, what is done about each, and the tests that show it with its neighbours."""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
    """A kind of slip: what happened, what the program does about it, and its tests as file::function below tests/."""

    slip: str
    answer: str
    tests: tuple[str, ...]


_SLIPS, _SHOWN = "excel/test_slips.py", "excel/test_shown.py"
_QUARTER = "intake/test_slips_of_a_quarter.py::test_a_slip_is_told_at_its_cell_in_every_sheet"

KNOWN = (
    Known(
        "只补几行的工作簿盖掉了原来的一份",
        "少了三分之一以上的，两份都报错，问是补报还是整本替换；选“补报”的并入原来的一份",
        (
            "intake/test_supplements.py::test_without_the_word_the_blank_would_throw_rows_away_and_both_are_told",
            "intake/test_supplements.py::test_one_forgotten_meeting_in_a_fresh_blank_is_added_and_nothing_else_changes",
            "intake/test_supplements.py::test_a_replacement_stands_without_the_rows_and_the_office_is_told",
        ),
    ),
    Known(
        "显示的数和存的数不一样",
        "按百分数计的列和目标照显示的读，并说明；其他放大、缩小显示的报错，写明两个数；与节点差二十倍以上的提醒",
        (
            f"{_SHOWN}::test_in_a_goal_of_per_cent_75_per_cent_is_75_with_a_notice",
            f"{_SHOWN}::test_in_a_goal_of_something_else_a_scaling_format_is_told_with_both_numbers",
            f"{_SHOWN}::test_what_a_percent_sign_means_is_decided_by_what_the_column_counts",
            f"{_SHOWN}::test_a_format_shows_a_number_as_a_spreadsheet_does",
        ),
    ),
    Known(
        "一个部门没有报，怪到别的部门",
        "只向没有报的部门要，一句话；别的部门不提",
        (
            "intake/test_absent_workbooks.py::test_a_missing_department_is_asked_for_once_and_nobody_else_is_blamed",
            "intake/test_absent_workbooks.py::test_a_department_whose_checks_cannot_be_read_is_the_only_one_told",
            "intake/test_absent_workbooks.py::test_a_department_that_is_asked_for_no_goal_is_asked_for_its_checks",
        ),
    ),
    Known(
        "缺席的人不在应到之列，或同时写在两栏",
        "在那一格报错，写明为什么不在应到人员里、另一栏是哪一格",
        (
            "intake/test_sessions.py::test_somebody_who_was_not_expected_is_told_in_every_list",
            "intake/test_sessions.py::test_one_person_in_two_lists_is_told_with_both_cells",
        ),
    ),
    Known(
        "一格里一个编号写了几次",
        "只计一次，并说明；可以重复的（几个班组的星级）照写的读",
        (
            f"{_SLIPS}::test_a_code_that_stands_twice_in_a_cell_counts_once",
            f"{_SLIPS}::test_a_list_of_grades_keeps_those_that_are_alike",
        ),
    ),
    Known(
        "行标删去以后，示例成了填报的内容",
        "与印好的示例完全相同的仍是示例，不读取；只清空了行标的提醒",
        (
            f"{_SLIPS}::test_a_blank_whose_column_of_marks_was_deleted_in_every_sheet_has_no_row",
            f"{_SLIPS}::test_an_example_whose_mark_was_cleared_is_told_and_not_read_in_every_sheet",
        ),
    ),
    Known(
        "日期差几十秒到零点",
        "提醒，列出这些格",
        (f"{_SLIPS}::test_a_day_that_ends_within_two_minutes_is_told",),
    ),
    Known(
        "内容写在批注里",
        "提醒，列出有批注的空格；返还的副本里另行保留",
        (f"{_SLIPS}::test_a_note_on_an_empty_cell_to_fill_in_is_told",),
    ),
    Known(
        "划了删除线的行照样计入",
        "提醒，列出行或格",
        (f"{_SHOWN}::test_what_is_crossed_out_is_told_by_row_or_by_cell",),
    ),
    Known(
        "行标一列里写了字",
        "提醒，内容另行保留",
        (f"{_SLIPS}::test_words_in_the_column_of_marks_are_told_and_kept",),
    ),
    Known(
        "同一行粘贴了两次",
        "有编号的报错；其他各表提醒与第几行完全相同",
        (_QUARTER,),
    ),
    Known(
        "前后两个日期倒了，带方和被带方是同一个",
        "在后一个日期那一格报错",
        (_QUARTER, "intake/test_slips_of_a_quarter.py::test_nobody_guides_themselves"),
    ),
    Known(
        "日期在以后，或写错了年份",
        "支部填报、部门考评里晚于截至日期的报错；其他各表早或晚半年以上的提醒，封面也一样",
        (
            _QUARTER,
            "intake/test_other_years.py::test_a_day_of_another_year_is_told_at_its_cell_in_every_sheet",
            "intake/test_other_years.py::test_a_day_shortly_before_or_after_and_one_of_what_lasts_for_years_is_no_matter",
            "intake/test_other_years.py::test_a_cover_of_next_year_is_told_in_every_kind_of_workbook",
        ),
    ),
    Known("上一期没有办完的行不见了", "提醒，列出编号", (_QUARTER,)),
    Known("预填的名称、节点和编号对不上", "报错，写明这个编号是什么", (_QUARTER,)),
    Known(
        "写“无”“/”“同上”",
        "参照别的表的列里，“无”“/”当作空着；本季无一栏写“无”当作打勾；“同上”报错，请写出来",
        (
            f"{_SLIPS}::test_a_word_for_nothing_is_a_blank_where_a_list_is_referred_to",
            f"{_SLIPS}::test_the_same_as_above_is_to_be_written_out",
            "intake/test_references.py::test_a_word_in_the_place_of_a_tick_is_asked_about_and_nothing_else_is",
        ),
    ),
    Known(
        "工作表改了名，或一部分行在另一张表里",
        "只有一张表头相符的，就是缺的那张，并说明；另有一张我们的表头又有内容的报错",
        (
            f"{_SLIPS}::test_a_lone_sheet_with_the_headings_of_a_missing_one_is_that_one",
            f"{_SLIPS}::test_rows_in_a_second_sheet_with_our_headings_are_an_error",
            "excel/test_tabs.py::test_no_sheet_is_taken_for_another_while_two_of_its_headings_stand",
        ),
    ),
    Known(
        "一处差错，许多句话",
        "合计行一句话；1904 日期系统一句话，写明是哪个日期系统",
        (
            f"{_SLIPS}::test_a_row_of_totals_is_one_sentence",
            f"{_SLIPS}::test_days_of_one_system_under_the_other_are_one_sentence_that_says_1904",
        ),
    ),
    Known(
        "加密、压缩的文件",
        "说明是什么文件，请先解密、解压；不说放错了",
        ("excel/test_preflight.py::test_a_file_that_is_no_workbook_is_called_what_it_is",),
    ),
    Known(
        "人员在本期内调动",
        "上一期名册里在本支部的不报错，提醒已调到哪里；承诺由期末所在的支部计",
        (_QUARTER,),
    ),
    Known(
        "返还的副本里少了公式、删除线、格式",
        "说明哪些格是公式、公式的结果是什么；数字照原来的格式显示，删除线写明已没有",
        (
            f"{_SLIPS}::test_formulas_are_named_and_kept_where_the_copy_has_their_results",
            f"{_SHOWN}::test_the_returned_copy_shows_a_number_as_theirs_did_and_says_the_same_of_it",
            f"{_SHOWN}::test_what_is_crossed_out_is_told_by_row_or_by_cell",
        ),
    ),
    Known(
        "工号丢了前面的 0",
        "名册里的提醒，其他各表报错，建议带 0 的工号",
        (
            "intake/test_staff_numbers.py::test_a_number_of_another_length_than_all_others_is_told",
            "intake/test_staff_numbers.py::test_a_number_that_the_last_directory_has_with_zeros_is_offered_so",
            "intake/test_staff_numbers.py::test_where_a_person_is_referred_to_the_number_with_its_zeros_is_offered",
        ),
    ),
)

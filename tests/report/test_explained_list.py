"""The office sees every warning that was explained, with its reason; the pages count them."""

from __future__ import annotations

import pytest

from pipeline.core.finding import Place
from pipeline.excel.messages import say
from pipeline.intake.account import Intake
from pipeline.report.notices.check import check_page


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_check_page_lists_the_reasons_and_counts_them(count):
    told = [
        say(
            "N133", Place("甲.xlsx", "组织生活", row, "D"), said="有些格划了删除线", reason=f"<b>已核对 {row}"
        )
        for row in range(6, 6 + count)
    ]
    page = check_page("2019年第三季度", "示例", Intake((), (), tuple(told), {}), True).decode()
    listed = page.partition("情况说明：各单位核对后")[2].partition("</table>")[0]
    assert [f"已核对 {row}" in listed for row in range(6, 9)] == [row < 6 + count for row in range(6, 9)]
    assert (f"对 {count} 处提醒写了情况说明" in page) is bool(count) and "<b>已核对" not in page

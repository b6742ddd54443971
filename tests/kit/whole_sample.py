"""The sample plant's third quarter, read, rated and rendered once for all tests that look at the whole."""

import datetime as dt
from functools import cache
from pathlib import Path

from kit.plant_on_disk import sample_inbox, sample_rated
from kit.result_of import published
from pipeline.core.period import Period
from pipeline.intake.collect import Inbox
from pipeline.report.notices.check import check_files
from pipeline.report.notices.pledges import pledge_files
from pipeline.report.notices.reminders import remind_files
from pipeline.report.pages.pages import report_pages
from pipeline.report.papers.circular import circular
from pipeline.report.papers.one_page import one_page_html
from pipeline.report.papers.papers import documents
from pipeline.report.papers.recheck.book import NAME, recheck_book
from pipeline.report.result import Result
from pipeline.report.stage import OFFICIAL, QUARTER, Stage
from pipeline.report.statistics import Statistics, statistics_of
from pipeline.year.page import annual_files
from pipeline.year.quarters import year

INPUT = Path(__file__).parents[2] / "input"
DAY = dt.date(2019, 10, 12)


def inbox() -> Inbox:
    return sample_inbox()


def rating() -> Result:
    return sample_rated()


@cache
def seen() -> Statistics:
    return statistics_of(rating().evaluation)


@cache
def pages() -> dict[str, bytes]:
    return report_pages(rating())


def _papers() -> dict[str, bytes]:
    """The papers of every stage, as if the quarter had got there; those of the stage it has got to as they are."""
    ends = (Stage(OFFICIAL, "已公示"), Stage(QUARTER, "已审核", light=True))
    later = [documents(published(rating(), stage=end))[0] for end in ends]
    return {path: content for files in (*later, documents(rating())[0]) for path, content in files.items()}


@cache
def outputs() -> dict[str, bytes]:
    """Everything that the commands make of the sample: of the report by its own path, the rest under its folder."""
    examined, tables = rating().examined, rating().tables
    (book, _), papers, whole = circular(rating()), _papers(), year(inbox(), Period(2019), ())
    assert book is not None and papers and whole is not None
    folders = {
        "check": check_files(examined),
        "pledges": pledge_files(examined, tables, DAY),
        "remind": remind_files(examined, tables, DAY),
        "annual": annual_files(whole),
    }
    beside = {
        f"{folder}/{name}": content for folder, files in folders.items() for name, content in files.items()
    }
    return {
        **pages(),
        "双星通报.xlsx": book,
        NAME: recheck_book(rating()),
        "一页纸.html": one_page_html(rating()),
        **papers,
        **beside,
    }

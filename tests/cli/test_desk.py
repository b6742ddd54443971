"""收件台: what is dropped is kept and answered, the commands are run, and nobody else gets in."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
import socket
from zipfile import ZipFile

import pytest
from kit.command import run
from kit.desk import PORT, Visitor, words
from kit.plant_on_disk import sample_rated
from kit.result_sample import sample
from kit.sample_file import opened
from kit.sample_folder import BRANCH, INPUT, QUARTER, changed, content, folder

from pipeline.cli.desk import app, results, tasks
from pipeline.cli.desk.command import is_loopback
from pipeline.cli.desk.drop import refused_name
from pipeline.cli.desk.guard import MOST_FILES
from pipeline.excel import layout
from pipeline.intake.reading.dropped import REPLACED, RETURNED, files_in
from pipeline.report.disclosure import suggested
from pipeline.report.notices.check import check_page
from pipeline.report.notices.steps import MOST_TODAY, Written, steps
from pipeline.report.pages.pages import report_pages

GOOD = (INPUT / QUARTER / BRANCH).read_bytes()
KEPT = f"{QUARTER}/{BRANCH}"
OTHER = "支部填报-热控支部.xlsx"


def spoil(workbook):
    workbook["组织生活"]["E6"] = "某天"


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    path = tmp_path_factory.mktemp("spoilt") / BRANCH
    changed(INPUT / QUARTER / BRANCH, spoil, path)
    return path.read_bytes()


@pytest.fixture
def stranger(tmp_path):
    """Somebody who has not opened the printed address, before an empty folder."""
    return Visitor(tmp_path, signed_in=False)


@pytest.fixture
def visitor(tmp_path):
    """Somebody who has, before an empty folder."""
    return Visitor(tmp_path)


def few(place):
    """What holds for the year, the directory and two branches of the sample: enough to check a workbook against."""
    source = folder(place, ("2019",))
    (source / QUARTER).mkdir()
    for name in ("组织名册.xlsx", BRANCH, OTHER):
        shutil.copy(INPUT / QUARTER / name, source / QUARTER / name)
    return source


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Somebody who has, before the sample's last quarter, in which nothing is changed."""
    place = tmp_path_factory.mktemp("office")
    folder(place)
    return Visitor(place)


# who gets in


def test_the_printed_address_gives_a_cookie_that_no_script_and_no_other_page_has(stranger):
    answer = stranger.get(f"/?key={stranger.guard.token}")
    assert answer.status_code == 303 and answer.location == "/"
    assert "HttpOnly" in answer.headers["Set-Cookie"] and "SameSite=Strict" in answer.headers["Set-Cookie"]
    assert stranger.guard.token not in answer.headers["Set-Cookie"]
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/?key=guess", "/run", "/file?name=x", "/style.css", "/results/2019Q3/x"]
)
def test_without_the_cookie_no_address_gives_anything(stranger, path):
    answer = stranger.get(path)
    assert answer.status_code == 401 and "请用收件台打印的地址" in words(answer)


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1:80", f"127.0.0.2:{PORT}"]
)
def test_a_name_that_is_not_this_computer_is_refused(visitor, host):
    assert visitor.get("/", f"http://{host}").status_code == 421


def test_the_other_name_of_this_computer_is_known(visitor):
    answer = visitor.get(f"/?key={visitor.guard.token}", f"http://localhost:{PORT}")
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_page_is_refused(visitor, headers):
    answer = visitor.post("/period", {"period": "2019Q3"}, headers)
    assert answer.status_code == 403 and visitor.app.plant.wanted is None


@pytest.mark.parametrize("path", ["/drop", "/run", "/period", "/take-out"])
@pytest.mark.parametrize("csrf", ["", "guess"])
def test_a_form_without_the_secret_of_the_page_is_refused(visitor, path, csrf):
    assert visitor.post(path, {"csrf": csrf, "period": "2019Q3"}).status_code == 403


def test_every_post_address_is_among_those_that_are_tried(visitor):
    rules = {rule.rule for rule in visitor.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert rules == {"/drop", "/run", "/period", "/take-out"}


@pytest.mark.parametrize("path", ["/", "/style.css", "/desk.js", "/nowhere"])
def test_an_answer_loads_nothing_from_elsewhere_and_is_what_it_says(visitor, path):
    headers = visitor.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"


def test_no_page_names_an_address_outside_and_none_holds_a_script_or_a_style_of_its_own(office, spoilt):
    for answer in (
        office.get("/"),
        office.drop((BRANCH, spoilt), attempt=True),
        office.get(f"/file?name={KEPT}"),
    ):
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200 and "</html>" in text
        assert not re.search(r"""(?:src|href|action)=["'](?!/|#)""", text)
        assert "<style" not in text and not re.search(r"<script(?! src)|\son\w+=|\sstyle=", text)


# what is dropped


def test_a_workbook_is_kept_and_answered_and_the_repaired_one_takes_its_place(tmp_path, spoilt):
    source = few(tmp_path)
    (source / KEPT).unlink()
    office = Visitor(tmp_path)
    answer = office.drop((BRANCH, spoilt))
    assert (source / KEPT).read_bytes() == spoilt
    assert "组织生活 › E6" in words(answer) and "“某天”" in words(answer) and "1 个错误" in words(answer)
    copy = office.get(re.search(r'href="(/drops/\w+/1)"', answer.get_data(as_text=True))[1])
    assert "filename*=UTF-8''%E9%80%80%E5%9B%9E-" in copy.headers["Content-Disposition"]
    assert opened(copy.data).sheetnames[0] == layout.PROBLEMS
    assert "有 1 个错误" in words(office.get("/"))

    answer = office.drop((f"{RETURNED}{BRANCH}", GOOD))
    assert "0 个错误" in words(answer) and "换下了以前收的一份" in words(answer)
    assert (source / KEPT).read_bytes() == GOOD and "有 1 个错误" not in words(office.get("/"))
    assert (tmp_path / "output" / QUARTER / "首页.html").is_file()
    (aside,) = (source / QUARTER / REPLACED).iterdir()
    assert aside.read_bytes() == spoilt and aside not in dict(files_in(source)).values()


def test_a_trial_answers_the_same_and_leaves_the_folder_as_it_was(office, spoilt):
    before = content(office.folder)
    answer = office.drop((BRANCH, spoilt), attempt=True)
    assert "这是试查" in words(answer) and "组织生活 › E6" in words(answer) and "1 个错误" in words(answer)
    assert content(office.folder) == before
    assert "有 1 个错误" not in words(office.get("/"))


def test_the_same_content_again_changes_nothing(office):
    before = content(office.folder / "input")
    assert "内容相同" in words(office.drop((BRANCH, GOOD)))
    assert content(office.folder / "input") == before


def test_another_unit_s_workbook_of_the_same_name_gets_its_own_and_one_taken_out_no_longer_counts(tmp_path):
    source = few(tmp_path)
    theirs = source / QUARTER / OTHER
    renamed = theirs.rename(tmp_path / BRANCH).read_bytes()
    office = Visitor(tmp_path)
    office.drop((BRANCH, renamed))
    assert (source / KEPT).read_bytes() == GOOD
    assert (source / QUARTER / "支部填报-检修支部（2）.xlsx").read_bytes() == renamed
    assert "（2）.xlsx" in words(office.get("/"))

    assert "已移出" in words(office.post("/take-out", {"name": KEPT}))
    (aside,) = (source / QUARTER / REPLACED).iterdir()
    assert aside.read_bytes() == GOOD and not (source / KEPT).exists()
    assert "没有收到检修支部能用的“支部填报”" in words(office.get("/"))


def test_the_same_content_under_another_name_is_not_kept_twice(office):
    before = content(office.folder / "input")
    assert "内容相同" in words(office.drop(("终稿2.xlsx", GOOD)))
    assert content(office.folder / "input") == before


def test_an_archive_is_kept_whole_and_each_workbook_in_it_is_answered(tmp_path, spoilt):
    source = few(tmp_path)
    for name in (BRANCH, OTHER):
        (source / QUARTER / name).unlink()
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(BRANCH, spoilt)
    office = Visitor(tmp_path)
    answer = office.drop(("报送.zip", packed.getvalue()))
    assert "报送.zip/支部填报-检修支部.xlsx" in words(answer) and "1 个错误" in words(answer)
    assert (source / QUARTER / "报送.zip").read_bytes() == packed.getvalue()
    inner = office.get(f"/file?name={QUARTER}/报送.zip/{BRANCH}")
    assert inner.status_code == 200 and "移出" not in words(inner)
    office.drop((BRANCH, GOOD))
    assert (source / KEPT).read_bytes() == GOOD


def test_what_is_no_workbook_of_ours_is_not_kept_and_what_could_not_be_opened_is(visitor, tmp_path):
    broken = b"PK\x03\x04 and no more"
    answer = visitor.drop(("说明.txt", "几句话".encode()), ("表.xlsx", broken))
    assert "“说明.txt”没有收" in words(answer)
    assert [path.name for path in (tmp_path / "input").rglob("*") if path.is_file()] == ["表.xlsx"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../支部.xlsx", "斜杠"),
        ("a/b.xlsx", "斜杠"),
        ("C:\\temp\\支部.xlsx", "斜杠"),
        ("..", "两个点"),
        ("支部..xlsx", "两个点"),
        (".hidden.xlsx", "以点开头"),
        ("支部\x07.xlsx", "看不见的字符"),
        ("支部\u202exslx.xlsx", "看不见的字符"),
        ("con.xlsx", "保留"),
        ("支部?.xlsx", "不能用的字符"),
        ("支" * 90 + ".xlsx", "太长"),
    ],
)
def test_a_name_that_is_no_plain_name_is_refused_in_a_sentence(name, why):
    assert why in refused_name(name)


@pytest.mark.parametrize("name", [BRANCH, "终稿2（改）.xlsx", "a.b.xlsx", "支部 填报.et"])
def test_a_plain_name_is_a_name(name):
    assert refused_name(name) == ""


@pytest.mark.parametrize("name", ["../../支部.xlsx", "input/支部.xlsx", "..\\支部.xlsx"])
def test_no_name_leads_out_of_the_folder(visitor, tmp_path, name):
    assert "没有收" in words(visitor.drop((name, GOOD)))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_more_files_than_may_be_are_refused_in_a_sentence(visitor):
    answer = visitor.drop(*((f"{number}.xlsx", b"") for number in range(MOST_FILES + 1)))
    assert answer.status_code == 413 and f"至多放 {MOST_FILES} 个文件" in words(answer)


def test_more_bytes_than_may_be_are_refused_in_a_sentence(visitor):
    visitor.app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = visitor.drop((BRANCH, b"0" * 2000))
    assert answer.status_code == 413 and "MB" in words(answer)


def test_nothing_chosen_is_said(visitor):
    assert "没有选文件" in words(visitor.drop())


@pytest.mark.parametrize("name", ["", "../input/x", "/etc/passwd", f"{QUARTER}/none.xlsx"])
def test_only_a_file_that_is_listed_can_be_asked_for_or_taken_out(office, name):
    assert office.post("/take-out", {"name": name}).status_code == 404
    assert office.get(f"/file?name={name}").status_code == 404


# the steps


def test_the_page_has_the_seven_steps_with_the_next_one_and_at_most_five_things_of_today(office):
    page = office.get("/").get_data(as_text=True)
    steps = re.findall(r'<li class="(\w+)"[^>]*><b>(\w+)</b>', page)
    assert [title for _, title in steps] == ["发模板", "收表", "检查", "评星", "审定", "发邮件", "归档"]
    assert [state for state, _ in steps] == ["done", "done", "next", "open", "open", "open", "open"]
    assert 1 <= len(re.findall("<li>", page.split("</section>")[0])) <= MOST_TODAY
    assert "已收 16 / 应收 16" in page
    assert "make send PERIOD=2019Q3" in page and "make close PERIOD=2019Q3" in page


def test_every_step_says_what_is_done_for_it_here(office):
    names = {one.target or one.name for one in steps(office.app.plant.current().examined, Written())}
    assert names == app._ACTS.keys()


def test_an_empty_folder_has_its_page_too(visitor):
    assert "还没有任何一期" in words(visitor.get("/"))


def test_another_period_is_chosen_and_a_slip_is_said(office):
    assert "2019年第二季度" in words(office.post("/period", {"period": "2019Q2"}))
    assert "看不出是哪一期" in words(office.post("/period", {"period": "那一季"}))
    assert "2019年第三季度" in words(office.post("/period", {"period": ""}))


# commands and results


def test_a_button_runs_the_command_and_one_at_a_time(visitor, monkeypatch):
    started = []
    monkeypatch.setattr(tasks, "_follow", lambda run, words: started.append(words))
    folders = ["--input", str(visitor.folder / "input"), "--output", str(visitor.folder / "output")]
    answer = visitor.post("/run", {"command": "report", "period": "2019Q3", "draft": "1"})
    assert started == [["report", *folders, "--period", "2019Q3", "--draft"]] and "正在运行" in words(answer)
    assert "另一个命令还没有结束" in words(visitor.post("/run", {"command": "check", "period": "2019Q3"}))
    visitor.app.runner.last.status = 0
    visitor.post("/run", {"command": "check", "period": "2019Q3", "draft": "1"})
    assert started[1] == ["check", *folders, "--period", "2019Q3"]


@pytest.mark.parametrize("name", ["send", "close", "demo", "init", "", "report --draft"])
def test_what_needs_a_typed_confirmation_and_what_is_no_button_is_not_run(visitor, name):
    assert visitor.post("/run", {"command": name, "period": "2019Q3"}).status_code == 404
    assert visitor.app.runner.last is None


def test_a_period_that_is_none_runs_nothing(visitor):
    assert "看不出是哪一期" in words(visitor.post("/run", {"command": "check", "period": "../x"}))
    assert visitor.app.runner.last is None


@pytest.fixture
def written(visitor):
    period = visitor.folder / "output" / QUARTER
    for name in (
        "report/index.html",
        "report/支部/检修支部.html",
        "report/双星通报.xlsx",
        "report/.lock",
        "secret.key",
    ):
        (period / name).parent.mkdir(parents=True, exist_ok=True)
        (period / name).write_bytes(b"<p>1</p>")
    (visitor.folder / "outside.html").write_bytes(b"outside")
    (period / "report" / "link.html").symlink_to(visitor.folder / "outside.html")
    return visitor


def test_a_page_opens_in_the_browser_and_a_workbook_is_kept(written):
    page = written.get(f"/results/{QUARTER}/report/支部/检修支部.html")
    assert page.mimetype == "text/html" and page.data == b"<p>1</p>"
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'sha256-" in policy and "form-action 'none'" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2]
    assert (
        "attachment" in written.get(f"/results/{QUARTER}/report/双星通报.xlsx").headers["Content-Disposition"]
    )


def test_every_page_of_a_report_may_run_its_own_script_and_no_other():
    pages = {**report_pages(sample()), "check": check_page("", "", sample().intake, official=True)}
    admitted = results._script_digests()
    scripts = {
        one
        for page in pages.values()
        for one in re.findall(r"<script>(.*?)</script>", page.decode(), re.DOTALL)
    }
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts]
    assert len(digests) == 2 and all(f"'sha256-{one}'" in admitted for one in digests)
    assert admitted.count("sha256-") == len(digests) + 1  # the preview of the mail


def test_what_a_page_of_the_desk_does_comes_before_what_its_tables_do(visitor):
    script = visitor.get("/desk.js").get_data(as_text=True)
    assert script.index("form.drop") < script.index("data-keep") and "{%" not in script and "{{" not in script


@pytest.mark.parametrize(
    "path",
    [
        f"{QUARTER}/report/link.html",
        f"{QUARTER}/report/.lock",
        f"{QUARTER}/secret.key",
        f"{QUARTER}/../outside.html",
        f"{QUARTER}/%2e%2e/%2e%2e/outside.html",
        "../outside.html",
        "./report/index.html",
        f"{QUARTER}//etc/passwd",
    ],
)
def test_only_listed_files_are_opened(written, path):
    answer = written.get(f"/results/{path}")
    assert answer.status_code in (404, 308) and b"outside" not in answer.data


# the log and the command


def test_the_log_has_no_name_and_no_secret(office, spoilt, monkeypatch):
    office.drop((BRANCH, spoilt), attempt=True)
    monkeypatch.setattr(app, "steps", lambda *_: {}["张三 0105"])
    monkeypatch.setitem(office.app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = office.get("/")
    log = "\n".join(office.log)
    assert answer.status_code == 500 and "收件台出错了" in words(answer)
    assert "出错：KeyError test_desk.py:" in log and "试查 1 个文件" in log
    for secret in (office.guard.token, office.guard.cookie, office.guard.csrf, "检修", "某天", "张三"):
        assert secret not in log
    assert all(one not in repr(office.guard) for one in (office.guard.token, office.guard.csrf))


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.20", "::", "office.example", "8.8.8.8", ""])
def test_an_address_that_others_reach_is_refused_in_a_sentence(tmp_path, address):
    status, said = run("desk", "--input", tmp_path, "--listen", address)
    assert status == 2 and "只供本机使用" in said and not is_loopback(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.5", "::1", "localhost"])
def test_the_addresses_of_this_computer_are_known(address):
    assert is_loopback(address)


def test_a_port_that_is_taken_is_said(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = run("desk", "--input", tmp_path, "--port", str(port))
    assert status == 3 and f"端口 {port} 正被别的程序使用" in said and "Traceback" not in said


def test_who_has_no_flask_reads_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    status, said = run("desk", "--input", tmp_path)
    assert status == 3 and "flask、waitress" in said and "make desk" in said


def test_a_folder_that_is_not_there_is_said(tmp_path):
    status, said = run("desk", "--input", tmp_path / "none")
    assert status == 2 and "没有文件夹" in said


# what a unit lacks, and what its rows counted for


def test_the_board_leads_to_what_a_branch_lacks_and_what_it_may_do(office):
    page = office.get("/").get_data(as_text=True)
    assert page.count('href="/advice?unit=') == 8 and "下季度改进建议" in page
    said = words(office.get("/advice?unit=检修支部"))
    for sentence in suggested(sample_rated().star["党支部", "检修支部"], sample_rated()):
        assert sentence in said
    assert "检修支部" in said and "锅炉班" in said and "按现在收到的工作簿测算" in said
    assert office.get("/advice?unit=没有").status_code == 404


def test_a_file_leads_to_what_its_rows_counted_for(office):
    assert "/counted?name=" in office.get(f"/file?name={KEPT}").get_data(as_text=True)
    said = words(office.get(f"/counted?name={KEPT}"))
    assert "双承诺：" in said and "BR06b 按期兑现率" in said
    assert office.get("/counted?name=没有.xlsx").status_code == 404


def test_without_what_rating_needs_the_desk_says_so(visitor):
    few(visitor.folder)
    answers = [visitor.get("/advice?unit=检修支部"), visitor.get(f"/counted?name={KEPT}")]
    assert all("还不能评星" in words(one) for one in answers)
    assert "/advice?" not in visitor.get("/").get_data(as_text=True)


def test_what_is_archived_is_not_rated_again(visitor):
    few(visitor.folder)
    (visitor.folder / "output" / QUARTER / "定稿归档").mkdir(parents=True)
    assert "已经归档" in words(visitor.get("/advice?unit=检修支部"))

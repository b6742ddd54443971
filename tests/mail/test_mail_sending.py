import pytest
import trustme
from click.testing import CliRunner
from kit.mail_sample import OPEN, UNITS, entries_of, letter, opened, running, sent, server_of, states, written
from kit.mail_server import HANG_UP, PASSWORD, USER, Desk, over_tls

from pipeline.cli.mail import mail as mail_command
from pipeline.cli.mail import send as send_command
from pipeline.mail.messages import sentences
from pipeline.mail.send import waiting
from pipeline.mail.server import Server, password_of

pytestmark = over_tls
ALL = ["sent"] * len(UNITS)


@pytest.fixture
def folder(tmp_path):
    written(tmp_path / "2019Q3", [letter(unit) for unit in UNITS])
    return tmp_path / "2019Q3"


@pytest.mark.parametrize("mode", ["implicit", "starttls"])
def test_every_message_arrives_once_and_a_second_run_sends_nothing(folder, mode):
    with running(mode=mode) as post:
        assert sent(folder, post)[1] == ""
        assert states(folder) == ALL
        assert sent(folder, post)[0].posts == []
        arrived = post.handler.arrived
    files = {e.address: (folder / "mail" / e.file).read_bytes() for e in entries_of(folder)}
    assert {to: content for _, [to], content in arrived} == files
    assert len(arrived) == len(UNITS)
    assert {sender for sender, _, _ in arrived} == {USER}


NOTHING_GOES = {
    "a certificate of an unknown authority": ({"ca": trustme.CA()}, {}, "不能验证"),
    "a certificate for another host": ({}, {"host": "localhost"}, "不能验证"),
    "our authority not named": ({}, {"ca_file": ""}, "不能验证"),
    "plain text on the port for TLS": ({"mode": "plain"}, {"implicit": True}, "没有和"),
    "a server without STARTTLS": ({"mode": "plain"}, {"implicit": False}, "不支持加密"),
    "a wrong password": ({}, {"password": "wrong"}, "登录没有通过"),
    "a password that no server takes": ({}, {"password": "密码"}, "半角"),
    "no server there": ({}, {"port": 1}, "没有连上"),
    "no such file of authorities": ({}, {"ca_file": "/nowhere/ca.pem"}, "CA 证书文件"),
}


@pytest.mark.parametrize("case", NOTHING_GOES)
def test_nothing_goes_over_a_connection_that_is_not_verified_and_logged_in(folder, case, monkeypatch):
    how, changed, told = NOTHING_GOES[case]
    host, port = changed.pop("host", None), changed.pop("port", None)
    with running(**how) as post:
        if host:
            monkeypatch.setattr("kit.mail_sample.HOST", host)
        real, post.port = post.port, port or post.port
        why = sent(folder, post, **changed)[1]
        post.port = real
        assert told in why and PASSWORD not in why and "wrong" not in why
        assert post.handler.arrived == []
        assert not {"MAIL", "RCPT", "DATA"} & set(post.handler.reached)
    assert states(folder) == ["prepared"] * len(UNITS)


ANSWERS = {  # stage, answers, states of the three messages, messages that arrive
    "refused sender": ("MAIL", ["550 no"], ["failed", "sent", "sent"], 2),
    "refused recipient": ("RCPT", ["550 no such user"], ["failed", "sent", "sent"], 2),
    "later, then taken": ("RCPT", ["451 later", "451 later"], ALL, 3),
    "later, always": ("RCPT", ["451 later"] * 3, ["failed", "sent", "sent"], 2),
    "refused before the content": ("DATA", ["554 no"], ["failed", "sent", "sent"], 2),
    "later before the content": ("DATA", ["451 later"], ALL, 3),
    "refused after the content": ("content", ["554 spam"], ["failed", "sent", "sent"], 2),
    "later after the content": ("content", ["452 later"], ALL, 3),
    "taken in other words": ("content", ["251 ok", "200 fine", "299 so be it"], ALL, 0),
    "an answer that means nothing": ("content", ["354 what"], ["unknown", "sent", "sent"], 2),
    "connection lost at the sender": ("MAIL", [HANG_UP], ALL, 3),
    "connection lost at the recipient": ("RCPT", [HANG_UP], ALL, 3),
    "connection lost at the start of the content": ("DATA", [HANG_UP], ["unknown", "sent", "sent"], 2),
    "connection lost before the answer": ("content", [HANG_UP], ["unknown", "sent", "sent"], 2),
    "server leaves and comes back": ("RCPT", ["421 restart"], ALL, 3),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_each_answer_ends_in_its_state_and_nothing_goes_twice(folder, case):
    stage, answers, ends, arrive = ANSWERS[case]
    with running(Desk({stage: list(answers)})) as post:
        assert sent(folder, post)[1] == ""
        assert states(folder) == ends
        assert len(post.handler.arrived) == arrive
        assert sent(folder, post)[0].posts == []
        assert len({content for _, _, content in post.handler.arrived}) == arrive


def test_a_connection_that_is_lost_again_and_again_ends_the_run_with_the_messages_still_waiting(folder):
    with running(Desk({"MAIL": HANG_UP})) as post:
        assert "一再中断" in sent(folder, post)[1]
    assert states(folder) == ["prepared"] * len(UNITS)


def test_a_message_over_the_size_that_the_server_names_is_never_transmitted(folder):
    with running(limit=1024) as post:
        assert sent(folder, post)[1] == ""
        assert "MAIL" not in post.handler.reached
    assert states(folder) == ["failed"] * len(UNITS)
    assert "限额 1024 字节" in entries_of(folder)[0].reply


def test_a_server_that_refuses_the_size_only_when_told_of_it(folder):
    with running(Desk({"MAIL": ["552 too big"]})) as post:
        sent(folder, post)
    assert states(folder) == ["failed", "sent", "sent"]
    assert entries_of(folder)[0].reply == "552 too big"


def test_an_unknown_message_goes_again_only_when_it_is_named(folder):
    with running(Desk({"content": [HANG_UP]})) as post:
        sent(folder, post)
        key = entries_of(folder)[0].key
        sent(folder, post, again=["failed"])
        assert len(post.handler.arrived) == 2
        sent(folder, post, again=[key])
        assert len(post.handler.arrived) == 3
    assert states(folder) == ALL


def test_refused_messages_go_again_together_on_demand(folder):
    with running(Desk({"RCPT": ["550 no"] * 2})) as post:
        sent(folder, post)
        assert states(folder) == ["failed", "failed", "sent"]
        sent(folder, post, again=["failed"])
        assert states(folder) == ALL
        assert len(post.handler.arrived) == 3


def test_a_run_sends_no_more_than_its_share(folder):
    with running() as post:
        errand, _ = sent(folder, post, most=2)
        assert (len(post.handler.arrived), errand.left) == (2, 1)
        sent(folder, post, most=2)
        assert len(post.handler.arrived) == 3


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("没有编号", {"again": ["m404"]}),
        ("不在允许的域名", {"domains": ("example.org",)}),
        ("发件邮箱", {"sender": "other@example.com"}),
    ],
)
def test_a_run_that_is_not_allowed_sends_nothing_at_all(folder, said, change):
    batch, findings = waiting(
        folder, OPEN, change.get("sender", USER), change.get("domains", ()), change.get("again", ()), 50
    )
    assert batch is None and said in sentences(findings)


def test_a_message_that_was_altered_on_disk_is_not_sent(folder):
    entry = entries_of(folder)[1]
    path = folder / "mail" / entry.file
    path.write_bytes(path.read_bytes().replace(b"u1@example.com", b"u9@example.com"))
    batch, findings = waiting(folder, OPEN, USER, (), (), 50)
    assert batch is None and "与台账不符" in sentences(findings)


def test_the_preview_shows_the_states_after_sending(folder):
    with running(Desk({"content": [HANG_UP]})) as post:
        sent(folder, post)
    page = (folder / "mail" / "index.html").read_text(encoding="utf-8")
    assert "已发 2 封" in page and "不明 1 封" in page and "RESEND=" in page
    assert entries_of(folder)[0].key in page


def test_the_password_comes_from_the_environment_or_from_a_file_that_only_its_owner_reads(tmp_path):
    path = tmp_path / "word"
    path.write_text("sesame\n")
    path.chmod(0o644)
    assert password_of("given", "") == ("given", [])
    assert "chmod 600" in sentences(password_of("", str(path))[1])
    path.chmod(0o600)
    assert password_of("", str(path)) == ("sesame", [])
    assert "sesame" not in repr(Server("h", 465, USER, USER, "sesame"))


@pytest.mark.parametrize(
    "content",
    [
        b"sesame",
        b"sesame\r\n",
        b"\xef\xbb\xbfsesame\r\n",
        "sesame\r\n".encode("utf-16"),
        b"\xfe\xff" + "sesame".encode("utf-16-be"),
    ],
)
def test_a_password_is_read_however_notepad_saved_it(tmp_path, content):
    path = tmp_path / "word"
    path.write_bytes(content)
    path.chmod(0o600)
    assert password_of("", str(path)) == ("sesame", [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\r\n", "是空的"),
        (b"", "是空的"),
        (b"\xef\xbb\xbf\xff\xff", "读不出来"),
        (b"\xff\xfe\x00", "读不出来"),
    ],
)
def test_a_file_without_a_password_is_a_sentence(tmp_path, content, said):
    path = tmp_path / "word"
    path.write_bytes(content)
    path.chmod(0o600)
    password, findings = password_of("", str(path))
    assert password == "" and said in sentences(findings)


def test_a_password_in_chinese_is_read_from_gbk_and_refused_before_a_server_hears_it(folder, tmp_path):
    path = tmp_path / "word"
    path.write_bytes("密码".encode("gbk"))
    path.chmod(0o600)
    assert password_of("", str(path)) == ("密码", [])
    assert "打不开" in sentences(password_of("", str(tmp_path / "nowhere"))[1])
    assert "DUALSTAR_SMTP_PASSWORD" in sentences(password_of("", "")[1])


def test_what_arrives_is_what_was_written(folder):
    with running() as post:
        sent(folder, post)
        content = post.handler.arrived[0][2]
    entry = entries_of(folder)[0]
    assert opened(folder / "mail" / entry.file)["Message-ID"] == f"<{entry.key}@example.com>"
    assert content == (folder / "mail" / entry.file).read_bytes()


def test_allowed_domains_are_understood_as_people_write_them():
    option = next(one for one in mail_command.params if one.name == "domains")
    for text in (" Example.com ", "@example.com", "example.com ，", "EXAMPLE.COM、"):
        assert option.callback(None, option, text) == ("example.com",)


@pytest.mark.parametrize(("code", "said"), [(28, "磁盘满了"), (13, "没有写入的权限")])
def test_a_disk_that_refuses_in_the_middle_of_sending_says_what_went_out(folder, monkeypatch, code, said):
    from pipeline.mail import ledger

    real, marks = ledger.append, []

    def append(path, journal, rows):
        marks.append(path)
        if len(marks) > 4:
            raise OSError(code, "no")
        return real(path, journal, rows)

    monkeypatch.setattr(ledger, "append", append)
    with running() as post:
        done = CliRunner().invoke(
            send_command,
            ["--output", str(folder.parent), "--period", "2019Q3", "--yes"],
            env={
                "DUALSTAR_SMTP_HOST": "127.0.0.1",
                "DUALSTAR_SMTP_PORT": str(post.port),
                "DUALSTAR_SMTP_TLS": "implicit",
                "DUALSTAR_SMTP_SENDER": USER,
                "DUALSTAR_SMTP_PASSWORD": PASSWORD,
                "DUALSTAR_SMTP_CA_FILE": server_of(post).ca_file,
                "DUALSTAR_PACE": "0",
            },
        )
    assert done.exit_code == 3, done.output
    assert "发信中断" in done.output and said in done.output and "已发出 1 封" in done.output
    assert "上一次的结果没有改动" not in done.output
    assert states(folder)[0] == "sent"

import os
import shutil
from dataclasses import asdict, replace

import pytest
from kit.mail_sample import OPEN, UNITS, dispatched, entries_of, letter, running, states, written
from kit.mail_server import USER, over_tls

from pipeline.core.publish import Busy
from pipeline.mail.addresses import Recipients
from pipeline.mail.ledger import COLUMNS, Entry, State, load, sent_path
from pipeline.mail.outbox import alone
from pipeline.mail.send import waiting
from schemas.words import BRANCH


def mark(folder, *states):
    ledger, _ = load(folder / "mail")
    for entry, state in zip(list(ledger.entries), states, strict=False):
        ledger.mark(entry.key, State(state), "2019-10-12 09:00:00")


def of(folder, unit=UNITS[0]):
    return [(e.version, e.state.value) for e in entries_of(folder) if e.unit == unit]


def again(folder, *letters, to=None):
    return written(folder, letters, to)


def test_what_was_sent_stays_sent_when_the_messages_are_written_again(tmp_path):
    written(tmp_path, [letter()])
    mark(tmp_path, "sent")
    before = entries_of(tmp_path)
    again(tmp_path, letter())
    assert entries_of(tmp_path) == before
    assert (tmp_path / "mail" / before[0].file).exists()


def test_changed_content_is_a_numbered_correction_only_after_something_went_out(tmp_path):
    written(tmp_path, [letter(said="一")])
    again(tmp_path, letter(said="二"))
    assert of(tmp_path) == [(0, "prepared")]
    mark(tmp_path, "sent")
    (entry, _) = again(tmp_path, letter(said="三"))
    assert of(tmp_path) == [(1, "prepared"), (0, "sent")]
    assert "更正一" in entry.subject and "更正一" in entry.file
    mark(tmp_path, "unknown")
    again(tmp_path, letter(said="二"))
    assert of(tmp_path) == [(2, "prepared"), (1, "unknown"), (0, "sent")]


def test_a_correction_taken_back_before_it_went_out_leaves_nothing_to_send(tmp_path):
    written(tmp_path, [letter(said="一")])
    mark(tmp_path, "sent")
    again(tmp_path, letter(said="二"))
    again(tmp_path, letter(said="一"))
    assert of(tmp_path) == [(0, "sent")]


def test_a_corrected_address_gets_the_same_message_not_a_correction(tmp_path):
    written(tmp_path, [letter()])
    mark(tmp_path, "sent")
    again(tmp_path, letter(), to=Recipients({(BRANCH, UNITS[0]): "new@example.com"}, {}, "", {}))
    assert of(tmp_path) == [(0, "prepared"), (0, "sent")]


def test_a_refused_message_waits_for_its_repair_or_for_word(tmp_path):
    written(tmp_path, [letter()])
    mark(tmp_path, "failed")
    again(tmp_path, letter())
    assert of(tmp_path) == [(0, "failed")]
    again(tmp_path, letter(said="改过"))
    assert of(tmp_path) == [(0, "prepared"), (0, "failed")]


def test_a_message_that_was_being_sent_when_the_program_ended_is_unknown(tmp_path):
    written(tmp_path, [letter()])
    mark(tmp_path, "sending")
    assert of(tmp_path) == [(0, "unknown")]
    again(tmp_path, letter())
    assert of(tmp_path) == [(0, "unknown")]


@pytest.mark.parametrize("text", ["=1+1", "+x", "'=1", "逗,号", '引"号', "两\n行", "＝1", "检修支部"])
def test_any_name_comes_back_from_the_ledger(tmp_path, text):
    entry = Entry(
        "m1", State.SENT, "公示结果", "公示稿", BRANCH, text, "a@example.com", 0, text, "a.eml", "00", "c1"
    )
    ledger, _ = load(tmp_path / "mail")
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/ledger.csv").write_bytes(ledger.listed([entry]))
    ledger.record()
    again, _ = load(tmp_path / "mail")
    assert again.entries == [entry]
    assert f"\n{text}".encode() not in ledger.listed([entry])


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"key,state\r\nm1,sent\r\n", "编号,状态\r\n".encode() + b"a,b\r\n"]
)
def test_a_ledger_that_cannot_be_read_is_never_taken_for_an_empty_one(tmp_path, content):
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/ledger.csv").write_bytes(content)
    ledger, findings = load(tmp_path / "mail")
    assert not ledger.entries and [one.code for one in findings] == ["E621"]


def test_the_same_letters_give_the_same_bytes(tmp_path):
    for name in "ab":
        written(tmp_path / name, [letter(unit) for unit in UNITS])
    pairs = [sorted((tmp_path / name / "mail").iterdir()) for name in "ab"]
    assert [p.name for p in pairs[0]] == [p.name for p in pairs[1]]
    assert [p.read_bytes() for p in pairs[0]] == [p.read_bytes() for p in pairs[1]]


def test_two_programs_never_work_on_the_same_messages(tmp_path):
    with alone(tmp_path), pytest.raises(Busy), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_folder_set_aside_by_a_killed_program_is_brought_back(tmp_path):
    written(tmp_path, [letter()])
    aside = tmp_path / ".mail-old-x"
    aside.mkdir()
    (tmp_path / "mail").replace(aside / "old")
    with alone(tmp_path):
        assert of(tmp_path) == [(0, "prepared")]


def cut_at_a_row_end(folder):
    path = folder / "mail/ledger.csv"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:4]))


def cut_in_a_row(folder):
    path = folder / "mail/ledger.csv"
    path.write_bytes(path.read_bytes()[:-7])


def cut_to_its_headings(folder):
    path = folder / "mail/ledger.csv"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])


def a_row_taken_out(folder):
    path = folder / "mail/ledger.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], *lines[3:]]))


def states_written_over(folder):
    path = folder / "mail/ledger.csv"
    path.write_bytes(path.read_bytes().replace(b",sent,", b",prepared,").replace(b",sending,", b",prepared,"))


def the_file_deleted(folder):
    (folder / "mail/ledger.csv").unlink()


def the_folder_deleted(folder):
    shutil.rmtree(folder / "mail")


def an_older_copy_put_back(folder):
    written(folder.parent / "other", [letter(unit) for unit in UNITS])
    (folder / "mail/ledger.csv").write_bytes((folder.parent / "other/mail/ledger.csv").read_bytes())


def the_record_deleted(folder):
    sent_path(folder / "mail").unlink()


def the_record_cut(folder):
    path = sent_path(folder / "mail")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))


LOSSES = [
    cut_at_a_row_end,
    cut_in_a_row,
    cut_to_its_headings,
    a_row_taken_out,
    states_written_over,
    the_file_deleted,
    the_folder_deleted,
    an_older_copy_put_back,
    the_record_deleted,
    the_record_cut,
]


@over_tls
@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
def test_three_runs_of_mail_with_a_loss_after_each_send_nothing_twice(tmp_path, loss):
    folder = tmp_path / "2019Q3"
    letters = [letter(unit) for unit in UNITS]
    with running() as post:
        for _ in range(3):
            written(folder, letters)
            dispatched(folder, post)
            loss(folder)
            batch, findings = waiting(folder, OPEN, USER, (), (), 50)
            assert batch is None and findings[0].code in ("E622", "E623")
            assert all(unit in findings[0].message for unit in UNITS[2:])
        written(folder, letters)
        assert states(folder) == ["sent"] * len(UNITS)
        assert dispatched(folder, post)[0].posts == []
        assert len(post.handler.arrived) == len(UNITS)
        key = entries_of(folder)[0].key
        dispatched(folder, post, again=[key])
        assert len(post.handler.arrived) == len(UNITS) + 1


@over_tls
def test_a_message_that_was_being_sent_when_the_ledger_was_lost_is_unknown(tmp_path):
    written(tmp_path, [letter(unit) for unit in UNITS])
    mark(tmp_path, "sending", "failed")
    (tmp_path / "mail/ledger.csv").unlink()
    written(tmp_path, [letter(unit) for unit in UNITS])
    assert states(tmp_path) == ["unknown", "failed", "prepared"]


def test_both_files_that_cannot_be_read_stop_everything(tmp_path):
    written(tmp_path, [letter()])
    mark(tmp_path, "sent")
    for path in (tmp_path / "mail/ledger.csv", sent_path(tmp_path / "mail")):
        path.write_bytes(path.read_bytes().replace(b",1,", b",2,", 1))
    assert [one.code for one in load(tmp_path / "mail")[1]] == ["E621"]


OLD = "\ufeff" + ",".join(COLUMNS) + "\r\n"


@over_tls
def test_a_ledger_from_before_rows_had_numbers_is_read_and_continued(tmp_path):
    entries = written(tmp_path, [letter(unit) for unit in UNITS])
    rows = [replace(e, state=State.SENT if e.unit == UNITS[0] else e.state) for e in entries]
    path = tmp_path / "mail/ledger.csv"
    path.write_text(
        OLD + "".join(",".join(map(str, asdict(e).values())) + "\r\n" for e in rows), "utf-8", newline=""
    )
    assert states(tmp_path) == ["sent", "prepared", "prepared"]
    with running() as post:
        dispatched(tmp_path, post)
        assert states(tmp_path) == ["sent"] * 3 and len(post.handler.arrived) == 2
        path.unlink()
        written(tmp_path, [letter(unit) for unit in UNITS])
        assert states(tmp_path) == ["sent"] * 3
        assert dispatched(tmp_path, post)[0].posts == []


def test_a_disk_that_refuses_leaves_the_ledger_as_it_was(tmp_path, monkeypatch):
    written(tmp_path, [letter()])
    ledger, _ = load(tmp_path / "mail")
    ledger.mark(ledger.entries[0].key, State.SENDING, "")
    before = (tmp_path / "mail/ledger.csv").read_bytes(), sent_path(tmp_path / "mail").read_bytes()
    real = os.write
    monkeypatch.setattr(
        os, "write", lambda handle, content: real(handle, content[:5]) if len(content) > 9 else full()
    )
    with pytest.raises(OSError, match="full"):
        ledger.mark(ledger.entries[0].key, State.SENT, "")
    assert before == ((tmp_path / "mail/ledger.csv").read_bytes(), sent_path(tmp_path / "mail").read_bytes())
    assert of(tmp_path) == [(0, "unknown")]


def full():
    raise OSError(28, "full")

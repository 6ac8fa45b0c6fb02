"""Who is invited by what: people.csv, personal links of which only hashes stay, tables and codes that people get."""

import csv
import io
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from cxassess.errors import CxassessError, InvalidInput, WaveClosed
from cxassess.files.engagement import Opened, open_engagement
from cxassess.files.inviting import invite, known_words, order_of, remind, share, share_mirror
from cxassess.files.people_file import Known, People, read_people
from cxassess.files.store_answers import AnswerRow
from cxassess.invitation_texts import Asked, mails
from cxassess.model.engagement import Answer
from cxassess.model.invitee import Invitee
from cxassess.words import answering_words
from files.building import WAVE, command, contents, done_well, lines, make_engagement, pack, refused, run, written

HEADER = "name,mail,role,unit,language"
ROLES = "executive, manager, front_line, analyst"
KNOWN = Known(("executive", "manager", "front_line", "analyst"), ("North", "South"), ("en", "de"), "en")
SMALL = lines(
    "Helen Marsh,helen@acme.example,executive,North,en", "Jürgen Groß,j.gross@acme.example,manager,,de", header=HEADER
)
INVITEES = (
    Invitee("Helen Marsh", "helen@acme.example", "executive", "North", "en"),
    Invitee("Jürgen Groß", "j.gross@acme.example", "manager", "", "de"),
)
ADDRESS = "https://cx.acme.example"


def read(tmp_path: Path, content: bytes) -> People:
    return read_people(written(tmp_path / "people.csv", content), KNOWN)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def links(folder: Path, name: str = "invitations.csv") -> dict[str, str]:
    return {row["name"]: row["link"] for row in table(folder / name)}


def hashes(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "answers.db") as db:
        rows = db.execute("SELECT token_hash FROM invitation ORDER BY rowid").fetchall()
    db.close()
    return [row[0] for row in rows]


def listed(folder: Path) -> dict[str, dict[str, object]]:
    said = json.loads(done_well(run("invite", folder, "--list", "--json")))
    return {row["name"]: row for row in said["invitations"]}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return written(tmp_path / "people.csv", SMALL)


# ── people.csv ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "content",
    [
        SMALL,
        b"\xef\xbb\xbf" + SMALL,
        SMALL.replace(b"\n", b"\r\n"),
        SMALL.replace(b",", b";"),
        SMALL.replace(b",", b"\t"),
        SMALL.replace(b"North", b" north ").replace(b"executive", b"Executive").replace(b",de", b",DE"),
        SMALL.replace(b",en\n", b",\n") + b",,,,\n",
        SMALL.replace(b"language\n", b"language,link\n")
        .replace(b"en\n", b"en,https://x/a/y\n")
        .replace(b"de\n", b"de,\n"),
    ],
)
def test_what_programs_write_differently_is_read_alike(tmp_path: Path, content: bytes) -> None:
    found = read(tmp_path, content)
    assert (found.problems, found.invitees, found.doubt) == ((), INVITEES, "")


def test_a_plain_csv_of_excel_is_read_and_its_letters_are_asked_about(tmp_path: Path) -> None:
    found = read(tmp_path, SMALL.decode().encode("cp1252"))
    assert found.invitees == INVITEES
    assert found.doubt == (
        "people.csv is not UTF-8 and was read as Windows-1252. Is “Jürgen Groß” right? If not, save it as “CSV UTF-8”."
    )


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",a@acme.example,manager,,", "the name is blank, a name was expected"),
        (f"{'x' * 201},,manager,,", "the name has 201 characters, at most 200 were expected"),
        ("Ana,ana,manager,,", "mail “ana” was read, an address such as jane.doe@acme.example or nothing was expected"),
        ("Ana,ana@acme,manager,,", "mail “ana@acme” was read,"),
        ("Ana,ana@acme.example;ben@acme.example,manager,,", "mail “ana@acme.example;ben@acme.example” was read,"),
        ("Ana,=cmd@acme.example,manager,,", "mail “=cmd@acme.example” was read,"),
        ("Ana,<ana@acme.example>,manager,,", "mail “<ana@acme.example>” was read,"),
        ("Ana,,maneger,,", f"role “maneger” was read, one of {ROLES} was expected (did you mean manager?)"),
        ("Ana,,,,", f"role “” was read, one of {ROLES} was expected"),
        ("Ana,,manager,Nord,", "unit “Nord” was read, one of North, South was expected (did you mean North?)"),
        ("Ana,,manager,,fi", "language “fi” was read, one of en, de was expected"),
        ("HELEN MARSH,,manager,,", "HELEN MARSH stands here already (people.csv, row 2)"),
        ("Ana,,manager", "3 cells were read, 5 were expected"),
    ],
)
def test_each_fault_is_a_sentence_with_its_row(tmp_path: Path, row: str, fault: str) -> None:
    found = read(tmp_path, SMALL + row.encode() + b"\n")
    assert [str(problem)[: len(fault) + 19] for problem in found.problems] == [f"people.csv, row 4: {fault}"]


@pytest.mark.parametrize(
    "mail", ["jane.doe+cx@acme.example", "o'neill@sub.acme.co.uk", "jürgen@grün.example", "x_1@a-b.example", ""]
)
def test_an_address_that_people_have_is_taken(tmp_path: Path, mail: str) -> None:
    assert read(tmp_path, lines(f"Ana,{mail},manager,,", header=HEADER)).invitees[0].mail == mail


def test_any_unit_is_taken_where_the_engagement_names_none(tmp_path: Path) -> None:
    path = written(tmp_path / "people.csv", lines("Ana,,manager,Nord,", header=HEADER))
    assert read_people(path, Known(KNOWN.roles, (), ("en",), "en")).invitees[0].unit == "Nord"


def test_all_faults_are_told_at_once_and_nobody_is_invited(folder: Path, tmp_path: Path) -> None:
    before = contents(folder)
    path = written(tmp_path / "p.csv", SMALL + b"Ana,ana,boss,,\n,,manager,,xx\n")
    said = refused(run("invite", folder, path), "Nobody was invited.")
    assert [line.split(" ", 3)[:3] for line in said[:-1]] == [["p.csv,", "row", f"{n}:"] for n in (4, 4, 5, 5)]
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "the header “nothing” was read, “name,mail,role,unit,language” was expected"),
        (b"name,role\n", "the header “name,role” was read"),
        (HEADER.encode(), "people.csv: names nobody, a row for each person was expected"),
        (b"PK\x03\x04", "looks like an Office file: save it as “CSV UTF-8”"),
        (SMALL.decode().encode("utf-16"), "holds binary data, a CSV text file was expected"),
    ],
)
def test_a_file_that_is_no_table_of_people_is_refused(tmp_path: Path, content: bytes, fault: str) -> None:
    assert fault in str(read(tmp_path, content).problems[0])


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_gets_a_link_of_256_random_bits_of_which_only_the_hash_is_kept(folder: Path, people: Path) -> None:
    said = done_well(run("invite", folder, people, "--base-url", f"{ADDRESS}/", "--ends", "2099-04-03"))
    assert f"A link for 2 people, until 2099-04-03: {folder / 'invitations.csv'}" in said
    rows = table(folder / "invitations.csv")
    assert list(rows[0]) == ["name", "mail", "role", "unit", "language", "link"]
    assert [tuple(row.values())[:5] for row in rows] == [
        (one.name, one.mail, one.role, one.unit, one.language) for one in INVITEES
    ]
    tokens = [re.fullmatch(rf"{ADDRESS}/a/([\w-]{{43}})", row["link"]) for row in rows]
    assert [sha256(found[1].encode()).hexdigest() for found in tokens if found] == hashes(folder)
    stored = (folder / "answers.db").read_bytes()
    assert not any(found[1].encode() in stored for found in tokens if found)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode of a file")
def test_nobody_else_on_the_machine_reads_the_links(folder: Path, people: Path, tmp_path: Path) -> None:
    done_well(
        run("invite", folder, people, "--qr", tmp_path / "codes", before=["sh", "-c", 'umask 0; exec "$@"', "sh"])
    )
    private = [folder / "invitations.csv", *(tmp_path / "codes").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert len(private) == 3


def test_said_again_only_those_who_are_new_get_a_link(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people))
    first = links(folder)
    written(people, SMALL + b"Ana,,manager,,\n")
    said = done_well(run("invite", folder, people))
    assert "A link for one person" in said
    assert "Without a mail address: Ana." in said
    assert "Invited before, with the link they have: 2 people." in said
    assert links(folder) == first
    assert list(links(folder, "invitations-2.csv")) == ["Ana"]
    before = contents(folder)
    assert "Nobody is new: no link was made." in done_well(run("invite", folder, people))
    assert contents(folder) == before


def test_the_texts_name_the_first_of_the_last_days_when_others_are_invited_later(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people, "--ends", "2099-04-03"))
    done_well(run("invite", folder, written(people, SMALL + b"Ana,,manager,,\n"), "--ends", "2099-05-01"))
    assert listed(folder)["Ana"]["ends"] == "2099-05-01"
    text = (folder / "invitations.txt").read_text(encoding="utf-8")
    assert ("open until 3 April 2099" in text, "May 2099" in text) == (True, False)


def test_a_renewed_link_takes_the_place_of_the_old_one_and_takes_over_the_row(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people, "--base-url", ADDRESS))
    written(people, SMALL.replace(b"helen@acme.example", b"marsh@acme.example"))
    assert "Other in the file than in their invitation: Helen Marsh." in done_well(run("invite", folder, people))
    done_well(run("invite", folder, people, "--renew", "helen marsh"))
    [row] = table(folder / "invitations-2.csv")
    assert row["mail"] == "marsh@acme.example"
    assert row["link"].startswith(ADDRESS)  # the address of the last time
    with open_engagement(folder) as opened:
        old, _, new = opened.store.invitations.list(WAVE)
    assert (old.name, bool(old.revoked), bool(new.revoked)) == ("Helen Marsh", True, False)
    assert listed(folder)["Helen Marsh"]["works"] is True


def test_a_renewed_link_keeps_its_last_day_and_changes_no_text(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people, "--ends", "2099-04-03"))
    texts = (folder / "invitations.txt").read_bytes()
    said = done_well(run("invite", folder, "--renew", "Helen Marsh"))
    assert f"A link for one person, until 2099-04-03: {folder / 'invitations-2.csv'}" in said
    assert "Texts for the mails" not in said
    assert listed(folder)["Helen Marsh"]["ends"] == "2099-04-03"
    done_well(run("invite", folder, people, "--renew", "Jürgen Groß", "--ends", "2099-05-01"))
    assert listed(folder)["Jürgen Groß"]["ends"] == "2099-05-01"
    assert [path.name for path in folder.glob("*.txt")] == ["invitations.txt"]
    assert (folder / "invitations.txt").read_bytes() == texts


def test_a_link_in_place_of_one_that_is_over_opens_for_the_usual_time(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people))
    usual = listed(folder)["Jürgen Groß"]["ends"]
    with sqlite3.connect(folder / "answers.db") as db:
        db.execute("UPDATE invitation SET ends = '2020-04-03' WHERE name = 'Helen Marsh'")
    db.close()
    done_well(run("invite", folder, "--renew", "Helen Marsh"))
    assert listed(folder)["Helen Marsh"]["ends"] == usual


def test_no_renewed_link_opens_longer_than_the_answers_are_kept(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people, "--ends", "2099-04-03"))
    settings = folder / "engagement.toml"
    written(settings, settings.read_text().replace("# delete_after = 2029-01-31", "delete_after = 2097-01-31"))
    done_well(run("invite", folder, "--renew", "Helen Marsh"))
    assert listed(folder)["Helen Marsh"]["ends"] == "2097-01-31"


def test_who_was_taken_back_is_not_invited_again_by_the_same_table(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people))
    assert "Taken back: Helen Marsh." in done_well(run("invite", folder, "--revoke", "Helen Marsh"))
    assert "taken back already" in done_well(run("invite", folder, "--revoke", "Helen Marsh"))
    said = done_well(run("invite", folder, people))
    assert "Their links no longer open: Helen Marsh. --renew NAME makes another." in said
    assert listed(folder)["Helen Marsh"]["works"] is False


@pytest.mark.parametrize("option", ["--renew", "--revoke"])
def test_a_name_that_nobody_was_invited_by_is_told_with_the_nearest(folder: Path, people: Path, option: str) -> None:
    done_well(run("invite", folder, people))
    before = contents(folder)
    refused(
        run("invite", folder, option, "Jürgen Groß", option, "Helen Mash"),
        "nobody of the name “Helen Mash” was invited (did you mean Helen Marsh?)",
    )
    assert contents(folder) == before


def test_one_name_has_one_role_also_where_it_answers_already(folder: Path, people: Path) -> None:
    with open_engagement(folder) as opened:
        opened.store.answers.save(WAVE, [AnswerRow("Helen Marsh", "analyst", "", Answer("STR1", "3"))], "csv")
    refused(
        run("invite", folder, people),
        "people.csv, row 2: Helen Marsh is executive here but answers as analyst in this wave: one name has one role",
    )
    assert not (folder / "invitations.csv").exists()


def test_where_the_table_cannot_be_written_nobody_is_invited(folder: Path, people: Path, tmp_path: Path) -> None:
    in_the_way = written(tmp_path / "file", b"")
    refused(run("invite", folder, people, "-o", in_the_way / "invitations.csv"), "is in the way: a file stands")
    assert hashes(folder) == []


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--ends", "2020-01-01"), "--ends: 2020-01-01 was read, a day from "),
        (("--ends", "2098-01-01"), "the answers are to be deleted on 2097-01-31 (delete_after)"),
        (("--base-url", "cx.acme.example"), "--base-url: “cx.acme.example” was read, an address such as https://"),
        (("--base-url", "javascript://x"), "--base-url: “javascript://x” was read"),
        (("--base-url", "https://cx.acme.example/ask?x=1"), "without a path, was expected"),
        (("--base-url", "https://"), "--base-url: “https:” was read"),
    ],
)
def test_an_address_or_a_day_that_cannot_be_is_refused(
    folder: Path, people: Path, arguments: tuple[str, str], fault: str
) -> None:
    settings = folder / "engagement.toml"
    written(settings, settings.read_text().replace("# delete_after = 2029-01-31", "delete_after = 2097-01-31"))
    refused(run("invite", folder, people, *arguments), fault)
    assert hashes(folder) == []


def test_links_open_for_four_weeks_unless_answers_are_deleted_sooner(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people))
    today = date.today()  # noqa: DTZ011 (the day of the machine; the engagement is in UTC, so a day may lie between)
    ends = date.fromisoformat(str(listed(folder)["Helen Marsh"]["ends"]))
    assert abs(ends - today - timedelta(28)) <= timedelta(1)


@pytest.mark.parametrize("are_invited", [True, False])
def test_the_mails_are_shown_also_after_the_day_on_which_answers_were_to_be_deleted(
    folder: Path, people: Path, *, are_invited: bool
) -> None:
    if are_invited:
        done_well(run("invite", folder, people, "--ends", "2099-04-03"))
    settings = folder / "engagement.toml"
    written(settings, settings.read_text().replace("# delete_after = 2029-01-31", "delete_after = 2020-06-30"))
    said = done_well(run("invite", folder, "--texts"))
    assert ("3 April 2099" if are_invited else "30 June 2020") in said


# ── what people get ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(A1)", "＝1+1", "Ana;=1+1", "Ana | -1"])
def test_no_name_or_unit_is_a_formula_in_whatever_spreadsheet(folder: Path, tmp_path: Path, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    path = written(tmp_path / "p.csv", lines(f"{quoted},,manager,{quoted},en", header=HEADER))
    done_well(run("invite", folder, path))
    text = (folder / "invitations.csv").read_bytes().decode("utf-8-sig")
    for delimiter in ",;|":
        cells = [cell.strip() for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
        assert [cell for cell in cells if cell[:1] in tuple("=+-@＝") and cell] == []
    assert list(listed(folder)) == [name]


def test_the_codes_hold_the_links_and_no_name_leads_out_of_their_folder(folder: Path, tmp_path: Path) -> None:
    names = ("../../etc/passwd", "C:\\x", "···", "Zoë 🐙")
    path = written(tmp_path / "p.csv", lines(*(f"{name},,manager,," for name in names), header=HEADER))
    done_well(run("invite", folder, path, "--qr", tmp_path / "codes"))
    found = sorted(path.name for path in (tmp_path / "codes").iterdir())
    assert found == ["01-etc-passwd.svg", "02-C-x.svg", "03-person.svg", "04-Zoë.svg"]
    assert (tmp_path / "codes" / found[0]).read_bytes().startswith(b"<?xml")


def test_the_mails_say_what_is_true_of_this_engagement(folder: Path, people: Path) -> None:
    settings = folder / "engagement.toml"
    text = settings.read_text().replace('about = ""', 'about = "Broadband, all channels"')
    written(settings, text.replace('privacy_contact = ""', 'privacy_contact = "dpo@acme.example"'))
    done_well(run("invite", folder, people, "--ends", "2099-04-03"))
    said = (folder / "invitations.txt").read_text()
    titles = re.findall(r"── (.*?) ─", said)
    assert titles == [
        *("Invitation (English)", "Reminder (English)", "Last call (English)"),
        *("Einladung (Deutsch)", "Erinnerung (Deutsch)", "Letzte Erinnerung (Deutsch)"),
    ]
    english, german = said.split("── Einladung")
    assert "It takes about 20 minutes." in english
    assert "What it covers: Broadband, all channels" in english
    assert "The consultants and Acme see who gave which answer, and the comments and proof with the names." in english
    assert "Questions about your data: dpo@acme.example" in english
    assert english.count("open until 3 April 2099:\n«link»\n") == 3
    assert english.count("Dear «name»,") == 3
    assert "Es dauert etwa 20 Minuten." in german
    assert set(re.findall("«(.+?)»", said)) == {" ", "name", "link"}
    assert run("invite", folder, "--texts").stdout.decode().rstrip() == said.rstrip()


def test_a_promise_of_minutes_is_made_by_role_where_it_differs(folder: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", lines("A,,executive,,de", "B,,front_line,,de", header=HEADER))
    done_well(run("invite", folder, path))
    said = (folder / "invitations.txt").read_text()
    assert "Geschäftsleitung etwa 20 Minuten, Mitarbeitende im Kundenkontakt etwa 15 Minuten." in said
    assert "Dear" not in said


@pytest.mark.parametrize(
    ("roles", "sentences"),
    [
        (("executive", "manager", "front_line", "analyst"), ("It takes about 6 minutes.", "Es dauert etwa 6 Minuten.")),
        (("analyst",), ("It takes about 1 minute.", "Es dauert etwa 1 Minute.", "Cela prend environ 1 minute.")),
    ],
)
def test_a_role_that_is_done_in_a_minute_is_named_only_alone(
    tmp_path: Path, roles: tuple[str, ...], sentences: tuple[str, ...]
) -> None:
    asked = pack("cx-pulse")
    with open_engagement(make_engagement(tmp_path / "acme")) as opened:
        settings = opened.settings
    for language, sentence in zip(("en", "de", "fr"), sentences, strict=False):
        (mail, *_) = mails(asked, settings, Asked(roles, date(2099, 4, 3)), answering_words(language))
        assert any(paragraph.startswith(sentence) for paragraph in mail.paragraphs)


def test_who_reads_french_gets_the_mail_in_french(folder: Path, tmp_path: Path) -> None:
    done_well(run("invite", folder, written(tmp_path / "p.csv", lines("Léa,,manager,,fr", header=HEADER))))
    said = (folder / "invitations.txt").read_text()
    assert re.findall(r"── (.*?) ─", said) == [
        "Invitation (Français)",
        "Rappel (Français)",
        "Dernier rappel (Français)",
    ]
    assert "Cela prend environ 25 minutes." in said  # French takes more words


def test_mails_that_somebody_has_changed_are_left_alone(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people))
    written(folder / "invitations.txt", "Dear all, the boss wants this.")
    said = done_well(run("invite", folder, written(people, SMALL + b"Ana,,analyst,,\n")))
    assert "invitations-2.txt" in said
    assert (folder / "invitations.txt").read_text() == "Dear all, the boss wants this."


# ── following and reminding ──────────────────────────────────────────────────────────────────────────────────


def answered(folder: Path, name: str, role: str, count: int) -> None:
    rows = [AnswerRow(name, role, "", Answer(question, "3")) for question in pack().asked_of(role)[:count]]
    rows = [row for row in rows if row.answer.question in pack().practices]
    cards = [AnswerRow(name, role, "", Answer(card, "a")) for card in pack().cards] if count > 100 else []
    with open_engagement(folder) as opened:
        opened.store.answers.save(WAVE, [*rows, *cards], "csv")


def test_the_list_tells_how_far_each_is(folder: Path, people: Path) -> None:
    assert "Nobody has been invited to wave 2026 yet." in done_well(run("invite", folder, "--list"))
    written(people, SMALL + b"Ana,,analyst,,\n")
    done_well(run("invite", folder, people, "--ends", "2099-04-03"))
    answered(folder, "Helen Marsh", "executive", 12)
    answered(folder, "Jürgen Groß", "manager", 999)
    assert done_well(run("invite", folder, "--list")).splitlines() == [
        "  Ana          analyst    not opened; link until 3 April 2099",
        "  Helen Marsh  executive  12 of 52 answered; link until 3 April 2099",
        "  Jürgen Groß  manager    finished; link until 3 April 2099",
        "Invited: 3; opened: 0; finished: 1.",
    ]
    with sqlite3.connect(folder / "answers.db") as db:
        db.execute("UPDATE invitation SET opened = '2026-03-12T09:30:00+00:00' WHERE name IN ('Ana', 'Helen Marsh')")
    db.close()
    said = done_well(run("invite", folder, "--list")).splitlines()
    assert said[0] == "  Ana          analyst    opened, nothing answered; link until 3 April 2099"
    assert said[-1] == "Invited: 3; opened: 2; finished: 1."
    done_well(run("invite", folder, "--renew", "Helen Marsh"))
    said = json.loads(done_well(run("invite", folder, "--list", "--json")))
    assert (said["invited"], said["opened"], said["finished"]) == (3, 1, 1)
    assert "token" not in json.dumps(said)


def test_reminders_go_to_those_who_have_not_finished_with_the_link_that_they_have(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people))
    answered(folder, "Jürgen Groß", "manager", 999)
    said = done_well(run("invite", folder, "--remind"))
    assert f"Not finished: one person. Written: {folder / 'reminders.csv'}" in said
    assert links(folder, "reminders.csv") == {"Helen Marsh": links(folder)["Helen Marsh"]}
    assert stat.S_IMODE((folder / "reminders.csv").stat().st_mode) == 0o600 or os.name == "nt"
    (folder / "invitations.csv").unlink()
    said = done_well(run("invite", folder, "--remind"))
    assert "Without a link there, as no invitations….csv of this folder has it: Helen Marsh." in said
    assert links(folder, "reminders-2.csv") == {"Helen Marsh": ""}


def test_a_link_in_a_table_that_is_nobodys_reminds_nobody(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people))
    old = links(folder)["Helen Marsh"]
    done_well(run("invite", folder, "--renew", "Helen Marsh"))
    text = (folder / "invitations.csv").read_text(encoding="utf-8-sig").replace("Jürgen Groß,", "Helen Marsh,")
    written(folder / "invitations.csv", text)
    done_well(run("invite", folder, "--remind"))
    reminded = links(folder, "reminders.csv")
    assert old not in reminded.values()
    assert reminded["Helen Marsh"] == links(folder, "invitations-2.csv")["Helen Marsh"]


def test_when_all_have_finished_nobody_is_reminded(folder: Path, people: Path) -> None:
    assert "Nobody is to be reminded" in done_well(run("invite", folder, "--remind"))
    assert not (folder / "reminders.csv").exists()


# ── modes, states, wrong use ─────────────────────────────────────────────────────────────────────────────────


def test_a_shared_link_is_for_waves_without_names(folder: Path) -> None:
    refused(run("invite", folder, "--shared"), "wave 2026 is attributed, and who answers by a shared link has no name")


def without_names(opened: Opened) -> Opened:
    """The same wave as an anonymous one."""
    return replace(opened, settings=replace(opened.settings, mode="anonymous"))


def test_an_anonymous_wave_has_no_personal_links_and_no_reminders(folder: Path, people: Path) -> None:
    with open_engagement(folder) as opened:
        anonymous = without_names(opened)
        found = read_people(people, known_words(anonymous))
        order = order_of(anonymous, None, None, None, None)
        with pytest.raises(CxassessError, match="a personal link would tie answers to a name: make one link for every"):
            invite(anonymous, found, order)
        with pytest.raises(CxassessError, match="nobody knows who has finished, so remind everybody"):
            remind(anonymous, None)
    assert hashes(folder) == []


@pytest.mark.parametrize("name", ["poster.svg", "poster.PNG"])
def test_a_shared_link_has_a_limit_and_a_code_and_can_be_taken_back_by_its_id(
    folder: Path, tmp_path: Path, name: str
) -> None:
    with open_engagement(folder) as opened:
        anonymous = without_names(opened)
        order = order_of(anonymous, ADDRESS, date(2099, 4, 3), None, tmp_path / name)
        link, code = share(anonymous, order, 120)
        assert hashes(folder) == [sha256(link.removeprefix(f"{ADDRESS}/a/").encode()).hexdigest()]
        assert code == tmp_path / name
        [one] = opened.store.invitations.list(WAVE)
        assert (one.kind, one.name, one.most, one.ends) == ("shared", "", 120, date(2099, 4, 3))
    said = done_well(run("invite", folder, "--list"))
    assert (
        f"Link for everybody ({one.id})    people who answer by it: 0 of at most 120; link until 3 April 2099" in said
    )
    assert f"Taken back: {one.id}." in done_well(run("invite", folder, "--revoke", one.id))


def test_the_mails_of_an_anonymous_wave_hold_the_link_and_no_column(tmp_path: Path) -> None:
    folder = tmp_path / "quiet"
    done_well(run("new", folder, "--client", "Acme", "--mode", "anonymous"))
    said = done_well(run("invite", folder, "--shared", "--most", "120", "--base-url", ADDRESS))
    found = re.search(rf"{ADDRESS}/a/[\w-]+", said)
    assert found is not None
    text = (folder / "invitations.txt").read_text()
    assert text.count(f"\n{found[0]}\n") == 3 * len(languages_in(text))
    assert "«" not in text
    assert "Your name is neither asked nor kept" in text
    assert "Nobody can see who has answered, so this mail goes to everybody" in text
    assert done_well(run("invite", folder, "--texts")).rstrip() == text.rstrip()
    done_well(run("invite", folder, "--revoke", *listed_ids(folder)))
    assert found[0] not in done_well(run("invite", folder, "--texts"))
    refused(
        run("invite", folder, written(tmp_path / "people.csv", SMALL)), "a personal link would tie answers to a name"
    )


def test_whose_links_open_on_this_computer_alone_is_told_what_to_do_about_them(tmp_path: Path, people: Path) -> None:
    named, quiet = tmp_path / "named", tmp_path / "quiet"
    done_well(run("new", named, "--client", "Acme"))
    done_well(run("new", quiet, "--client", "Acme", "--mode", "anonymous"))
    shared = "say --base-url with that address, and --revoke with the id that --list shows for this link."
    assert "and --renew for those who have a link already." in done_well(run("invite", named, people))
    for order in ((named, "--mirror", "customers"), (quiet, "--shared")):
        said = done_well(run("invite", *order))
        assert shared in said
        assert "--renew" not in said


def listed_ids(folder: Path) -> list[str]:
    said = json.loads(done_well(run("invite", folder, "--list", "--json")))
    return [row["id"] for row in said["invitations"]]


def languages_in(text: str) -> set[str]:
    return set(re.findall(r"── .*?\((\w+)\) ─", text))


def test_a_link_of_the_mirror_has_its_mails_and_stands_in_the_list_in_any_mode(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "quiet", mode="anonymous")
    ends = ("--ends", "2099-04-03", "--base-url", ADDRESS)
    how = ("--most", "40", "--language", "fr", "--how", "a link in the May newsletter", "--qr", tmp_path / "poster.svg")
    said = done_well(run("invite", folder, "--mirror", "customers", *ends, *how))
    link = next(line for line in said.splitlines() if line.startswith(f"{ADDRESS}/a/"))
    assert "One link for customers until 2099-04-03, for at most 40 people:" in said
    assert hashes(folder) == [sha256(link.removeprefix(f"{ADDRESS}/a/").encode()).hexdigest()]
    assert b"<svg" in (tmp_path / "poster.svg").read_bytes()
    text = (folder / "mirror-customers.txt").read_text(encoding="utf-8")
    assert languages_in(text) == {"English", "Deutsch", "Français"}
    assert text.count(f"\n{link}\n") == 2 * 3  # an invitation and a reminder
    for expected in (
        "Subject: Your experience with Acme",
        "about 3 minutes",
        "eight short sentences",
        "Nobody can see",
    ):
        assert expected in text
    with open_engagement(folder) as opened:
        [one] = opened.store.invitations.list(WAVE)
        assert (one.kind, one.role, one.language, one.most, one.ends) == (
            "mirror",
            "customers",
            "fr",
            40,
            date(2099, 4, 3),
        )
        assert opened.store.mirror.reached(WAVE) == {"customers": "a link in the May newsletter"}
    done_well(run("invite", folder, "--mirror", "customers", *ends))
    assert (folder / "mirror-customers.txt").read_text(encoding="utf-8") == text  # a second link has its own
    assert (folder / "mirror-customers-2.txt").is_file()
    said = done_well(run("invite", folder, "--list"))
    assert f"Link for customers ({one.id})    people who answer by it: 0 of at most 40; link until 3 April 2099" in said
    assert "Invited" not in said
    row = json.loads(done_well(run("invite", folder, "--list", "--json")))["invitations"][0]
    assert (row["kind"], row["role"], row["panel"], row["joined"]) == ("mirror", "", "customers", 0)
    assert f"Taken back: {one.id}." in done_well(run("invite", folder, "--revoke", one.id))


def test_a_link_of_the_mirror_is_refused_with_every_fault_and_none_is_made(folder: Path) -> None:
    with open_engagement(folder) as opened:
        order = order_of(opened, None, None, None, None)
        with pytest.raises(InvalidInput) as fault:
            share_mirror(opened, order, "partners", "nl", 4)
        assert [problem.where for problem in fault.value.problems] == ["--language", "--most"]
        assert "one of en, de, fr was expected" in str(fault.value)
        assert "4 was read, 5 or more was expected: a link for fewer would tell who answered" in str(fault.value)
        written(folder / "mirror" / "mirror.toml", "format = 1\n")
        written(folder / "mirror" / "en.toml", 'title = "About {firm}"\n')
        with pytest.raises(InvalidInput, match=r"“\{firm\}” was read, \{client\} was expected"):
            share_mirror(opened, order, "partners", None, None)
        opened.store.states.close(WAVE, "")
    with open_engagement(folder) as opened, pytest.raises(WaveClosed):
        share_mirror(opened, order, "partners", None, None)
    assert hashes(folder) == []


def test_a_code_is_svg_or_png(folder: Path, tmp_path: Path) -> None:
    with open_engagement(folder) as opened:
        anonymous = without_names(opened)
        faulty = order_of(anonymous, None, None, None, tmp_path / "poster.jpg")
        with pytest.raises(InvalidInput, match=r"“poster.jpg” was read, a name that ends in .svg or .png was expected"):
            share(anonymous, faulty, None)
    assert hashes(folder) == []


def test_a_closed_wave_invites_and_reminds_nobody(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people))
    done_well(run("wave", "close", folder))
    for arguments in ((people,), ("--renew", "Helen Marsh"), ("--remind",)):
        refused(run("invite", folder, *arguments), "Wave 2026 is closed: no more answers are taken.")
    assert "Invited: 2" in done_well(run("invite", folder, "--list"))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "Say one of people.csv, --renew, --revoke, --shared, --mirror, --list, --remind, --texts."),
        (("--list", "--remind"), "not --list and --remind together"),
        (("--list", "--most", "3"), "--most goes with --shared or --mirror."),
        (("--shared", "--how", "by lot"), "--language and --how go with --mirror."),
        (("--remind", "--json"), "--json goes with --list."),
        (("--shared", "--most", "0"), "--most"),
        (("a", "b", "c"), "A folder and one people.csv were expected, 3 arguments were given."),
    ],
)
def test_wrong_use_exits_2_and_says_what_is_expected(folder: Path, arguments: tuple[str, ...], expected: str) -> None:
    refused(run("invite", *arguments, cwd=folder), expected, code=2)


# ── the link opens the page ──────────────────────────────────────────────────────────────────────────────────


def page(address: str) -> tuple[int, str]:
    try:
        with urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_the_link_of_the_table_opens_the_page_of_the_person_until_it_is_taken_back(folder: Path, people: Path) -> None:
    done_well(run("invite", folder, people))
    server = subprocess.Popen(command("serve", folder, "--port", "0"), stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        found = re.search(r"http://[\d.]+:\d+", server.stdout.readline())
        assert found is not None
        token = links(folder)["Helen Marsh"].rpartition("/a/")[2]
        status, text = page(f"{found[0]}/a/{token}")
        assert (status, "Helen Marsh" in text) == (200, True)
        done_well(run("invite", folder, "--revoke", "Helen Marsh"))
        status, text = page(f"{found[0]}/a/{token}")
        assert (status >= 400, "Helen Marsh" in text) == (True, False)
    finally:
        server.terminate()
        server.wait(30)
        server.stdout.close()

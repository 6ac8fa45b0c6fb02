"""What a wave's mode promises is kept in the store, in the file for the client, and when somebody is forgotten."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from cxassess.cli import cli
from cxassess.errors import CxassessError, InvalidInput, NotShownYet
from cxassess.files.answer_files import without_names
from cxassess.files.engagement import Opened, create_engagement, open_engagement
from cxassess.files.packs import find_pack, read_snapshot
from cxassess.files.store_answers import AnswerRow
from cxassess.files.store_privacy import ReviewState, new_mark
from cxassess.files.store_sessions import Session
from cxassess.model.action import ActionChange
from cxassess.model.engagement import AgreedLevel, Answer, Commentary
from cxassess.model.invitation import Invitation
from cxassess.model.pack import Pack
from cxassess.report.blocks import Heading, Picture, Table
from cxassess.report.compose import compose
from cxassess.report.compose.context import Context
from cxassess.report.compose.people import perception
from cxassess.report.compose.say_do import say_do
from cxassess.report.figures import SayDo
from cxassess.serialise import as_json
from cxassess.terminal.pages import Pages
from cxassess.terminal.reviewing_answers import Written, go_through, undecided
from cxassess.terminal.screen import Item, marks_for
from cxassess.terminal.who import Asker, identify
from cxassess.words import read_words

WORDS, TODAY = read_words("en"), date(2026, 3, 12)


def made(folder: Path, mode: str, minimum: int = 5, language: str = "en") -> Path:
    snapshot = read_snapshot(find_pack("cx-pulse"), language, "")
    create_engagement(folder, "Kestrel", "2026", date(2026, 3, 12), snapshot, mode, minimum)
    return folder


def rows_of(pack: Pack, name: str, role: str, level: int, comment: str = "") -> list[AnswerRow]:
    practices = [q for q in pack.asked_of(role) if q in pack.practices]
    return [AnswerRow(name, role, "", Answer(q, str(level), comment)) for q in practices]


def everybody(pack: Pack) -> list[AnswerRow]:
    """Three executives, who are too few, three managers and six of the front line."""
    named = [("executive", 3), ("manager", 3), ("front_line", 6)]
    people = [(f"{role} Nemo {number}", role, number) for role, count in named for number in range(count)]
    return [row for name, role, number in people for row in rows_of(pack, name, role, 1 + number % 5)]


def close(folder: Path) -> None:
    with open_engagement(folder) as opened:
        opened.store.states.close("2026")


def filled(folder: Path, mode: str, language: str = "en") -> Path:
    with open_engagement(made(folder, mode, language=language)) as opened:
        rows = everybody(opened.pack)
        given = without_names(opened.store, "2026", rows) if mode == "anonymous" else rows
        opened.store.answers.save("2026", given, "csv")
    return folder


def run(*arguments: object) -> str:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    return result.output


# ── what is fixed when a wave opens ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            ('mode = "confidential"', 'mode = "attributed"'),
            "mode: “attributed” was read, but wave 2026 opened with “con",
        ),
        (("minimum_group = 6", "minimum_group = 3"), "minimum_group: “3” was read, but wave 2026 opened with “6”"),
    ],
)
def test_what_people_were_told_stands_whatever_the_settings_say_later(
    tmp_path: Path, change: tuple[str, str], fault: str
) -> None:
    folder = made(tmp_path / "acme", "confidential", 6)
    path = folder / "engagement.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(InvalidInput) as raised:
        open_engagement(folder)
    assert f"engagement.toml › {fault}" in str(raised.value)
    assert len(raised.value.problems) == 1


# ── when the client sees results ─────────────────────────────────────────────────────────────────────────────


def test_an_open_wave_shows_the_client_nothing_and_the_consultant_everybody(tmp_path: Path) -> None:
    with open_engagement(filled(tmp_path / "acme", "confidential")) as opened:
        with pytest.raises(NotShownYet, match="wave 2026 is open and confidential"):
            opened.assess()
        seen = opened.assess("consultant")
    assert {r.name for r in seen.responses} == {row.name for row in everybody(opened.pack)}


def test_the_json_of_a_wave_that_protects_people_is_as_its_schema_says(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    close(folder)
    schema = json.loads((Path(__file__).parents[2] / "docs" / "assessment.schema.json").read_text(encoding="utf-8"))
    with open_engagement(folder) as opened:
        found = json.loads(json.dumps(as_json(opened.assess())))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []


def test_results_that_were_shown_once_do_not_change_with_who_answers_later(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    close(folder)
    with open_engagement(folder) as opened:
        before = opened.assess()
        opened.store.states.reopen("2026")
        opened.store.answers.save("2026", rows_of(opened.pack, "Zoe Late", "executive", 5), "csv")
    with open_engagement(folder) as opened:
        assert as_json(opened.assess()) == as_json(before)
        assert opened.assess("consultant").sufficiency.respondents == 13


def test_a_wave_closed_and_opened_again_before_anybody_looked_has_all_answers(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    close(folder)
    with open_engagement(folder) as opened:
        opened.store.states.reopen("2026")
        opened.store.answers.save("2026", rows_of(opened.pack, "Zoe Late", "executive", 5), "csv")
    close(folder)
    with open_engagement(folder) as opened:
        assert opened.assess().sufficiency.respondents == 13


def test_which_roles_count_may_not_change_once_results_were_shown(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    close(folder)
    with open_engagement(folder) as opened:
        opened.assess()
    path = folder / "engagement.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("weight = 1\n", "weight = 0\n", 1), encoding="utf-8")
    with open_engagement(folder) as opened, pytest.raises(InvalidInput, match="may not change once results of wave"):
        opened.assess()


def test_roles_merged_by_hand_count_as_one_with_the_weight_of_the_role_they_join(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    path = folder / "engagement.toml"
    text = path.read_text(encoding="utf-8").replace("[roles.manager]", '[roles.manager]\nmerged_into = "executive"')
    path.write_text(text, encoding="utf-8")
    close(folder)
    with open_engagement(folder) as opened:
        a = opened.assess()
    assert a.role_weights == {"executive+manager": 1.0, "front_line": 1.0, "analyst": 0.0}
    assert a.pack.roles["executive+manager"].plural == "Executives and managers"
    assert a.sufficiency.by_role["executive+manager"].n == 6


def test_fewer_people_than_the_minimum_have_no_score_at_all(tmp_path: Path) -> None:
    folder = made(tmp_path / "acme", "confidential")
    with open_engagement(folder) as opened:
        rows = [row for name in "abcd" for row in rows_of(opened.pack, f"Nemo {name}", "manager", 3)]
        opened.store.answers.save("2026", rows, "csv")
    close(folder)
    with open_engagement(folder) as opened:
        a = opened.assess()
    assert a.overall.reading.value is None
    disciplines = [a.discipline(d.id) for d in a.pack.disciplines]
    assert all(score.value is None and "fewer are not shown" in (score.reading.why or "") for score in disciplines)
    assert all(p.withheld and p.counts == (0, 0, 0, 0, 0) for p in a.practices.values() if p.applies)


# ── no names ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_name_and_no_time_is_in_the_store_of_an_anonymous_wave(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "anonymous")
    assert b"Nemo" not in (folder / "answers.db").read_bytes()
    with open_engagement(folder) as opened:
        times = {at for (at,) in opened.store._db.execute("SELECT at FROM answer")}
        assert all(len(at) == len("2026-03-12") for at in times)
        with pytest.raises(ValueError, match="stores no names"):
            opened.store.answers.save("2026", rows_of(opened.pack, "Nemo", "manager", 3), "csv")


def test_who_answers_an_anonymous_wave_by_a_link_leaves_no_moment_either(tmp_path: Path) -> None:
    folder = made(tmp_path / "acme", "anonymous")
    with open_engagement(folder) as opened:
        store = opened.store
        [link] = store.invitations.add("2026", [Invitation("", "", "shared", "", "", "", "", "", None, None)])
        store.invitations.mark_opened(link.invitation.id)
        person = store.people.enrol("2026", "", "manager", "")
        cookie = store.sessions.open(Session(link.invitation.id, person, "en"))
        store.people.finish("2026", person)
        columns = ("made FROM session", "ends FROM session", "opened FROM invitation", "finished FROM participation")
        times = [at for column in columns for (at,) in store._db.execute(f"SELECT {column}")]
        assert [len(at) for at in times] == [len("2026-03-12")] * 4
        assert store.sessions.by_token(cookie) is not None


def test_a_file_imported_twice_counts_nobody_twice_and_after_the_end_nobody_at_all(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "anonymous")
    with open_engagement(folder) as opened:
        again = without_names(opened.store, "2026", everybody(opened.pack))
        saved = opened.store.answers.save("2026", again, "csv")
        assert (saved.added, saved.people_added) == (0, 0)
    close(folder)
    with open_engagement(folder) as opened:
        assert opened.store._db.execute("SELECT value FROM secret").fetchall() == [("",)]
        with pytest.raises(CxassessError, match="would count people twice"):
            without_names(opened.store, "2026", everybody(opened.pack))


def asker(opened: Opened) -> Asker:
    pages = Pages(opened.pack, opened.settings, opened.wave, WORDS, marks_for("utf-8", {}), facilitated=False)
    return Asker(opened, pages, lambda _: None)


def test_who_answers_without_a_name_goes_on_by_the_code_they_were_given(tmp_path: Path) -> None:
    with open_engagement(made(tmp_path / "acme", "anonymous")) as opened:
        person, answers = identify(asker(opened), None, "manager", None)
        assert (answers, len(person.code)) == ({}, len("ABCD-EFGH-JKLM-NPQR"))
        row = AnswerRow(person.name, person.role, person.unit, Answer("GOV1", "4"))
        opened.store.answers.add("2026", row, "terminal")
        again, answers = identify(asker(opened), person.code.lower(), None, None)
        assert (again.name, again.role, answers["GOV1"].choice) == (person.name, "manager", "4")
        with pytest.raises(CxassessError, match="No one has this code"):
            identify(asker(opened), "ABCD-EFGH-JKLM-NPQR", None, None)
        assert person.code.encode() not in (tmp_path / "acme" / "answers.db").read_bytes()


def test_nobody_is_named_in_the_status_that_the_client_sees(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    told = run("status", folder)
    assert "Nemo" not in told
    assert "Begun: 12, finished: 12." in told
    assert "executive+manager 6; front_line 6" in told
    assert "Nemo" in run("status", folder, "--for", "consultant")
    assert "Nemo" in json.loads(run("status", folder, "--for", "consultant", "--json"))["people"][0]["name"]


# ── what is handed over ──────────────────────────────────────────────────────────────────────────────────────


def test_the_file_for_the_client_holds_no_name_and_no_store(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    close(folder)
    run("export", folder, tmp_path / "out.zip", "--for", "client")
    with zipfile.ZipFile(tmp_path / "out.zip") as parts:
        names = parts.namelist()
        found = {name: parts.read(name) for name in names}
    assert names == ["README.txt", "assessment.json", "metrics.csv", "report.docx", "workbook.xlsx"]
    for name, content in found.items():
        inner = [content]
        if name.endswith(("docx", "xlsx")):
            with zipfile.ZipFile(io.BytesIO(content)) as office:
                inner = [office.read(part) for part in office.namelist()]
        assert not any(b"Nemo" in one for one in inner), name


def agreed_by(folder: Path, present: str, reason: str = "Minutes of the talk") -> None:
    with open_engagement(folder) as opened:
        agreed = AgreedLevel("GOV1", 2, reason, date(2026, 3, 10), present)
        opened.store.decisions.save("2026", (), (agreed,), "terminal")


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_who_was_present_when_a_level_was_agreed_is_kept_from_the_client(tmp_path: Path, mode: str) -> None:
    folder = filled(tmp_path / "acme", mode)
    agreed_by(folder, "Zoë Quill")
    close(folder)
    run("export", folder, tmp_path / "out.zip", "--for", "client")
    with zipfile.ZipFile(tmp_path / "out.zip") as parts:
        for name in parts.namelist():
            inner = [parts.read(name)]
            if name.endswith(("docx", "xlsx")):
                with zipfile.ZipFile(io.BytesIO(inner[0])) as office:
                    inner = [office.read(part) for part in office.namelist()]
            assert not any(b"Quill" in one for one in inner), name
        book = load_workbook(io.BytesIO(parts.read("workbook.xlsx")))
    notes = [cell.comment.text for row in book["Practices"] for cell in row if cell.comment]
    assert any("Agreed on 10 March 2026: Minutes of the talk" in note for note in notes)
    with open_engagement(folder) as opened:
        assert opened.store.decisions.agreed("2026")["GOV1"].present == "Zoë Quill"


def test_how_many_proofs_a_practice_has_is_kept_from_the_client_and_its_grade_is_not(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    with open_engagement(folder) as opened:
        rows = [AnswerRow("manager Nemo 0", "manager", "", Answer("GOV1", "4", "", "The board paper of May"))]
        opened.store.answers.save("2026", rows, "csv")
        graded = opened.assess("consultant")
    close(folder)
    with open_engagement(folder) as opened:
        seen = opened.assess()
    assert graded.evidence
    assert seen.evidence == ()
    grade = seen.practices["GOV1"].evidence
    assert (grade != "E0", grade) == (True, graded.practices["GOV1"].evidence)
    run("export", folder, tmp_path / "out.zip", "--for", "client")
    with zipfile.ZipFile(tmp_path / "out.zip") as parts:
        book = load_workbook(io.BytesIO(parts.read("workbook.xlsx")))
    assert str(book["Evidence"]["A3"].value).startswith("E1 somebody said so")
    assert [row[0].value for row in book["Evidence"].iter_rows(min_row=5)] == []
    [formula] = [
        cell.value
        for row in book["Practices"]
        if "GOV1" in [cell.value for cell in row]
        for cell in row
        if "Evidence" in str(cell.value) and "COUNTIFS" in str(cell.value)
    ]
    assert f'"{grade}")' in str(formula)  # what the cell says while nobody adds proof


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Groups and scores stand for 5 people or more; within such a group, the count at one level may be smal"),
        ("de", "Gruppen und Werte stehen für mindestens 5 Personen; innerhalb einer solchen Gruppe kann die Anzahl"),
    ],
)
def test_the_file_for_the_client_says_what_its_numbers_stand_for_and_what_each_part_is(
    tmp_path: Path, language: str, said: str
) -> None:
    folder = filled(tmp_path / "acme", "confidential", language)
    close(folder)
    run("export", folder, tmp_path / "out.zip", "--for", "client")
    with zipfile.ZipFile(tmp_path / "out.zip") as parts:
        told, names = parts.read("README.txt").decode(), parts.namelist()
    assert said in told
    starts = [line.partition(":")[0] for line in told.split("\n")]
    assert [start for start in starts if start in names] == names[1:]


def test_roles_too_few_to_be_shown_are_not_said_to_have_answered_nothing(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    close(folder)
    with open_engagement(folder) as opened:
        a = opened.assess()
    page = Context(a, Commentary(), WORDS, "")
    headings = [block for block in perception(page) if isinstance(block, Heading)]
    assert [h.text for h in headings] == ["Executives and the front line are not compared: too few to show."]
    pictures = [block.figure for block in say_do(page) if isinstance(block, Picture)]
    rows = [row for figure in pictures if isinstance(figure, SayDo) for row in figure.rows]
    assert {row.n_executive for row in rows} == {None}
    assert 0 not in {row.n_front_line for row in rows}


# ── comments ─────────────────────────────────────────────────────────────────────────────────────────────────


class Scripted:
    """A person who chooses what a script says."""

    def __init__(self, picks: Sequence[str], typed: str = "") -> None:
        self.picks, self.typed, self.seen = list(picks), typed, ""

    def pick(self, title: str, help: str, items: Sequence[Item]) -> str:
        self.seen += f"{title}\n{help}\n"
        return self.picks.pop(0)

    def type(self, title: str, help: str, default: str) -> str:
        return self.typed


def commented(folder: Path, mode: str, count: int) -> Path:
    with open_engagement(made(folder, mode)) as opened:
        for number in range(count):
            name = new_mark() if mode == "anonymous" else f"Nemo {number}"
            answer = Answer("GOV1", "3", f"Comment number {number} from Ely")
            rows = [*rows_of(opened.pack, name, "manager", 3), AnswerRow(name, "manager", "", answer)]
            opened.store.answers.save("2026", rows, "terminal")
    return folder


def quoted(folder: Path) -> set[str]:
    with open_engagement(folder) as opened:
        a = opened.assess()
    assert {(r.name, r.role, r.unit) for r in a.responses} == {("", "", "")}
    return {answer.comment for r in a.responses for answer in r.answers.values()}


def test_a_comment_is_printed_when_it_was_approved_or_had_words_taken_out(tmp_path: Path) -> None:
    folder = commented(tmp_path / "acme", "confidential", 6)
    with open_engagement(folder) as opened:
        first, second, third, *_ = (one.text for one in undecided(opened))
        dialog = Scripted(["approve", "edit", "refuse", "stop"], second.removesuffix(" from Ely"))
        go_through(opened, dialog, WORDS)
        assert "Nemo" not in dialog.seen
        assert len(undecided(opened)) == 3
    close(folder)
    assert quoted(folder) == {first, f"{second.removesuffix(' from Ely')} […]"}
    assert third not in quoted(folder)


def test_whoever_reads_a_comment_is_warned_of_the_names_that_the_engagement_knows(tmp_path: Path) -> None:
    folder = made(tmp_path / "acme", "confidential")
    said = {
        "Ms. Okoro-Lind knows": "Okoro-Lind",
        "ask rose mary": "",
        "Rose knows, so does Jürgen": "Rose, Jürgen",
        "JURGEN GROSS said so": "JURGEN GROSS",
        "Gro said so": "Gro",
        "Li said so": "",
        "Call 0171 234 5678": "0171 234 5678",
        "We hope for the best": "",
    }
    with open_engagement(folder) as opened:
        rows = [Invitation("", "", "personal", "Rose Okoro", "", "manager", "", "", None, None)]
        opened.store.invitations.add("2026", rows)
        for (text, _), name in zip(said.items(), ("Jürgen Groß", "Gro Li", *"ABCDEF"), strict=True):
            row = AnswerRow(name, "manager", "", Answer("GOV1", "3", text))
            opened.store.answers.add("2026", row, "terminal")
        dialog = Scripted(["next"] * len(said))
        go_through(opened, dialog, WORDS)
    for text, found in said.items():
        shown = dialog.seen.partition(f"“{text}”")[2].partition("May it be printed?")[0]
        assert shown.strip().removesuffix(".").rpartition("wrote it: ")[2] == found, text


def printed(folder: Path, audience: Literal["client", "working"]) -> list[tuple[str, ...]]:
    """The rows of comments in a report."""
    with open_engagement(folder) as opened:
        blocks = compose(opened.assess(), Commentary(), WORDS, ("evidence",), "0" * 8, audience).blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    return [tuple("".join(run.text for run in cell.runs) for cell in row) for table in tables for row in table.rows]


@pytest.mark.parametrize(("mode", "count"), [("confidential", 6), ("anonymous", 9), ("anonymous", 10)])
def test_a_report_prints_approved_comments_by_nobody_in_an_order_that_tells_nothing(
    tmp_path: Path, mode: str, count: int
) -> None:
    folder = commented(tmp_path / "acme", mode, count)
    with open_engagement(folder) as opened:
        first, second, third, *others = undecided(opened)
        decided: tuple[tuple[Written, ReviewState, str], ...] = (
            (first, "approved", first.text),
            (second, "approved", "Comment number […]"),
            (third, "refused", third.text),
        )
        for one, state, text in decided:
            opened.store.privacy.decide("2026", one.person, one.question, one.text, state, text)
    assert others
    close(folder)
    expected = sorted((first.text, "Comment number […]"), key=lambda text: sha256(text.encode()).hexdigest())
    rows = [("GOV1", text) for text in expected] if count != 9 else []
    assert printed(folder, "client") == printed(folder, "working") == rows


def test_of_an_attributed_wave_only_the_working_report_prints_comments(tmp_path: Path) -> None:
    folder = commented(tmp_path / "acme", "attributed", 3)
    assert printed(folder, "client") == []
    texts = [row[1] for row in printed(folder, "working")]
    assert texts == [f"Comment number {n} from Ely" for n in range(3)]


@pytest.mark.parametrize(("count", "shown"), [(9, 0), (10, 10)])
def test_fewer_than_ten_comments_of_an_anonymous_wave_are_not_printed(tmp_path: Path, count: int, shown: int) -> None:
    folder = commented(tmp_path / "acme", "anonymous", count)
    with open_engagement(folder) as opened:
        for one in undecided(opened):
            opened.store.privacy.decide("2026", one.person, one.question, one.text, "approved", one.text)
    close(folder)
    assert len(quoted(folder)) == shown


def test_comments_of_an_anonymous_wave_are_read_in_the_terminal_when_they_are_read_on_the_page(tmp_path: Path) -> None:
    few, enough = (commented(tmp_path / str(count), "anonymous", count) for count in (9, 10))
    for folder in (few, enough):
        with open_engagement(folder) as opened:
            dialog = Scripted(["stop"])
            go_through(opened, dialog, WORDS)
            assert dialog.seen == ""
    assert "Comments are read once the wave is closed." in run("comments", folder, "--respondents", "--review")
    for folder, is_shown in ((few, False), (enough, True)):
        close(folder)
        with open_engagement(folder) as opened:
            dialog = Scripted(["stop"])
            go_through(opened, dialog, WORDS)
            assert ("from Ely" in dialog.seen) == is_shown
    told = run("comments", few, "--respondents", "--review")
    assert "Fewer than ten comments were left: none is shown, and none is printed." in told
    assert "from Ely" not in told


def test_a_comment_that_its_writer_changed_is_read_again_before_it_is_printed(tmp_path: Path) -> None:
    folder = commented(tmp_path / "acme", "confidential", 6)
    with open_engagement(folder) as opened:
        go_through(opened, Scripted(["approve"] * 6), WORDS)
        changed = Answer("GOV1", "3", "Ask Ann in Ely")
        opened.store.answers.add("2026", AnswerRow("Nemo 1", "manager", "", changed), "terminal")
        assert [one.text for one in undecided(opened)] == ["Ask Ann in Ely"]
        assert len(opened.store.privacy.said("2026")) == 5


# ── forgetting ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_forgotten_person_is_gone_from_the_file_and_the_scores_are_told_before_and_after(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    name = "front_line Nemo 5"
    (folder / "commentary" / "2026.toml").write_text(f'headline = "As {name} says"\n', encoding="utf-8")
    told = run("forget", folder, name.upper(), "--yes")
    assert "Wave 2026: 12 people answered, 11 now." in told
    assert "(n = 12), now" in told
    assert "commentary/2026.toml" in told
    assert name.encode() not in (folder / "answers.db").read_bytes()
    with open_engagement(folder) as opened:
        assert len(opened.store.answers.responses("2026")) == 11
    assert "nobody called" in str(CliRunner().invoke(cli, ["forget", str(folder), name, "--yes"]).exception)


def test_a_file_for_the_client_says_who_was_forgotten_after_an_earlier_one(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    close(folder)
    run("forget", folder, "manager Nemo 1", "--yes")
    told = [run("export", folder, tmp_path / "a.zip", "--for", "client")]
    told.append(run("export", folder, tmp_path / "b.zip", "--for", "client"))
    assert not [said for said in told if "forgotten" in said]
    run("forget", folder, "front_line Nemo 5", "--yes")
    assert "One person was forgotten after an earlier file" in run(
        "export", folder, tmp_path / "c.zip", "--for", "client"
    )
    run("forget", folder, "front_line Nemo 4", "--yes")
    assert "2 people were forgotten after an earlier file" in run(
        "export", folder, tmp_path / "d.zip", "--for", "client"
    )
    with open_engagement(folder) as opened:
        events = opened.store.states.events("2026")
    assert [event.what for event in events if event.what != "wave closed"].count("person forgotten") == 3
    assert "Nemo" not in repr(events)


def test_nobody_is_forgotten_while_a_server_runs(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    name = "front_line Nemo 5"
    with open_engagement(folder) as opened, opened.store.serving():
        found = CliRunner().invoke(cli, ["forget", str(folder), name, "--yes"])
        assert isinstance(found.exception, CxassessError)
        assert (
            str(found.exception) == f"{folder} is being served: nothing was changed; stop the server first, then forget"
        )
        assert len(opened.store.answers.responses("2026")) == 12
    assert f"{name} is forgotten" in run("forget", folder, name, "--yes")
    assert not list(folder.glob("answers.db.*"))


def test_who_was_there_and_who_owns_an_action_are_told_where_forgetting_does_not_reach(tmp_path: Path) -> None:
    folder = filled(tmp_path / "acme", "confidential")
    name = "front_line Nemo 5"
    agreed_by(folder, f"Ann, {name.upper()}")
    agreed_by(folder, "Ann", "Read the minutes again")  # replaced, and still in the file
    with open_engagement(folder) as opened:
        owner = ActionChange("GOV1.2", "owner", name, "asked for it")
        opened.store.decisions.save(
            "2026", (owner,), (AgreedLevel("STR1", 3, f"{name} said", TODAY, "Ann"),), "terminal"
        )
    told = run("forget", folder, name, "--yes")
    assert "Wave 2026: agreed levels may name the person, in who was there or in the reason (GOV1, STR1)." in told
    assert "Wave 2026: decisions about actions may name the person, as owner or elsewhere (GOV1.2)." in told
    assert "may name" not in run("forget", folder, "manager Nemo 1", "--yes")


def test_who_has_no_name_is_forgotten_by_their_code_and_no_score_is_told(tmp_path: Path) -> None:
    folder = made(tmp_path / "acme", "anonymous")
    with open_engagement(folder) as opened:
        person, _ = identify(asker(opened), None, "manager", None)
        opened.store.answers.save("2026", rows_of(opened.pack, person.name, "manager", 3), "terminal")
    close(folder)
    with open_engagement(folder) as opened:
        opened.store.privacy.show("2026", (), {})
    told = run("forget", folder, person.code, "--yes")
    assert "Wave 2026: one person answered, 0 now." in told
    assert "now –" not in told
    assert WORDS.say("forget.was_shown", wave="2026") in told


def test_that_answers_are_to_be_deleted_is_said_in_time(tmp_path: Path) -> None:
    folder = made(tmp_path / "acme", "attributed")
    path = folder / "engagement.toml"
    text = path.read_text(encoding="utf-8").replace("# delete_after = 2029-01-31", "delete_after = 2020-01-31")
    path.write_text(text, encoding="utf-8")
    assert "The answers were to be deleted after 2020-01-31" in CliRunner().invoke(cli, ["status", str(folder)]).stderr

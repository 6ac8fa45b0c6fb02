"""The command that writes forms, and the way back, as people run them."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from files.building import WAVE, done_well, lines, make_engagement, refused, run, written
from files.forms import Sheet
from office import parts

from cxassess.files.engagement import open_engagement
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_engagement(tmp_path_factory.mktemp("forming") / "acme")


@pytest.fixture
def folder(empty: Path, tmp_path: Path) -> Path:
    return shutil.copytree(empty, tmp_path / "acme")


def test_a_form_is_written_filled_in_taken_back_and_written_anew_beside_it(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "jane.xlsx"
    written_for = ("form", folder, "--for", "Jane Doe", "--role", "manager", "--until", "2026-03-20", "-o", out)
    assert done_well(run(*written_for)) == f"{out}\n"
    first = out.read_bytes()
    assert done_well(run(*written_for)) == f"{out}\n"
    assert out.read_bytes() == first
    filled = Sheet.of(first).type("STR1", 3).type("STR2", "Sometimes").bytes()
    written(out, filled)
    said = refused(run("import", "answers", folder, out), "“Sometimes” was read", "jane.xlsx, Your answers I9: ")
    assert said[-1] == "Nothing was changed."
    kept = run("import", "answers", folder, out, "--keep-good")
    assert kept.returncode == 1
    assert "Answers: 1 added, 0 corrected" in kept.stdout.decode()
    beside = done_well(run("form", folder, "--for", "jane doe", "-o", out))
    assert beside == f"{tmp_path / 'jane-2.xlsx'} (jane.xlsx was changed by somebody and is left alone)\n"
    assert out.read_bytes() == filled
    assert Sheet.of((tmp_path / "jane-2.xlsx").read_bytes()).at("STR1").value == "Written, approved for the main offer"


def test_forms_for_a_list_have_names_that_every_system_takes(folder: Path, tmp_path: Path) -> None:
    people = written(
        tmp_path / "people.csv",
        "name,mail,role,unit,language\n"
        "../../Zoë/“Q”?,z@x.example,manager,,\nJane Doe,,EXECUTIVE,North,de\n"
        "jane  doe.,,analyst,,\nCON,,front_line,,\n",
    )
    said = done_well(run("form", folder, "--all", tmp_path / "out", "--people", people))
    names = ["Zoë “Q”.xlsx", "Jane Doe.xlsx", "jane doe-2.xlsx", "form.xlsx"]
    assert said.splitlines() == [str(tmp_path / "out" / name) for name in names]
    assert Sheet.of((tmp_path / "out" / "Jane Doe.xlsx").read_bytes()).book.sheetnames[0] == "Ihre Antworten"


def test_every_fault_of_a_list_is_named_at_once_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    header = "name,mail,role,unit,language"
    rows = ("Ana,,mannager,,", " ,,manager,,", "Ben,,manager,,", "ben,,manager,,", "Cy,,executive,,xx", "Dee,x")
    people = written(tmp_path / "p.csv", lines(*rows, header=header))
    said = refused(run("form", folder, "--all", tmp_path / "out", "--people", people))
    sentences = (
        "p.csv, row 2: role “mannager” was read, one of executive, manager, front_line, analyst was expected",
        "p.csv, row 3: the name is blank, a name was expected",
        "p.csv, row 5: ben stands here already (p.csv, row 4)",
        "p.csv, row 6: language “xx” was read, one of en, ",
        "p.csv, row 7: 2 cells were read, 5 were expected",
    )
    assert len(said) == len(sentences)
    for line, sentence in zip(said, sentences, strict=True):
        assert line.startswith(sentence)
    assert not (tmp_path / "out").exists()


def test_forms_for_all_are_those_of_who_was_invited_or_has_begun_and_is_not_done(folder: Path, tmp_path: Path) -> None:
    with open_engagement(folder) as opened:
        for name, questions in (("Ana", opened.pack.asked_of("analyst")), ("Ben", ("MEA1",))):
            rows = [AnswerRow(name, "analyst", "", Answer(question, "3")) for question in questions]
            opened.store.answers.save(WAVE, rows, "csv")
    with sqlite3.connect(folder / "answers.db") as db:
        for number, (name, revoked) in enumerate((("ana", ""), ("Cy", ""), ("Dee", "2026-03-01"))):
            db.execute(
                "INSERT INTO invitation"
                " (id, wave, kind, token_hash, name, mail, role, unit, language, ends, made, revoked)"
                " VALUES (?, ?, 'personal', ?, ?, '', 'manager', '', 'de', '', '', ?)",
                (str(number), WAVE, str(number), name, revoked),
            )
    db.close()
    said = done_well(run("form", folder, "--all", tmp_path / "out"))
    assert [Path(line).name for line in said.splitlines()] == ["Ben.xlsx", "Cy.xlsx"]
    assert Sheet.of((tmp_path / "out" / "Cy.xlsx").read_bytes()).book.sheetnames[0] == "Ihre Antworten"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--for", "Jo"), "--role: no role was read, one of executive, manager, front_line, analyst was expected"),
        (("--for", " ", "--role", "manager"), "--for: the name is blank, a name was expected"),
        (("--role", "manager"), "--for: the name of the person was expected, or --all with a folder"),
        (("--for", "Jo", "--role", "boss"), "--role: “boss” was read"),
        (
            ("--for", "Jo", "--role", "manager", "--language", "xx"),
            "--language: “xx” was read; the questionnaire of this wave was kept in en, ",
        ),
        (("--all", "out"), "--all: nobody was invited or has begun and not finished: use --people"),
        (("--all", "out", "--people", "no.csv"), "no.csv: there is no such file"),
    ],
)
def test_what_a_form_lacks_is_said_in_a_sentence(folder: Path, arguments: tuple[str, ...], sentence: str) -> None:
    (said,) = refused(run("form", *arguments, cwd=folder))
    assert sentence in said
    assert sorted(path.name for path in folder.iterdir()) == [
        *("answers.db", "commentary", "engagement.toml", "metrics", "reports"),
    ]


def test_one_person_has_one_role_and_a_closed_wave_has_no_forms(folder: Path) -> None:
    with open_engagement(folder) as opened:
        opened.store.answers.save(WAVE, [AnswerRow("Ana", "manager", "", Answer("STR1", "3"))], "csv")
    refused(run("form", folder, "--for", "ana", "--role", "executive"), "Ana answers as manager in this wave")
    with sqlite3.connect(folder / "answers.db") as db:
        db.execute("UPDATE wave SET state = 'closed'")
    db.close()
    refused(run("form", folder, "--for", "ana"), "Wave 2026 is closed: no more answers are taken.")


def test_a_form_for_one_is_no_file_but_xlsx(folder: Path, tmp_path: Path) -> None:
    one = ("form", folder, "--for", "Amina Yusuf", "--role", "front_line", "-o")
    said = "-o: “amina.docx” was read, a name that ends in .xlsx or a folder was expected."
    refused(run(*one, tmp_path / "amina.docx"), said, code=2)
    assert not (tmp_path / "amina.docx").exists()
    done_well(run(*one, tmp_path / "forms"))
    assert (tmp_path / "forms" / "Amina Yusuf.xlsx").is_file()


def test_who_was_invited_has_the_role_and_unit_of_the_invitation(folder: Path, tmp_path: Path) -> None:
    header = "name,mail,role,unit,language"
    people = written(tmp_path / "people.csv", lines("Amina Yusuf,,front_line,North,", header=header))
    done_well(run("invite", folder, people))
    said = refused(run("form", folder, "--for", "amina yusuf", "--role", "manager"))
    assert said == ["--role: Amina Yusuf was invited as front_line in this wave, not as manager"]
    said = refused(run("form", folder, "--for", "Amina Yusuf", "--unit", "South"))
    assert said == ["--unit: Amina Yusuf was invited for North in this wave, not for South"]
    other = written(tmp_path / "other.csv", lines("Amina Yusuf,,manager,North,", header=header))
    said = refused(run("form", folder, "--all", tmp_path / "out", "--people", other))
    assert said == ["other.csv, row 2: Amina Yusuf was invited as front_line in this wave, not as manager"]
    done_well(run("form", folder, "--for", "Amina Yusuf", "--role", "front_line"))
    done_well(run("invite", folder, other, "--renew", "Amina Yusuf"))
    done_well(run("form", folder, "--for", "Amina Yusuf", "--role", "manager", "-o", tmp_path / "a.xlsx"))


def test_forms_of_an_anonymous_wave_have_neither_names_nor_the_order_of_the_list(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "hidden", mode="anonymous")
    rows = [f"Person {n},,manager,,en" for n in range(8)]
    people = written(tmp_path / "people.csv", lines(*rows, header="name,mail,role,unit,language"))
    said = done_well(run("form", folder, "--all", tmp_path / "out", "--people", people)).splitlines()
    assert len(said) == 8
    assert said == sorted(said)
    for line in said:
        assert b"Person" not in b"".join(parts(Path(line).read_bytes()).values())
    (one,) = done_well(run("form", folder, "--role", "manager")).splitlines()
    filled = Sheet.of(Path(one).read_bytes()).type("STR1", 2).bytes()
    assert "Answers: 1 added" in done_well(run("import", "answers", folder, written(tmp_path / "f.xlsx", filled)))
    refused(run("form", folder, "--for", "Jane Doe", "--role", "manager"), "--for: this wave is anonymous")
    refused(run("form", folder, "--all", tmp_path / "more"), "--all: this wave is anonymous and knows nobody")

"""Customers' words on their way in: masked before anything is stored, kept with their source, and counted."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from personal_data import NAMES, STAFF, hostile

from cxassess.errors import CxassessError
from cxassess.files.documents import USUAL, write_documents
from cxassess.files.engagement import open_engagement
from cxassess.files.exports.account import show_account
from cxassess.files.metric_import import keep, read_and_measure
from cxassess.files.store import FILE as STORE_FILE
from cxassess.model.comments import Comment
from cxassess.serialise import as_json
from files.building import WAVE, contents, done_well, lines, make_engagement, refused, run, written
from files.exporting import csv_file

HEADER = ("Timestamp", "How likely are you to recommend us, 0 to 10?", "About", "Anything else?")
TABLES = """
[tables.survey]
tool = "google_forms"
touchpoint = "About"
comment = "Anything else?"
[[tables.survey.questions]]
column = "How likely are you to recommend us, 0 to 10?"
metric = "nps"
"""
THEME = '[[themes]]\nid = "a"\nname = "A"\nwords = { en = ["wait*"] }\n'


def engaged(folder: Path, tables: str = TABLES) -> Path:
    acme = make_engagement(folder / "acme")
    (acme / "metrics" / "metrics.toml").write_text(tables, encoding="utf-8")
    return acme


def survey(folder: Path, *rows: Sequence[object], name: str = "survey.csv") -> Path:
    """A row is a score, what it was about, and the comment."""
    told = [[f"2026/01/{1 + at % 28:02} 10:00:00 AM", *row] for at, row in enumerate(rows)]
    folder.mkdir(exist_ok=True)
    return csv_file(folder / name, HEADER, *told)


def stored(folder: Path) -> list[Comment]:
    with open_engagement(folder) as opened:
        tables = opened.store.comments
        return [comment for source in tables.sources(WAVE) for comment in tables.of(source)]


def test_comments_are_kept_with_what_their_row_says_beside_them(tmp_path: Path) -> None:
    acme = engaged(tmp_path)
    path = survey(
        tmp_path, [9, "A bill", "Friendly  and\nquick"], [3, "A fault", ""], [2, "A fault", "I waited for the man"]
    )
    done_well(run("import", "metrics", acme, path))
    assert stored(acme) == [
        Comment("Friendly and quick", "survey.csv", 2, date(2026, 1, 1), "A bill", "", "en", {"nps.0_10": 9.0}),
        Comment("I waited for the man", "survey.csv", 4, date(2026, 1, 3), "A fault", "", "en", {"nps.0_10": 2.0}),
    ]


def kept_in(folder: Path) -> bytes:
    """All bytes of an engagement but its code frame, which is the consultant's own."""
    return b"".join(
        file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file() and file.suffix != ".toml"
    )


def test_nothing_personal_reaches_the_folder_what_is_said_or_what_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    acme = engaged(tmp_path)
    listed = ", ".join(f'"{name}"' for name in NAMES)
    (acme / "code_frame.toml").write_text(f"names = [{listed}]\n{THEME}", encoding="utf-8")
    samples = [(text, secrets) for text, secrets in hostile() if not any(name_of(text, person) for person in STAFF)]
    path = survey(tmp_path, *([5, "A bill", text] for text, _ in samples))
    before = kept_in(acme)  # the questionnaire has words of its own
    caplog.set_level(0)
    with open_engagement(acme) as opened:
        entries, measured = read_and_measure(opened, [path], told=show_account)
        keep(opened, entries, measured, [path])
    said = "".join(capfd.readouterr()) + caplog.text
    kept = [comment.text for comment in stored(acme)]
    assert len(kept) == len(samples) >= 190
    data = kept_in(acme)
    for (text, secrets), masked in zip(samples, kept, strict=True):
        for secret in secrets:
            assert secret not in masked
            if len(secret) > 4 and secret.encode() not in before:  # shorter ones stand in ids and words by chance
                assert secret.encode() not in data, (text, secret)
                assert secret not in said


def name_of(text: str, person: str) -> bool:
    return any(part in text.casefold() for part in person.casefold().split() if part not in {"grace", "mark"})


def test_people_who_answered_are_masked_wherever_customers_name_them(tmp_path: Path) -> None:
    acme = engaged(tmp_path)
    answers = lines("Siobhán O’Neill,manager,,STR1,3,,")
    done_well(run("import", "answers", acme, written(tmp_path / "answers.csv", answers)))
    done_well(
        run("import", "metrics", acme, survey(tmp_path, [9, "A bill", "siobhán o'neill was great, so was O’Neill"]))
    )
    assert [comment.text for comment in stored(acme)] == ["[name] was great, so was [name]"]


def test_a_file_whose_comments_are_read_is_noted_and_not_copied(tmp_path: Path) -> None:
    acme = engaged(tmp_path)
    path = survey(tmp_path, [5, "A bill", "Ring me on 020 7946 0958"], [9, "A bill", "Fine"])
    said = done_well(run("import", "metrics", acme, path))
    assert "The file itself is not copied into metrics/: what was masked stands in it." in said
    assert [file.name for file in (acme / "metrics").iterdir()] == ["metrics.toml"]
    assert "survey.csv" in (acme / "metrics" / "metrics.toml").read_text(encoding="utf-8")
    assert "Nothing changed" in done_well(run("import", "metrics", acme, path))
    assert [file.name for file in (acme / "metrics").iterdir()] == ["metrics.toml"]


def test_the_same_file_once_more_changes_nothing(tmp_path: Path) -> None:
    acme = engaged(tmp_path)
    path = survey(tmp_path, [9, "A bill", "Friendly"], [3, "A fault", "I waited"])
    done_well(run("import", "metrics", acme, path))
    before = contents(acme)
    assert "Nothing changed: all" in done_well(run("import", "metrics", acme, path))
    assert contents(acme) == before


def test_a_file_in_place_of_another_brings_its_own_comments_and_approvals_of_the_unchanged_stay(tmp_path: Path) -> None:
    acme = engaged(tmp_path)
    done_well(run("import", "metrics", acme, survey(tmp_path, [9, "A bill", "Friendly"], [3, "A fault", "I waited"])))
    with open_engagement(acme) as opened:
        for comment in stored(acme):
            opened.store.comments.decide(WAVE, comment, "approved")
    again = survey(tmp_path, [9, "A bill", "Friendly"], [3, "A fault", "I still waited"], [1, "A fault", "Rude"])
    done_well(run("import", "metrics", acme, again))
    assert [comment.text for comment in stored(acme)] == ["Friendly", "I still waited", "Rude"]
    with open_engagement(acme) as opened:
        assert [quote.text for quote in opened.store.comments.decisions(WAVE).values()] == ["Friendly"]
    assert b"I waited" not in (acme / STORE_FILE).read_bytes()


def test_an_import_that_fails_leaves_the_comments_as_they_were(tmp_path: Path) -> None:
    acme = engaged(tmp_path)
    done_well(run("import", "metrics", acme, survey(tmp_path, [9, "A bill", "Friendly"])))
    before = stored(acme)
    with open_engagement(acme) as opened:
        path = survey(tmp_path, [9, "A bill", "Other"])
        entries, measured = read_and_measure(opened, [path])
        path.write_bytes(path.read_bytes() + b"\n")
        with pytest.raises(CxassessError):
            keep(opened, entries, measured, [path])
    assert stored(acme) == before


def test_several_columns_of_comments_are_all_read_and_their_language_may_be_said(tmp_path: Path) -> None:
    tables = TABLES.replace('comment = "Anything else?"', 'comment = ["Good", "Bad"]\ncomment_language = "de"')
    acme = engaged(tmp_path, tables)
    heads = (*HEADER[:3], "Good", "Bad")
    path = csv_file(tmp_path / "survey.csv", heads, ["2026/01/13 10:00:00 AM", 4, "A bill", "super", "teuer"])
    done_well(run("import", "metrics", acme, path))
    assert [(c.text, c.language) for c in stored(acme)] == [("super", "de"), ("teuer", "de")]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ('[tables.x]\nkind = "customer"\ncustomer = "C"\ncomment = "K"\n', "a customer table has no comment"),
        ('[tables.x]\nkind = "survey"\ncomment_language = "English"\ncomment = "K"\n', "comment_language"),
    ],
)
def test_what_metrics_toml_may_not_say_of_comments(tmp_path: Path, tables: str, said: str) -> None:
    acme = engaged(tmp_path, tables)
    refused(run("import", "metrics", acme, survey(tmp_path, [9, "A bill", "Friendly"])), said)


def test_nothing_personal_stands_in_any_part_of_the_documents(tmp_path: Path) -> None:
    acme = engaged(tmp_path)
    listed = ", ".join(f'"{name}"' for name in NAMES)
    (acme / "code_frame.toml").write_text(f"names = [{listed}]\n{THEME}", encoding="utf-8")
    samples = [(text, secrets) for text, secrets in hostile() if not any(name_of(text, person) for person in STAFF)]
    path = survey(tmp_path, *([1 + at % 10, "A bill", f"I wait. {text}"] for at, (text, _) in enumerate(samples)))
    with open_engagement(acme) as opened:
        nothing = opened.store.comments.count(WAVE)
        entries, measured = read_and_measure(opened, [path])
        keep(opened, entries, measured, [path])
        for comment in stored(acme):
            opened.store.comments.decide(WAVE, comment, "approved")
        assessment = opened.assess()
        written = write_documents(acme, assessment, USUAL, audience="working")
    assert nothing == 0
    assert assessment.comments is not None
    assert len(assessment.comments.themes[0].quotes) == 3
    parts = [json.dumps(as_json(assessment), ensure_ascii=False).encode()]
    for document in written.paths:
        with ZipFile(document) as package:
            parts += [package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))]
    everything = b"\n".join(parts)
    for _, secrets in samples:
        for secret in secrets:
            assert len(secret) < 6 or secret.encode() not in everything, secret


def test_a_source_that_is_withdrawn_takes_its_comments_and_approvals_with_it(tmp_path: Path) -> None:
    acme = engaged(tmp_path)
    said = done_well(run("import", "metrics", acme, survey(tmp_path, [9, "A bill", "Zestful Mrs Lee"])))
    assert "survey.csv: 1 comments are kept, personal data masked in 1." in said
    with open_engagement(acme) as opened:
        opened.store.comments.decide(WAVE, stored(acme)[0], "approved")
    done_well(run("metrics", acme, "--withdraw", "survey.csv", "--yes"))
    assert stored(acme) == []
    assert b"Zestful" not in (acme / STORE_FILE).read_bytes()

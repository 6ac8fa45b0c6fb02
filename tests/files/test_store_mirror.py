"""The mirror in the store: append-only, idempotent, and without anybody's name."""

import sqlite3
from pathlib import Path

import pytest

from cxassess.files.engagement import open_engagement
from cxassess.files.store_mirror import MirrorRow, MirrorSaved
from cxassess.model.mirror import MirrorAnswer, Panel
from files.building import WAVE, make_engagement


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_engagement(tmp_path / "acme")


def row(name: str, choice: str, panel: Panel = "customers") -> MirrorRow:
    return MirrorRow(name, panel, "en", MirrorAnswer("STR7", choice))


def test_the_newest_answer_counts_and_the_earlier_one_is_kept(folder: Path) -> None:
    with open_engagement(folder) as opened:
        mirror = opened.store.mirror
        person = mirror.open_person(WAVE, "customers", "fr")
        mirror.save_answer(person, MirrorAnswer("STR7", "2"), "web")
        mirror.save_answer(person, MirrorAnswer("STR7", "4", "Better now"), "web")
        mirror.finish(person)
        (response,) = mirror.responses(WAVE)
    assert (response.panel, response.language) == ("customers", "fr")
    assert response.answers == {"STR7": MirrorAnswer("STR7", "4", "Better now")}
    with sqlite3.connect(folder / "answers.db") as db:
        assert db.execute("SELECT choice FROM mirror_answer ORDER BY seq").fetchall() == [("2",), ("4",)]
    db.close()


def test_the_same_rows_twice_change_nothing_and_a_later_one_corrects(folder: Path) -> None:
    with open_engagement(folder) as opened:
        mirror = opened.store.mirror
        rows = [row("Ada Lovelace", "2"), row("Bob", "5"), row("Bob", "5", "partners")]
        assert mirror.save(WAVE, rows, "file") == MirrorSaved(3, 0, 0, 3)
        assert mirror.save(WAVE, rows, "file") == MirrorSaved(0, 0, 3, 0)
        assert mirror.save(WAVE, [row(" ada lovelace ", "3")], "file") == MirrorSaved(0, 1, 0, 0)
        assert sorted(r.answers["STR7"].choice for r in mirror.responses(WAVE)) == ["3", "5", "5"]


def test_no_name_of_a_file_is_in_the_store(folder: Path) -> None:
    with open_engagement(folder) as opened:
        opened.store.mirror.save(WAVE, [row("Ada Lovelace", "2")], "file")
    content = (folder / "answers.db").read_bytes().lower()
    assert b"lovelace" not in content


def test_the_newest_word_on_how_a_panel_was_reached_stands(folder: Path) -> None:
    with open_engagement(folder) as opened:
        mirror = opened.store.mirror
        mirror.save_reached(WAVE, "customers", "a link on a page")
        mirror.save_reached(WAVE, "customers", "drawn by lot")
        assert mirror.reached(WAVE) == {"customers": "drawn by lot"}

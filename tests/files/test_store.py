"""answers.db: who is one person, which answer stands, and what a damaged or foreign store is told apart by."""

import sqlite3
import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxassess.errors import CxassessError, NotAnEngagement
from cxassess.files.store import APPLICATION_ID, Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.store_schema import UPGRADES
from cxassess.files.store_tables import Saved
from cxassess.measures.measure import InPeriod, Measure, Period
from cxassess.measures.nps import measure_nps, recommendation_of
from cxassess.model.action import ActionChange, ActionRecord
from cxassess.model.engagement import AgreedLevel, Answer, Wave
from cxassess.model.outcome import MetricEntry, TypedPoint
from files.building import AS_OF, WAVE, make_engagement, snapshot, written


def row(name: str, question: str, choice: str, role: str = "manager", unit: str = "", comment: str = "") -> AnswerRow:
    return AnswerRow(name, role, unit, Answer(question, choice, comment))


def sql(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "answers.db") as db:
        rows = db.execute(statement).fetchall()
    db.close()
    return rows


def read_all(folder: Path) -> None:
    with Store.open(folder) as store:
        wave = store.wave().wave.id
        store.snapshot(wave)
        store.answers.responses(wave)
        store.outcomes.metrics(wave)
        store.outcomes.measures(wave)
        store.decisions.agreed(wave)
        store.actions.of(wave)


def test_the_same_answers_again_change_nothing_not_even_a_byte(folder: Path) -> None:
    rows = [row("Ana", "STR1", "3"), row("Ben", "STR1", "DK", comment="who knows")]
    with Store.open(folder) as store:
        assert store.answers.save(WAVE, rows, "csv") == Saved(2, 0, 0, 2, ())
        before = (folder / "answers.db").read_bytes()
        assert store.answers.save(WAVE, rows, "csv") == Saved(0, 0, 2, 0, ())
    assert (folder / "answers.db").read_bytes() == before


def test_a_correction_stands_and_the_older_row_is_kept(folder: Path) -> None:
    with Store.open(folder) as store:
        store.answers.save(WAVE, [row("Ana", "STR1", "3")], "csv")
        assert store.answers.save(WAVE, [row("Ana", "STR1", "4")], "csv") == Saved(0, 1, 0, 0, ())
        assert store.answers.save(WAVE, [row("Ana", "STR1", "3")], "csv") == Saved(0, 1, 0, 0, ())
        (response,) = store.answers.responses(WAVE)
    assert response.answers["STR1"].choice == "3"
    assert sql(folder, "SELECT choice FROM answer ORDER BY seq") == [("3",), ("4",), ("3",)]


def test_a_wave_has_answers_for_as_long_as_one_of_them_counts(folder: Path) -> None:
    with Store.open(folder) as store:
        assert (store.people.has_any(WAVE), store.answers.has_any(WAVE)) == (False, False)
        store.answers.save_draft(WAVE, row("Ana", "STR1", "", comment="not sure"))
        assert (store.people.has_any(WAVE), store.answers.has_any(WAVE)) == (True, False)
        for name, choice, has_any in (("Ana", "3", True), ("Ana", "", False), ("Ben", "DK", True), ("Ana", "2", True)):
            store.answers.save(WAVE, [row(name, "STR1", choice)], "csv")
            assert store.answers.has_any(WAVE) is has_any, (name, choice)
        assert store.answers.has_any("another") is False


def test_a_changed_comment_is_a_correction(folder: Path) -> None:
    with Store.open(folder) as store:
        store.answers.save(WAVE, [row("Ana", "STR1", "3")], "csv")
        assert store.answers.save(WAVE, [row("Ana", "STR1", "3", comment="now I know")], "csv").corrected == 1


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Zoë", unicodedata.normalize("NFD", "Zoë")),
        ("Zoë", "ZOË"),
        (unicodedata.normalize("NFD", "ZOË"), "zoë"),
        ("Weiß", "WEISS"),
        ("Ana", " ana "),
        ("Ångström", "Ångström"),  # the sign for the unit, which NFC makes the letter
    ],
)
def test_spellings_that_unicode_calls_the_same_are_one_person(folder: Path, first: str, later: str) -> None:
    with Store.open(folder) as store:
        store.answers.save(WAVE, [row(first, "STR1", "3")], "csv")
        store.answers.save(WAVE, [row(later, "STR2", "4")], "csv")
        (response,) = store.answers.responses(WAVE)
        assert store.answers.response(WAVE, later) == response
    assert (response.name, set(response.answers)) == (first, {"STR1", "STR2"})


def test_an_accent_makes_another_person(folder: Path) -> None:
    with Store.open(folder) as store:
        store.answers.save(WAVE, [row("Zoe", "STR1", "3"), row("Zoë", "STR1", "3")], "csv")
        assert len(store.answers.responses(WAVE)) == 2


def test_people_come_in_the_order_of_their_names_whatever_the_order_of_import(folder: Path) -> None:
    with Store.open(folder) as store:
        store.answers.save(WAVE, [row(name, "STR1", "3") for name in ("carla", "Ana", "ben")], "csv")
        assert [r.name for r in store.answers.responses(WAVE)] == ["Ana", "ben", "carla"]


def test_a_changed_role_or_unit_belongs_to_the_wave_and_is_told(folder: Path) -> None:
    with Store.open(folder) as store:
        store.answers.save(WAVE, [row("Ana", "STR1", "3", unit="North")], "csv")
        store.open_wave(Wave("2027", date(2027, 3, 12), "open"), snapshot())
        saved = store.answers.save("2027", [row("Ana", "STR1", "3", role="executive")], "csv")
        assert saved == Saved(1, 0, 0, 1, ())
        assert store.answers.save("2027", [row("Ana", "STR1", "3", unit="South")], "csv").people_changed == ("Ana",)
        assert [(r.role, r.unit) for r in store.answers.responses(WAVE)] == [("manager", "North")]
        assert [(r.role, r.unit) for r in store.answers.responses("2027")] == [("manager", "South")]


def test_the_newest_open_wave_is_meant_and_an_unknown_one_is_refused(folder: Path) -> None:
    with Store.open(folder) as store:
        store.open_wave(Wave("2027", date(2027, 3, 12), "closed"), snapshot("cx-pulse"))
        assert (store.wave().wave.id, store.wave("2027").questionnaire) == (WAVE, "cx-pulse")
        with pytest.raises(CxassessError, match="there is no wave 2028 here; known: 2026, 2027"):
            store.wave("2028")


def test_metrics_and_agreed_levels_keep_their_newest_value(folder: Path) -> None:
    nps, later = MetricEntry("nps", 12.0, 640, "Q4", 18.0), MetricEntry("nps", 13.0, 640, "Q4", 18.0)
    first = AgreedLevel("STR1", 3, "seen", AS_OF, "Ana, Ben")
    second = AgreedLevel("STR1", 2, "seen again", AS_OF, "Ana")
    with Store.open(folder) as store:
        assert store.outcomes.save_metrics(WAVE, [nps]) == Saved(1, 0, 0, 0, ())
        assert store.outcomes.save_metrics(WAVE, [nps]) == Saved(0, 0, 1, 0, ())
        assert store.outcomes.save_metrics(WAVE, [later]) == Saved(0, 1, 0, 0, ())
        store.decisions.agree(WAVE, first)
        store.decisions.agree(WAVE, second)
        assert (store.outcomes.metrics(WAVE), store.decisions.agreed(WAVE)) == ((later,), {"STR1": second})
    assert sql(folder, "SELECT value FROM metric ORDER BY seq") == [(12.0,), (13.0,)]


MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def promoters(of: int, touchpoint: str = "") -> Measure:
    score = measure_nps(recommendation_of(of, 13, 8))
    return Measure(
        "nps",
        "nps",
        "survey.csv",
        score,
        MARCH,
        tool="qualtrics",
        touchpoint=touchpoint,
        series=(InPeriod(MARCH, score),),
        answers={9: float(of), 7: 13.0, 3: 8.0},
    )


def test_what_was_measured_is_kept_by_source_and_the_newest_counts(folder: Path) -> None:
    with Store.open(folder) as store:
        assert store.outcomes.save_measures(WAVE, "survey.csv", [promoters(15)], "15 promoters") == Saved(
            1, 0, 0, 0, ()
        )
        assert store.outcomes.save_measures(WAVE, "calls.csv", [promoters(3)]) == Saved(1, 0, 0, 0, ())
        later = [promoters(16), promoters(4, "shop")]
        assert store.outcomes.save_measures(WAVE, "survey.csv", later, "16 promoters") == Saved(1, 1, 0, 0, ())
        assert store.outcomes.measures(WAVE) == (promoters(16), promoters(4, "shop"), promoters(3))
        assert store.outcomes.accounts(WAVE) == {"survey.csv": "16 promoters", "calls.csv": ""}
        assert store.outcomes.measures("2027") == ()
    assert sql(folder, "SELECT source, account FROM measurement ORDER BY seq") == [
        ("survey.csv", "15 promoters"),
        ("calls.csv", ""),
        ("survey.csv", "16 promoters"),
    ]


def test_the_same_measures_again_change_nothing_not_even_a_byte(folder: Path) -> None:
    with Store.open(folder) as store:
        store.outcomes.save_measures(WAVE, "survey.csv", [promoters(15)], "15 promoters")
        before = (folder / "answers.db").read_bytes()
        assert store.outcomes.save_measures(WAVE, "survey.csv", [promoters(15)], "15 promoters") == Saved(
            0, 0, 1, 0, ()
        )
    assert (folder / "answers.db").read_bytes() == before


def test_a_source_that_gives_nothing_any_more_is_out_of_the_wave(folder: Path) -> None:
    with Store.open(folder) as store:
        store.outcomes.save_measures(WAVE, "survey.csv", [promoters(15), promoters(4, "shop")])
        assert store.outcomes.save_measures(WAVE, "survey.csv", [promoters(15)]) == Saved(0, 1, 1, 0, ())
        assert store.outcomes.save_measures(WAVE, "survey.csv", []) == Saved(0, 1, 0, 0, ())
        assert store.outcomes.measures(WAVE) == ()


def test_a_source_cannot_measure_one_thing_twice(folder: Path) -> None:
    with Store.open(folder) as store, pytest.raises(ValueError, match=r"survey\.csv gives a measure twice: nps, nps"):
        store.outcomes.save_measures(WAVE, "survey.csv", [promoters(15), promoters(16)])


def test_a_decision_about_an_action_stands_until_a_newer_one_and_every_one_is_kept(folder: Path) -> None:
    with Store.open(folder) as store:
        store.decisions.save(WAVE, [ActionChange("GOV1:2-3", "owner", "Ana")], [], "workbook")
        store.decisions.save(WAVE, [ActionChange("GOV1:2-3", "owner", "Ben", "Ana left")], [], "workbook")
        ana_left = ActionRecord("GOV1:2-3", owner="Ben", reasons={"owner": "Ana left"})
        assert store.actions.of(WAVE) == {"GOV1:2-3": ana_left}
    assert sql(folder, "SELECT value, via FROM action_change ORDER BY seq") == [
        ("Ana", "workbook"),
        ("Ben", "workbook"),
    ]


def test_decisions_and_agreed_levels_are_saved_together_or_not_at_all(folder: Path) -> None:
    before = (folder / "answers.db").read_bytes()

    def fails() -> None:
        raise OSError("the disk is gone")

    level = AgreedLevel("STR1", 4, "seen", AS_OF, "Ana")
    with Store.open(folder) as store, pytest.raises(OSError, match="gone"):
        store.decisions.save(WAVE, [ActionChange("GOV1:2-3", "owner", "Ana")], [level], "workbook", fails)
    assert (folder / "answers.db").read_bytes() == before


def test_an_agreed_level_can_be_taken_back(folder: Path) -> None:
    with Store.open(folder) as store:
        store.decisions.agree(WAVE, AgreedLevel("STR1", 4, "seen", AS_OF, "Ana"))
        store.decisions.agree(WAVE, AgreedLevel("STR1", 0, "the log was another one", AS_OF, "Ana"))
        assert store.decisions.agreed(WAVE) == {}


@pytest.mark.parametrize("version", range(1, len(UPGRADES)))
def test_a_store_of_an_older_version_is_brought_up_with_all_it_holds(folder: Path, version: int) -> None:
    entry = MetricEntry("nps", 12.0, 640, "Q4", 18.0)
    with Store.open(folder) as store:
        store.answers.save(WAVE, [row("Ana", "STR1", "3")], "csv")
        store.outcomes.save_metrics(WAVE, [entry])
    path = folder / "answers.db"
    path.rename(folder / "new.db")
    old = sqlite3.connect(path)  # as the version of that time made it
    old.executescript("".join(UPGRADES[:version]))
    old.execute("ATTACH ? AS new", (str(folder / "new.db"),))
    for table in ("wave", "person", "participation", "answer", "metric"):
        columns = ", ".join(name for _, name, *_ in old.execute(f"PRAGMA main.table_info({table})"))
        old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.execute(f"PRAGMA user_version = {version}")
    old.commit()
    old.close()
    with Store.open(folder) as store:
        assert (store.actions.of(WAVE), store.outcomes.measures(WAVE)) == ({}, ())
        assert [r.name for r in store.answers.responses(WAVE)] == ["Ana"]
        assert store.outcomes.metrics(WAVE) == (entry,)
    assert sql(folder, "PRAGMA user_version") == [(len(UPGRADES),)]


def test_a_typed_series_and_its_touchpoints_are_kept_and_an_import_stands_for_all_of_a_metric(folder: Path) -> None:
    series = (TypedPoint("2025", 4.4, 90, "Is it easy?"), TypedPoint("2026", 4.5, 80, "Was it easy?", "of five"))
    shop = MetricEntry("csat_mean", 4.5, 80, "2026", None, "Survey", "", "Shop", "Was it easy?", series)
    whole, other = MetricEntry("csat_mean", 4.2), MetricEntry("nps", 12.0)
    with Store.open(folder) as store:
        assert store.outcomes.save_metrics(WAVE, [whole, shop, other]) == Saved(3, 0, 0, 0, ())
        assert store.outcomes.metrics(WAVE) == (whole, shop, other)
        assert store.outcomes.save_metrics(WAVE, [shop]) == Saved(
            0, 1, 1, 0, ()
        )  # the whole is out, the other metric is not
        assert store.outcomes.metrics(WAVE) == (shop, other)
        assert store.outcomes.save_metrics(WAVE, [whole, shop]) == Saved(1, 0, 1, 0, ())
        assert set(store.outcomes.metrics(WAVE)) == {whole, shop, other}


def test_a_fault_in_the_middle_leaves_nothing_behind(folder: Path) -> None:
    before = (folder / "answers.db").read_bytes()
    with Store.open(folder) as store, pytest.raises(CxassessError):
        store.answers.save("2031", [row("Ana", "STR1", "3")], "csv")  # no such wave: a foreign key fails
    assert (folder / "answers.db").read_bytes() == before


def test_one_file_holds_everything_when_nobody_writes(folder: Path) -> None:
    with Store.open(folder) as store:
        store.answers.save(WAVE, [row("Ana", "STR1", "3")], "csv")
    assert [p.name for p in folder.glob("answers.db*")] == ["answers.db"]
    assert sql(folder, "PRAGMA journal_mode") == [("delete",)]


def test_a_store_of_a_newer_version_is_left_to_the_newer_program(folder: Path) -> None:
    sql(folder, f"PRAGMA user_version = {len(UPGRADES) + 1}")
    before = (folder / "answers.db").read_bytes()
    with pytest.raises(CxassessError, match="was written by a newer cxassess"):
        Store.open(folder)
    assert (folder / "answers.db").read_bytes() == before


def foreign() -> bytes:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE wave (id TEXT)")
    return db.serialize()


@pytest.mark.parametrize("content", [b"", b"noise" * 2000, b"SQLite format 3\0" + b"\xff" * 5000, foreign()])
def test_something_else_in_its_place_is_no_store_and_stays(folder: Path, content: bytes) -> None:
    written(folder / "answers.db", content)
    with pytest.raises(NotAnEngagement):
        Store.open(folder)
    assert (folder / "answers.db").read_bytes() == content


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE answer",
        "UPDATE wave SET snapshot = '{'",
        "UPDATE wave SET snapshot = '5'",
        "UPDATE wave SET snapshot = x'ff'",
        "UPDATE wave SET as_of = 'soon'",
        "INSERT INTO action_change VALUES (1, '2026', 'GOV1:2-3', 'effort', '4', '', '', '')",
        "DELETE FROM wave",
        "INSERT INTO measurement VALUES (1, '2026', 'survey.csv', '[{\"metric\": \"nps\"}]', '', '', '[]')",
        "INSERT INTO measurement VALUES (1, '2026', 'survey.csv', '5', '', '', '[]')",
        "INSERT INTO metric VALUES (1, '2026', 'nps', 5, NULL, '', NULL, '', '', '', '', '[[\"soon\", 5]]', 0)",
        "INSERT INTO metric VALUES (1, '2026', 'nps', 5, NULL, '', NULL, '', '', '', '', '[[\"2026\", 500]]', 0)",
        "INSERT INTO metric VALUES (1, '2026', 'nps', 5, NULL, '', NULL, '', '', '', '', '[[\"2026\", \"five\"]]', 0)",
        "INSERT INTO metric VALUES (1, '2026', 'nps', 5, NULL, '', NULL, '', '', '', '', '7', 0)",
        "INSERT INTO measurement VALUES (1, '2026', 'survey.csv', 'what', '', '', '[]')",
    ],
)
def test_a_store_that_somebody_edited_is_told_in_a_sentence(folder: Path, statement: str) -> None:
    sql(folder, statement)
    with pytest.raises(CxassessError) as raised:
        read_all(folder)
    assert "\n" not in str(raised.value)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_engagement(tmp_path_factory.mktemp("filled") / "acme")
    with Store.open(folder) as store:
        store.answers.save(WAVE, [row(f"P{p}", f"STR{q}", "3") for p in range(40) for q in range(1, 9)], "csv")
    return folder


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(
        st.tuples(st.integers(0, 400) | st.integers(0, 300_000), st.binary(min_size=4, max_size=4)), max_size=4
    ),
    kept=st.none() | st.integers(0, 300_000),
)
def test_no_damage_to_a_store_brings_the_reader_down(
    tmp_path: Path, filled: Path, places: list[tuple[int, bytes]], kept: int | None
) -> None:
    content = bytearray((filled / "answers.db").read_bytes())
    for at, noise in places:
        content[at : at + 4] = noise
    (tmp_path / "answers.db-journal").unlink(missing_ok=True)
    written(tmp_path / "answers.db", bytes(content[:kept]))
    with suppress(CxassessError):  # it can be read, or a sentence says why not
        read_all(tmp_path)

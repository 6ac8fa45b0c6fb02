"""answers.csv and metrics.csv from anybody: sound rows are read as they are meant, and each fault has its row."""

from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from random import Random

import pytest
from files.building import KESTREL, WAVE, make_engagement, pack

from cxassess.errors import CxassessError
from cxassess.files.answer_files import HEADER as ANSWERS_HEADER
from cxassess.files.answer_files import read_answers
from cxassess.files.clean import clean_line, clean_text, name_key
from cxassess.files.engagement import open_engagement
from cxassess.files.metric_files import HEADER as METRICS_HEADER
from cxassess.files.metric_files import read_metric_files
from cxassess.files.metric_register import metric_files_kept
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer, MetricEntry
from fuzz import generators as make
from fuzz.profile import each
from fuzz.sound import (
    check_batch,
    check_command,
    check_entries,
    check_problems,
    check_refusal,
    check_text,
    command,
    contents,
)

ANSWERS = (KESTREL / "answers.csv").read_bytes()
ROWS = ANSWERS.splitlines(keepends=True)
METRICS = (KESTREL / "metrics.csv").read_bytes()
HEAD = f"{','.join(ANSWERS_HEADER)}\n".encode()


def some_answers(random: Random) -> bytes:
    """The header and a few rows of the example; sometimes all of it."""
    if random.random() < 0.01:
        return ANSWERS
    at = random.randrange(1, len(ROWS))
    return ROWS[0] + b"".join(ROWS[at : at + random.choice((1, 3, 10))])


def test_no_change_to_an_answers_file_does_more_than_name_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    def attempt(random: Random) -> None:
        path.write_bytes(make.changed_bytes(random, some_answers(random), (METRICS, ANSWERS)))
        batch = read_answers([path], pack())
        check_problems(batch.problems, "a.csv")
        check_batch(batch, pack())

    each("answers.csv, bytes", attempt)


def as_stored(cells: Sequence[str]) -> AnswerRow:
    name, role, unit, question, choice, comment, evidence = cells
    answer = Answer(question, choice, clean_text(comment), clean_text(evidence))
    return AnswerRow(name_key(name), role, clean_line(unit), answer)


def test_of_an_answers_file_each_sound_row_is_read_and_each_other_one_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    def attempt(random: Random) -> None:
        table = make.answers_table(random, pack(), ANSWERS_HEADER)
        path.write_bytes(table.content)
        batch = read_answers([path], pack())
        check_problems(batch.problems, "a.csv")
        named = list(dict.fromkeys(problem.where for problem in batch.problems))
        assert named == [f"a.csv, row {number}" for number in table.faulty]
        read = [AnswerRow(name_key(row.name), row.role, row.unit, row.answer) for row in batch.rows]
        assert read == [as_stored(cells) for cells in table.sound]
        check_batch(batch, pack())

    each("answers.csv, tables", attempt)


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    return make_engagement(tmp_path / "acme", "cx-pulse")


def test_an_import_of_answers_takes_all_rows_or_changes_nothing(acme: Path) -> None:
    path = acme.parent / "a.csv"
    pulse = pack("cx-pulse")

    def attempt(random: Random) -> None:
        table = make.answers_table(random, pulse, ANSWERS_HEADER)
        content = make.changed_bytes(random, table.content) if random.random() < 0.3 else table.content
        path.write_bytes(content)
        before = contents(acme)
        code, out, err = command(["import", "answers", str(acme), str(path)])
        check_command(code, out, err)
        if code:
            assert contents(acme) == before
            return
        with open_engagement(acme) as opened:
            stored = {name_key(r.name): r.answers for r in opened.store.answers.responses(WAVE)}
        for row in read_answers([path], pulse).rows:
            assert stored[name_key(row.name)][row.answer.question] == row.answer
        after = contents(acme)
        assert command(["import", "answers", str(acme), str(path)])[0] == 0
        with open_engagement(acme) as opened:
            assert {name_key(r.name): r.answers for r in opened.store.answers.responses(WAVE)} == stored
        assert {k: v for k, v in contents(acme).items() if k != "answers.db"} == {
            k: v for k, v in after.items() if k != "answers.db"
        }

    each("answers.csv, imported", attempt)


# ── metrics ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_change_to_a_metrics_file_does_more_than_name_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"

    def attempt(random: Random) -> None:
        path.write_bytes(make.changed_bytes(random, METRICS, (HEAD, METRICS)))
        entries, problems = read_metric_files([path])
        check_problems(problems, "m.csv")
        check_entries(entries)
        assert entries or problems

    each("metrics.csv, bytes", attempt)


def as_entry(cells: Sequence[str]) -> MetricEntry:
    id, value, n, period, previous, source, definition = cells
    return MetricEntry(
        id,
        float(value),
        int(n) if n else None,
        clean_line(period),
        float(previous) if previous else None,
        clean_text(source),
        clean_text(definition),
    )


def test_of_a_metrics_file_each_sound_row_is_read_and_each_other_one_named(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"

    def attempt(random: Random) -> None:
        table = make.metrics_table(random, METRICS_HEADER)
        path.write_bytes(table.content)
        entries, problems = read_metric_files([path])
        check_problems(problems, "m.csv")
        named = list(dict.fromkeys(problem.where for problem in problems))
        assert named == [f"m.csv, row {number}" for number in table.faulty]
        assert [astuple(entry) for entry in entries] == [astuple(as_entry(cells)) for cells in table.sound]
        check_entries(entries)

    each("metrics.csv, tables", attempt)


def test_an_import_of_metrics_takes_all_rows_or_changes_nothing(acme: Path) -> None:
    def attempt(random: Random) -> None:
        path = acme.parent / random.choice(
            ("m.csv", "m 2.csv", "=m.csv", "metrics.toml", "METRICS.TOML", "🐙.csv", ".m.csv")
        )
        path.write_bytes(make.metrics_table(random, METRICS_HEADER).content)
        before = contents(acme)
        code, out, err = command(["import", "metrics", str(acme), str(path)])
        check_command(code, out, err)
        if code:
            assert contents(acme) == before
            return
        kept = [p for p in (acme / "metrics").iterdir() if p.name != "metrics.toml"]
        assert any(p.read_bytes() == path.read_bytes() for p in kept)
        after = contents(acme)
        assert command(["import", "metrics", str(acme), str(path)])[0] == 0
        assert {k: v for k, v in contents(acme).items() if k != "answers.db"} == {
            k: v for k, v in after.items() if k != "answers.db"
        }

    each("metrics.csv, imported", attempt)


def test_a_sheet_with_cells_of_any_type_gives_metrics_or_faults(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"

    def attempt(random: Random) -> None:
        path.write_bytes(make.metrics_workbook(random, METRICS_HEADER))
        entries, problems = read_metric_files([path])
        check_problems(problems, "m.xlsx")
        check_entries(entries)
        assert entries or problems

    each("metrics.xlsx, cells", attempt)


def test_no_damage_to_a_workbook_does_more_than_name_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    sound = [make.metrics_workbook(Random(number), METRICS_HEADER) for number in range(5)]

    def attempt(random: Random) -> None:
        path.write_bytes(make.changed_workbook(random, random.choice(sound)))
        entries, problems = read_metric_files([path])
        check_problems(problems, "m.xlsx", str(path))
        check_entries(entries)
        assert all("root:" not in entry.definition for entry in entries)  # no file of this computer comes along

    each("metrics.xlsx, bytes", attempt)


def test_no_register_of_metric_files_is_changed_where_it_cannot_be_understood(acme: Path) -> None:
    """metrics/metrics.toml, which people edit."""
    path, register = acme.parent / "m.csv", acme / "metrics" / "metrics.toml"
    path.write_bytes(METRICS)
    sound = (
        b'# ours\n[files."m.csv"]\nkind = "typed"\nwave = "2026"\nsha256 = "00"\n\n'
        b'[files."old.csv"]\nkind = "typed"\nwave = "2025"\nsha256 = "00"  # last year\n'
    )
    tables = {"files": {"m.csv": {"kind": "typed", "wave": "2026", "sha256": "00"}}, "note": "ours"}

    def attempt(random: Random) -> None:
        changed = make.changed_toml(random, sound) if random.random() < 0.6 else make.toml(make.altered(random, tables))
        register.write_bytes(changed)
        before = contents(acme)
        try:
            with open_engagement(acme) as opened, metric_files_kept(opened, [path]):
                pass
        except CxassessError as error:
            check_refusal(error, "metrics/metrics.toml")
            assert contents(acme) == before
        else:
            with open_engagement(acme) as opened, metric_files_kept(opened, [path]):
                pass
            for kept in (acme / "metrics").iterdir():
                kept.unlink()

    each("metrics.toml", attempt)


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_cleaned_text_is_safe_and_cleaning_it_again_changes_nothing() -> None:
    def attempt(random: Random) -> None:
        raw = make.text(random, make.READABLE + make.UNREADABLE, 3000)
        cleaned, line = clean_text(raw), clean_line(raw)
        check_text(cleaned)
        assert clean_text(cleaned) == cleaned
        assert clean_line(line) == clean_line(cleaned) == line
        assert len(line.splitlines()) <= 1
        cleaned.encode()
        kept = [c for c in raw if c.isprintable() and not c.isspace()]
        assert [c for c in cleaned if c.isprintable() and not c.isspace()] == kept
        assert name_key(line) == name_key(name_key(line)) == name_key(f" {line} ")

    each("texts", attempt)


def test_what_is_stored_is_read_back_letter_for_letter(tmp_path: Path) -> None:
    acme = make_engagement(tmp_path / "acme", "cx-pulse")
    pulse = pack("cx-pulse")

    def attempt(random: Random) -> None:
        name = clean_line(make.text(random, longest=200))[:200].strip() or "Ana"
        unit, role = clean_line(make.text(random, longest=300)), random.choice(list(pulse.roles))
        id = random.choice(list(pulse.practices))
        answer = Answer(id, random.choice("12345"), clean_text(make.text(random)), clean_text(make.text(random)))
        with open_engagement(acme) as opened:
            opened.store.answers.save(WAVE, [AnswerRow(name, role, unit, answer)], "csv")
            stored = opened.store.answers.response(WAVE, name)
            again = next(r for r in opened.store.answers.responses(WAVE) if name_key(r.name) == name_key(name))
        assert stored is not None
        assert (stored.role, stored.unit, stored.answers[id]) == (role, unit, answer)
        assert again == stored

    each("store", attempt)

"""Exports from anybody end in numbers that can be, or in a sentence; and an import of them takes all or nothing."""

import tomllib
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from math import isfinite
from pathlib import Path
from random import Random

import pytest
from files.building import WAVE, make_engagement

from cxassess.errors import InvalidInput
from cxassess.files.engagement import open_engagement
from cxassess.files.exports.account import account_lines, measured_lines
from cxassess.files.exports.mapping_file import mappings_of
from cxassess.files.exports.reading import read_export, rows_in
from cxassess.files.exports.tools import known_tools
from cxassess.files.exports.which import NeedsMapping, Setting
from cxassess.files.tables import connect
from cxassess.measures.counting import measure_view
from cxassess.measures.measure import Measure
from cxassess.metrics import METRICS
from fuzz import exports
from fuzz.profile import each
from fuzz.sound import check_command, check_problems, check_text, command, contents


def check_measures(measures: Iterable[Measure]) -> None:
    """Numbers that their metric can have, each within its interval."""
    for measure in measures:
        assert measure.metric in METRICS
        parts = [measure.now, measure.before, *(point.measured for point in measure.series)]
        parts += [group.measured for groups in measure.groups.values() for group in groups]
        for part in parts:
            if part is None or part.value is None:
                continue
            assert isfinite(part.value)
            assert part.n is None or part.n >= 0
            if part.low is not None and part.high is not None:
                assert part.low - 1e-9 <= part.value <= part.high + 1e-9


def setting() -> Setting:
    tools = known_tools()
    kinds = {id: tool.mapping.kind for id, tool in tools.items()}
    tables, problems = mappings_of(tomllib.loads(exports.TABLES)["tables"], "metrics.toml", kinds)
    assert problems == ()
    return Setting(tables, tools, "Europe/London", date(2026, 3, 12))


def test_no_damage_to_an_export_does_more_than_name_its_faults(tmp_path: Path) -> None:
    known = setting()

    def attempt(random: Random) -> None:
        path = exports.written(random, tmp_path / "e")
        with closing(connect()) as connection:
            try:
                reading = read_export(path, connection, known, "1")
                if reading is None:
                    return
                account = reading.account
                for line in account_lines(account):
                    check_text(line)
                assert 0 <= account.used <= account.rows
                left = sum(out.rows.count for out in account.left_out)
                assert account.used + left + account.ragged == account.rows
                for column in account.columns:
                    fates = (column.blank, column.not_applicable, column.out_of_range, column.unparsable)
                    assert column.used + sum(fate.count for fate in fates) == account.used
                measures = measure_view(rows_in(connection), reading.view)
            except NeedsMapping as error:
                check_problems(error.problems, path.name, "metrics.toml")
                tomllib.loads(error.lines)
                return
            except InvalidInput as error:
                check_problems(error.problems, path.name)
                return
        check_measures(measures)
        for line in measured_lines(path.name, measures):
            check_text(line)

    each("exports, bytes", attempt)


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    folder = make_engagement(tmp_path / "acme", "cx-pulse")
    (folder / "metrics" / "metrics.toml").write_text(exports.TABLES, encoding="utf-8")
    return folder


def test_an_import_of_exports_takes_all_files_or_changes_nothing(acme: Path) -> None:
    def attempt(random: Random) -> None:
        names = random.sample(("a", "b 2", "=c", "🐙"), random.choice((1, 1, 2, 3)))
        paths = [exports.written(random, acme.parent / name) for name in names]
        before = contents(acme)
        code, out, err = command(["import", "metrics", str(acme), *map(str, paths)])
        check_command(code, out, err)
        if code:
            assert contents(acme) == before
            return
        for path in paths:
            assert any(kept.read_bytes() == path.read_bytes() for kept in (acme / "metrics").iterdir())
        with open_engagement(acme) as opened:
            check_measures(opened.store.outcomes.measures(WAVE))
            files = opened.store.outcomes.measured_files(WAVE)
        after = contents(acme)
        code, out, err = command(["import", "metrics", str(acme), *map(str, paths)])
        assert (code, "Nothing changed" in out) == (0, True), (out, err)
        assert contents(acme) == after
        whole = [source for source in files if " with " not in source]
        counted = [file.name for source in whole for file in files[source]]
        assert len(counted) == len(set(counted)), files  # no file is counted in two sources

    each("exports, imported", attempt)

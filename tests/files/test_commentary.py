"""commentary/<wave>.toml: the consultant's words, and the faults in them."""

from pathlib import Path

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.commentary import SECTIONS, confirm, first_commentary, places_of, read_commentary
from cxassess.files.engagement import open_engagement
from cxassess.files.store_answers import AnswerRow
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Answer, Commentary, Override
from cxassess.report.compose import SECTIONS as REPORT_SECTIONS
from files.building import KESTREL, WAVE, make_engagement, pack, written


def assessed(folder: Path, choice: str) -> Assessment:
    with open_engagement(folder) as opened:
        opened.store.answers.save(WAVE, [AnswerRow("Ana", "manager", "", Answer("STR1", choice))], "csv")
        return opened.assess()


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    return assessed(make_engagement(tmp_path_factory.mktemp("commentary") / "acme"), "3")


def read(tmp_path: Path, assessment: Assessment, content: bytes | str) -> Commentary:
    written(tmp_path / "commentary" / f"{WAVE}.toml", content)
    return read_commentary(tmp_path, assessment)


def test_a_wave_without_commentary_has_none(tmp_path: Path, assessment: Assessment) -> None:
    assert read_commentary(tmp_path, assessment) == Commentary()


def test_the_file_that_new_writes_says_nothing_yet(tmp_path: Path, assessment: Assessment) -> None:
    assert read(tmp_path, assessment, first_commentary()) == Commentary()


def test_the_example_is_read_whole(tmp_path: Path, assessment: Assessment) -> None:
    commentary = read(tmp_path, assessment, (KESTREL / "commentary.toml").read_bytes())
    assert commentary.headline
    assert set(commentary.sections) <= set(SECTIONS)


def test_every_slot_is_a_section_of_the_report_or_a_discipline() -> None:
    assert set(SECTIONS) <= {*REPORT_SECTIONS, *(d.id for d in pack().disciplines)}


def test_words_lose_only_control_characters(tmp_path: Path, assessment: Assessment) -> None:
    content = 'headline = " “A”\\u0007 & <b> {x} "\n[override."gap disciplines.design"]\nsentence = "S"\nreason = "R"\n'
    commentary = read(tmp_path, assessment, content)
    assert (commentary.headline, commentary.overrides) == (
        "“A” & <b> {x}",
        {"gap disciplines.design": Override("S", "R")},
    )


WORDS = """\
headline = "Ours."   # kept
[sections]
strategy = "On strategy."
culture = "On culture."
[override."gap disciplines.strategy"]
sentence = "S"
reason = "R"
"""


def test_confirmed_words_are_marked_where_their_numbers_moved_and_nowhere_else(
    tmp_path: Path, assessment: Assessment
) -> None:
    assert read(tmp_path, assessment, WORDS).unconfirmed == {"headline", "strategy", "culture"}
    assert confirm(tmp_path, assessment)
    now = read_commentary(tmp_path, assessment)
    assert not now.moved
    assert not now.unconfirmed
    assert now.gone == {"override gap disciplines.strategy"}  # which fits no finding here
    assert places_of(now)[2].endswith("fits nothing in this wave, and is not printed")
    later = read_commentary(tmp_path, assessed(make_engagement(tmp_path / "acme"), "4"))
    assert later.moved == {"headline", "strategy"}
    assert places_of(later)[-1] == f"{'strategy':33}  its numbers have changed since it was confirmed"


def test_confirming_leaves_everything_else_in_the_file_as_it_is(tmp_path: Path, assessment: Assessment) -> None:
    read(tmp_path, assessment, f'written_for = "00000000"\n{WORDS}')
    assert read_commentary(tmp_path, assessment).moved  # an earlier version's one fingerprint for everything
    confirm(tmp_path, assessment)
    text = (tmp_path / "commentary" / f"{WAVE}.toml").read_text(encoding="utf-8")
    assert text.startswith(WORDS.rstrip())
    assert "written_for" not in text
    assert not read_commentary(tmp_path, assessment).moved


def test_confirming_keeps_byte_order_mark_and_line_ends(tmp_path: Path, assessment: Assessment) -> None:
    content = f"\ufeff{WORDS}".replace("\n", "\r\n").encode()
    read(tmp_path, assessment, content)
    confirm(tmp_path, assessment)
    after = (tmp_path / "commentary" / f"{WAVE}.toml").read_bytes()
    assert after.startswith(content)
    assert after.count(b"\n") == after.count(b"\r\n")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('hedline = "x"', "commentary/2026.toml › hedline: is not a known key (did you mean headline?)"),
        (
            '[sections]\ndesing = "x"',
            "commentary/2026.toml › sections.desing: is no section of the report (did you mean design?)",
        ),
        ("headline = 5", "commentary/2026.toml › headline: 5 was read, text in quotation marks was expected"),
        ('[override.gap]\nsentence = "x"', "commentary/2026.toml › override.gap.reason: is missing"),
        ('headline = "', "commentary/2026.toml: is not valid TOML: unterminated string (at end of document)"),
        (b"\xff", "commentary/2026.toml: is not UTF-8 text (byte 1)"),
    ],
)
def test_a_fault_is_named_with_its_key(
    tmp_path: Path, assessment: Assessment, content: bytes | str, fault: str
) -> None:
    with pytest.raises(InvalidInput) as raised:
        read(tmp_path, assessment, content)
    assert [str(problem) for problem in raised.value.problems] == [fault]

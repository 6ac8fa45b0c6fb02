"""The languages of a questionnaire: which it has, what `new` takes, and what is said of one that it has not."""

import json
import shutil
from pathlib import Path

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.data import shipped
from cxassess.files.engagement import open_engagement
from cxassess.files.packs import find_pack, languages_of, read_pack, read_packs
from cxassess.lint import lint
from cxassess.words import answering_words
from files.building import done_well, refused, run, written

MATURITY, PULSE = (shipped("questionnaires") / id for id in ("cx-maturity", "cx-pulse"))
SHIPPED = [(id, language) for id in ("cx-maturity", "cx-pulse") for language in languages_of(find_pack(id))]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Copies of the shipped questionnaires, to take texts out."""
    return Path(shutil.copytree(shipped("questionnaires"), tmp_path / "questionnaires"))


@pytest.mark.parametrize(("id", "language"), SHIPPED)
def test_a_shipped_questionnaire_reads_well_in_each_of_its_languages(id: str, language: str) -> None:
    pack = read_pack(find_pack(id), language)
    assert pack.language == language
    assert lint(pack, answering_words(language)) == ()


def test_the_shipped_questionnaires_are_there_in_english_german_and_french() -> None:
    assert languages_of(MATURITY) == languages_of(PULSE) == ("en", "de", "fr")
    assert languages_of(MATURITY, "b2b") == languages_of(PULSE, "b2b") == ("en",)


def test_both_languages_ask_the_same_practices_in_the_same_places() -> None:
    english, german = read_pack(MATURITY), read_pack(MATURITY, "de")
    assert list(english.practices) == list(german.practices)
    for id, practice in english.practices.items():
        assert german.practices[id].anchor_version == practice.anchor_version
        assert german.practices[id].question != practice.question


def test_a_pack_with_a_base_has_the_languages_that_both_have(packs: Path) -> None:
    (packs / "cx-maturity" / "de.toml").unlink()
    assert languages_of(packs / "cx-pulse") == ("en", "fr")


def test_all_languages_and_their_variants_are_checked() -> None:
    labels = [(pack.language, pack.label) for pack in read_packs(PULSE)]
    assert labels[-2:] == [("de", "cx-pulse"), ("fr", "cx-pulse")]
    assert ("en", "cx-pulse (b2b)") in labels
    assert ("de", "cx-pulse (b2b)") not in labels
    assert "cx-pulse 1.1 in de is sound" in done_well(run("questionnaire", "check", "cx-pulse"))


def test_a_fault_in_a_german_text_is_named_with_its_file(packs: Path) -> None:
    path = packs / "cx-maturity" / "de.toml"
    written(path, path.read_text(encoding="utf-8").replace("[practices.STR1]\ntitle =", "[practices.STR1]\ntitel =", 1))
    said = refused(run("questionnaire", "check", packs / "cx-maturity"), "de.toml › practices.STR1.titel", code=1)
    assert any("did you mean title?" in line for line in said)


def test_a_questionnaire_without_a_language_names_those_it_has(packs: Path) -> None:
    (packs / "cx-maturity" / "de.toml").unlink()
    with pytest.raises(InvalidInput, match="cx-maturity has no text in “de”; it has en, fr"):
        read_pack(packs / "cx-maturity", "de")


# ── new ──────────────────────────────────────────────────────────────────────────────────────────────────────

NEW = ("--client", "Falkensee", "--wave", "2026", "--as-of", "2026-03-12")


def test_new_makes_a_german_engagement(tmp_path: Path) -> None:
    folder = tmp_path / "falkensee"
    done_well(run("new", folder, *NEW, "--language", "de"))
    assert 'language = "de"' in (folder / "engagement.toml").read_text(encoding="utf-8")
    with open_engagement(folder) as opened:
        assert (opened.pack.language, opened.settings.language) == ("de", "de")
        assert opened.pack.levels[0] == "Fehlt"
    assert "Noch hat niemand geantwortet." in done_well(run("status", folder))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--language", "fr"), "there are no words in the language “fr”; known: en, de"),
        (
            ("--language", "de", "--variant", "b2b"),
            "--language: the variant “b2b” of cx-maturity has no text in “de”; it has en",
        ),
        (("--language", "de", "--variant", "b2bb"), "has no variant “b2bb” (did you mean b2b?)"),
    ],
)
def test_new_says_in_one_sentence_what_is_not_there(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    lines = refused(run("new", tmp_path / "acme", *NEW, *arguments), said)
    assert len(lines) == 1
    assert not (tmp_path / "acme").exists()


def test_new_names_the_languages_of_ones_own_questionnaire(packs: Path, tmp_path: Path) -> None:
    (packs / "cx-maturity" / "de.toml").unlink()
    asked = ("--language", "de", "--questionnaire", packs / "cx-maturity")
    refused(run("new", tmp_path / "acme", *NEW, *asked), "cx-maturity has no text in “de”; it has en, fr")
    assert not (tmp_path / "acme").exists()


def test_a_wave_keeps_the_language_of_its_questionnaire(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    done_well(run("new", folder, *NEW))
    settings = folder / "engagement.toml"
    written(settings, settings.read_text(encoding="utf-8").replace('language = "en"', 'language = "de"'))
    fault = "engagement.toml › language: “de” was read, but the questionnaire of this wave is in “en”"
    assert refused(run("status", folder)) == [fault]


def test_a_questionnaire_is_listed_with_its_languages_and_shown_in_each() -> None:
    rows = {row["id"]: row for row in json.loads(run("questionnaire", "list", "--json").stdout)}
    assert rows["cx-maturity"]["languages"] == ["en", "de", "fr"]
    assert "Languages: en, de, fr" in done_well(run("questionnaire", "list"))
    shown = done_well(run("questionnaire", "show", "cx-pulse", "--language", "de"))
    assert "Puls Kundenerlebnis" in shown
    assert "Geschäftsleitung" in shown

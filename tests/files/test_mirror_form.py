"""The form for customers and partners: complete in three languages, and every fault of one named with its place."""

import shutil
from pathlib import Path

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.data import shipped
from cxassess.files.mirror_form import find_form, form_languages, read_form
from cxassess.model.mirror import PANELS
from files.building import pack

SHIPPED = shipped("mirrors") / "cx-mirror"
MIRRORED = {"STR7", "CUN1", "DSN6", "DSN7", "MEA7", "CUL6", "CUL7", "GOV8"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "mirror")


def faults(folder: Path, language: str = "en") -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_form(folder, language)
    return [str(problem) for problem in caught.value.problems]


def test_english_german_and_french_are_whole_and_mirror_eight_practices() -> None:
    assert form_languages(SHIPPED) == ("en", "de", "fr")
    for language in ("en", "de", "fr"):
        form = read_form(SHIPPED, language)
        assert form.language == language
        assert set(form.items) == MIRRORED
        assert set(form.items) <= set(pack().practices)
        assert len(set(form.scale)) == 5


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_a_sentence_fits_a_phone_and_names_the_client(language: str) -> None:
    for item in read_form(SHIPPED, language).items.values():
        for panel in PANELS:
            asked = item.asked(panel, "Kestrel")
            assert "Kestrel" in asked or "{" not in item.texts[panel]
            assert "{" not in asked
            assert len(asked) <= 130
            assert asked.endswith(".")
        assert len(item.topic) <= 34


def test_a_language_that_the_form_lacks_falls_back_to_english_and_says_so() -> None:
    assert read_form(SHIPPED, "it").language == "en"


def test_an_engagement_may_ask_a_form_of_its_own(own: Path, tmp_path: Path) -> None:
    assert find_form(tmp_path) == own
    assert find_form(tmp_path / "elsewhere") == SHIPPED


def test_every_fault_is_named_at_once_with_its_place(own: Path) -> None:
    structure, words = own / "mirror.toml", own / "en.toml"
    structure.write_text(structure.read_text("utf-8").replace('"GOV8"]', '"STR7", "gov 9"]'), encoding="utf-8")
    text = words.read_text("utf-8").replace("{client} keeps the promises it makes to me.", "{clint} keeps them.")
    words.write_text(text.replace('cant_say = "I can’t say"', "cant_say = 3"), encoding="utf-8")
    assert faults(own) == [
        "en.toml › cant_say: 3 was read, text in quotation marks was expected",
        "mirror.toml › items: “gov 9” was read, the id of a practice was expected",
        "mirror.toml › items: STR7 stands there twice, each once was expected",
        "en.toml › items.gov 9: is missing",
        "en.toml › items.GOV8: is not among the items of mirror.toml",
        "en.toml › items.STR7.customers: “{clint}” was read, {client} was expected",
    ]


def test_a_form_without_a_file_is_told_in_a_sentence(own: Path) -> None:
    (own / "mirror.toml").unlink()
    assert faults(own) == ["mirror.toml: this file is missing"]

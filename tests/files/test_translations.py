"""Answering in another language: what a wave keeps, what stands in for a text that lacks, what a translator reads."""

import json
import re
import shutil
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxassess.briefing import is_seen, terms_in
from cxassess.errors import InvalidInput
from cxassess.files.data import shipped
from cxassess.files.engagement import create_engagement, open_engagement
from cxassess.files.packs import build_pack, pack_in, read_pack, read_snapshot, read_wave_snapshot
from cxassess.files.translations import lacks_of, over_base
from cxassess.sitting import Person
from cxassess.web.views import Reader
from files.building import done_well, refused, run, written

PULSE = shipped("questionnaires") / "cx-pulse"
MATURITY = shipped("questionnaires") / "cx-maturity"
NARROW = "\u202f"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped("questionnaires"), tmp_path / "questionnaires"))


def without(packs: Path, practice: str, key: str) -> None:
    """Take a text out of the French file."""
    path = packs / "cx-maturity" / "fr.toml"
    before, head, after = path.read_text(encoding="utf-8").partition(f"[practices.{practice}]\n")
    written(path, before + head + re.sub(rf"(?m)^{key} = (\[\n(.|\n)*?^\]|.*)\n", "", after, count=1))


# ── what a language lacks ────────────────────────────────────────────────────────────────────────────────────


def test_the_pulse_lacks_nothing_in_french_that_people_see_who_answer() -> None:
    pack = read_pack(PULSE, "fr")
    assert [key for key in pack.fallbacks if is_seen(key)] == []
    assert pack.language_of("practices.STR1.question") == "fr"
    assert pack.language_of("practices.STR1.statement") == "en"  # which stands in documents alone
    assert pack.practices["STR1"].statement == read_pack(PULSE).practices["STR1"].statement


def test_a_missing_text_is_that_of_the_base_language_and_known_as_such(packs: Path) -> None:
    without(packs, "STR1", "why")
    pack, english = read_pack(packs / "cx-pulse", "fr"), read_pack(PULSE)
    assert pack.practices["STR1"].why == english.practices["STR1"].why
    assert pack.language_of("practices.STR1.why") == pack.language_of("practices.STR1") == "en"
    assert pack.language_of("practices.STR1.question") == "fr"
    assert pack.practices["STR1"].question != english.practices["STR1"].question


@pytest.mark.parametrize("key", ["question", "short", "full"])
def test_a_ladder_is_never_in_two_languages(packs: Path, key: str) -> None:
    without(packs, "STR1", key)
    practice, english = (read_pack(packs / "cx-pulse", one).practices["STR1"] for one in ("fr", "en"))
    assert (practice.question, practice.short, practice.full) == (english.question, english.short, english.full)
    assert practice.title != english.title


def test_a_text_that_is_begun_and_empty_lacks(packs: Path) -> None:
    path = packs / "cx-maturity" / "fr.toml"
    text = path.read_text(encoding="utf-8")
    written(path, text.replace('  "Nulle part",', '  "",', 1))
    pack = read_pack(packs / "cx-pulse", "fr")
    assert {key for key in pack.fallbacks if is_seen(key)} == {
        f"practices.STR1.{key}" for key in ("question", "short", "full")
    }


def test_the_terms_of_a_question_in_the_base_language_are_explained_and_none_twice(packs: Path) -> None:
    without(packs, "MEA4", "short")
    pack = read_pack(packs / "cx-pulse", "fr")
    assert list(terms_in(pack, "MEA4")) == ["segment", "leaders"]
    assert next(iter(terms_in(pack, "GOV1"))) == "dirigeants"


def test_what_is_wrong_in_a_language_for_answering_is_a_fault_all_the_same(packs: Path) -> None:
    path = packs / "cx-maturity" / "fr.toml"
    text = path.read_text(encoding="utf-8")
    written(path, text.replace("[practices.STR1]\ntitle", "[practices.STR1]\ntitel", 1))
    said = refused(run("questionnaire", "check", packs / "cx-maturity"), "fr.toml › practices.STR1.titel", code=1)
    assert len(said) == 1


def test_check_says_how_much_of_a_language_stands_in_another(packs: Path) -> None:
    without(packs, "STR1", "why")
    without(packs, "STR5", "short")
    said = done_well(run("questionnaire", "check", packs / "cx-pulse"))
    assert "cx-pulse 1.1 in fr is sound: 4 texts of those who answer stand in en instead" in said
    assert "cxassess questionnaire translation cx-pulse fr" in said
    untouched = done_well(run("questionnaire", "check", "cx-pulse"))
    assert "in fr is sound: people can answer in it, and documents are written in another language." in untouched


@pytest.mark.parametrize("table", [{"title": {"x": "y"}}, {"practices": "none"}, {"terms": "none"}, {"roles": ["a"]}])
def test_a_table_of_another_kind_is_a_fault_and_no_crash(table: dict[str, Any]) -> None:
    base = read_snapshot(MATURITY)
    merged, _ = over_base(base["words"], {"language": "fr", **table})
    with pytest.raises(InvalidInput, match=f"fr.toml › {next(iter(table))}"):
        build_pack({"structure": base["structure"], "words": merged})


# ── a wave in several languages ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def wave(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    asked = ("--questionnaire", "cx-pulse", "--wave", "2026", "--as-of", "2026-03-12")
    done_well(run("new", folder, "--client", "Acme", *asked))
    return folder


def test_a_wave_can_be_answered_in_every_language_of_its_questionnaire(wave: Path) -> None:
    with open_engagement(wave) as opened:
        assert opened.languages == ("en", "de", "fr")
        views = [opened.pack_in(language) for language in opened.languages]
        assert views[0] is opened.pack
        assert [view.practices["CUL7"].short[0] for view in views] == [
            "Each says something different",
            "Alle sagen etwas anderes",
            "Chacun dit autre chose",
        ]
        for view in views[1:]:  # a view asks the same of the same people
            assert view.fallbacks == frozenset()
            assert [p.anchor_version for p in view.practices.values()] == [
                p.anchor_version for p in opened.pack.practices.values()
            ]
            assert [view.asked_of(role) for role in view.roles] == [opened.pack.asked_of(r) for r in opened.pack.roles]
        assert opened.words_in("fr").say("interview.saved") == "enregistré"


def test_a_wave_keeps_its_languages_as_they_stood_when_it_opened(packs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    done_well(run("new", folder, "--client", "Acme", "--questionnaire", packs / "cx-pulse"))
    before = read_pack(packs / "cx-pulse", "fr").practices["STR1"].question
    path = packs / "cx-maturity" / "fr.toml"
    written(path, path.read_text(encoding="utf-8").replace(before, f"Autre chose{NARROW}?"))
    with open_engagement(folder) as opened:
        assert opened.pack_in("fr").practices["STR1"].question == before


def test_what_a_language_lacks_in_a_wave_stands_in_the_language_of_the_wave(packs: Path, tmp_path: Path) -> None:
    without(packs, "STR1", "why")
    folder = tmp_path / "acme"
    done_well(run("new", folder, "--client", "A", "--questionnaire", packs / "cx-pulse", "--language", "de"))
    with open_engagement(folder) as opened:
        french = opened.pack_in("fr")
        assert french.practices["STR1"].why == opened.pack.practices["STR1"].why
        assert (french.base_language, set(french.fallbacks)) == ("de", {"practices.STR1.why"})


def test_a_half_translated_language_keeps_nobody_from_opening_a_wave_in_another(packs: Path, tmp_path: Path) -> None:
    path = packs / "cx-maturity" / "de.toml"
    written(path, re.sub(r'(?m)^title = "Zielbild.*\n', "", path.read_text(encoding="utf-8"), count=1))
    asked = ("--client", "A", "--questionnaire", packs / "cx-pulse")
    done_well(run("new", tmp_path / "acme", *asked))
    refused(run("new", tmp_path / "zweite", *asked, "--language", "de"), "de.toml › practices.STR1.title: is missing")


def test_a_wave_of_before_is_answered_in_its_one_language(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    create_engagement(folder, "Acme", "2026", date(2026, 3, 12), read_snapshot(PULSE), "attributed")
    with open_engagement(folder) as opened:
        assert opened.languages == ("en",)
        with pytest.raises(InvalidInput, match="“fr” was read; the questionnaire of this wave was kept in en"):
            opened.pack_in("fr")


def test_a_variant_is_answered_in_the_languages_that_it_has_a_file_for() -> None:
    snapshot = read_wave_snapshot(PULSE, "en", "public")
    assert snapshot["translations"] == {}
    with pytest.raises(InvalidInput, match="kept in en"):
        pack_in(snapshot, "fr")


def test_a_wave_keeps_of_other_languages_what_people_see_who_answer() -> None:
    french = read_wave_snapshot(PULSE)["translations"]["fr"]
    assert set(french["practices"]["STR1"]) <= {"title", "question", "short", "full", "why", "enough", "not_enough"}
    assert not {"profiles", "programme"} & set(french)


def test_a_page_of_the_web_says_which_language_a_text_is_in(wave: Path) -> None:
    with open_engagement(wave) as opened:
        french = replace(opened.pack_in("fr"), fallbacks=frozenset({"practices.STR1.question", "practices.STR5.why"}))
        person = Person("Jeanne", "executive", "")
        reader = Reader(opened.settings, french, opened.words_in("fr"), person, "1", {})
        pages = [reader.question(id, 0) for id in ("STR1", "STR5", "STR7")]
    assert [(page.asked_in, page.explained_in) for page in pages] == [("en", "fr"), ("fr", "en"), ("fr", "fr")]
    assert ["le texte est ici en anglais" in page.help for page in pages] == [True, False, False]


# ── a list for the translator ────────────────────────────────────────────────────────────────────────────────

BASE: dict[str, Any] = {
    "language": "en",
    "title": "A check",
    "terms": {"journey": "All of it.", "segment": "A group."},
    "practices": {
        "STR1": {
            "title": "One aim",
            "statement": "It is written",
            "question": "Where is it written, {name}?",
            "short": ["Nowhere", "In talks", "In one text", "In all texts", "In tested texts"],
            "why": "Without one text every team improves towards another aim.",
        }
    },
}


def changed(**texts: Any) -> dict[str, Any]:
    own = deepcopy(BASE)
    own |= {"title": "Un contrôle", "terms": {"parcours": "Tout.", "segment": "Un groupe."}}
    own["practices"]["STR1"] = {
        "title": "Un seul but",
        "statement": "C’est écrit",
        "question": "Où est-ce écrit, {name} ?",
        "short": ["Nulle part", "En paroles", "Dans un texte", "Dans tous les textes", "Dans des textes éprouvés"],
        "why": "Sans texte commun, chaque équipe suit son but.",
    }
    own["practices"]["STR1"] |= texts
    return own


@pytest.mark.parametrize(
    ("texts", "kind", "key"),
    [
        ({"why": ""}, "missing", "practices.STR1.why"),
        ({"whi": "Parce que."}, "left_over", "practices.STR1.whi"),
        ({"question": "Où est-ce écrit, {nom} ?"}, "placeholders", "practices.STR1.question"),
        ({"title": "One aim"}, "same", "practices.STR1.title"),
        (
            {"short": ["Nulle part", "En paroles", "a b c d e f g h i", "Tous", "Cinq"]},
            "long",
            "practices.STR1.short, level 3",
        ),
        ({"why": "Sans texte commun, chaque équipe. " * 5}, "long", "practices.STR1.why"),
    ],
)
def test_each_thing_to_mend_is_found_with_its_key(texts: dict[str, Any], kind: str, key: str) -> None:
    assert lacks_of(BASE, changed(), documents=True) == ()
    assert [(lack.kind, lack.key) for lack in lacks_of(BASE, changed(**texts), documents=True)] == [(kind, key)]


def test_what_stands_in_documents_alone_is_asked_for_where_documents_are_written() -> None:
    own = changed(statement="")
    assert lacks_of(BASE, own, documents=False) == ()
    assert [lack.key for lack in lacks_of(BASE, own, documents=True)] == ["practices.STR1.statement"]


def test_terms_are_counted_since_languages_share_no_keys_for_them() -> None:
    own = changed()
    del own["terms"]["segment"]
    assert [lack.message for lack in lacks_of(BASE, own, documents=True)] == [
        "1 terms are explained, 2 in the base language"
    ]


@pytest.mark.parametrize(("id", "language"), [("cx-maturity", "de"), ("cx-maturity", "fr"), ("cx-pulse", "fr")])
def test_the_shipped_translations_lack_nothing(id: str, language: str) -> None:
    assert f"{id} in {language} lacks nothing." in done_well(run("questionnaire", "translation", id, language))


def test_what_lacks_is_listed_with_exit_1_and_as_json(packs: Path) -> None:
    without(packs, "STR1", "why")
    listed = run("questionnaire", "translation", packs / "cx-pulse", "fr")
    assert listed.returncode == 1
    assert "fr.toml › practices.STR1.why: is missing: “Without one text" in listed.stdout.decode()
    as_json = run("questionnaire", "translation", packs / "cx-pulse", "fr", "--json")
    assert [(row["kind"], row["key"]) for row in json.loads(as_json.stdout)] == [("missing", "practices.STR1.why")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("it", "it.toml: this file is missing"),
        ("en", "LANGUAGE: en is the language that the others are compared with"),
        ("../x", "LANGUAGE: “../x” was read, two or three small letters were expected"),
    ],
)
def test_a_language_that_cannot_be_compared_is_one_sentence(packs: Path, language: str, said: str) -> None:
    assert len(refused(run("questionnaire", "translation", packs / "cx-pulse", language), said)) == 1


@pytest.mark.parametrize("id", ["cx-maturity", "cx-pulse"])
def test_a_new_language_begins_as_a_file_with_every_key_and_reads_at_once(packs: Path, id: str) -> None:
    folder = packs / id
    done_well(run("questionnaire", "translation", packs / "cx-maturity", "it", "--start"))
    if id != "cx-maturity":
        done_well(run("questionnaire", "translation", folder, "it", "--start"))
    begun = (folder / "it.toml").read_text(encoding="utf-8")
    assert f"# {read_pack(folder).title}\ntitle = " in begun
    pack = read_pack(folder, "it")  # nothing is filled in: all of it stands in English, and is known to
    assert pack.practices["STR1"].question == read_pack(folder).practices["STR1"].question
    assert pack.language_of("practices.STR1.question") == "en"
    refused(run("questionnaire", "translation", folder, "it", "--start"), "it.toml is there already")


def test_a_language_is_not_begun_inside_the_program() -> None:
    said = "cx-pulse: is a questionnaire of the program; copy its folder, and name the copy by its path"
    refused(run("questionnaire", "translation", "cx-pulse", "it", "--start"), said)
    assert not (PULSE / "it.toml").exists()


# ── French is set as French is ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [MATURITY / "fr.toml", PULSE / "fr.toml"])
def test_french_has_narrow_no_break_spaces_and_round_apostrophes(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    texts = [text for line in lines for text in re.findall(r'"([^"]*)"', line)]
    assert [t for t in texts if re.search(rf"[^{NARROW}][;:!?»]|«[^{NARROW}]|'|“|\.\.\.|  |\d %", t)] == []

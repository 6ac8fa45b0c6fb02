"""Each language has the whole catalogue, and its own way to write numbers, dates and names."""

import copy
import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cxassess.words
from cxassess.errors import CxassessError
from cxassess.files.checked import read_toml
from cxassess.metrics import say_value
from cxassess.words import COVERS, Words, answering_languages, answering_words, covers, languages, read_words

FOLDER = Path(cxassess.words.__file__).parent
OTHERS = tuple(language for language in languages() if language != "en")
PARTIAL = tuple(language for language in answering_languages() if covers(language))
# Lists of a language's own words, as long as it has them.
OWN_LISTS = {"protected", "lint.degrees", "lint.jargon_words"}
SHAPES = ({"one", "other"},)
GERMAN, ENGLISH = read_words("de"), read_words("en")


def tables(language: str) -> dict[str, Any]:
    found, unreadable = read_toml(FOLDER / f"{language}.toml")
    assert unreadable == ()
    return found


def slots(sentence: str) -> set[tuple[str, str]]:
    """The values that a sentence asks for, each with its format; `word` and `Word` differ by their place alone."""
    parsed = string.Formatter().parse(sentence)
    return {(name, (form or "").replace("Word", "word")) for _, name, form, _ in parsed if name is not None}


def differences(of: Any, to: Any, place: str = "") -> Iterator[str]:
    """What one catalogue has differently from another, with its place."""
    if type(of) is not type(to):
        yield f"{place} is of another kind"
    elif isinstance(of, dict):
        for key in of.keys() | to.keys():
            inner = f"{place}.{key}".lstrip(".")
            if key not in of or key not in to:
                yield f"{inner} is {'missing' if key not in of else 'too many'}"
            else:
                yield from differences(of[key], to[key], inner)
        if list(of) != list(to) and of.keys() == to.keys():
            yield f"{place} stands in another order"
    elif isinstance(of, list) and place not in OWN_LISTS and len(of) != len(to):
        yield f"{place} has {len(of)} entries instead of {len(to)}"
    elif isinstance(of, str) and not place.startswith("formats."):
        # A sentence for one may say “one” in letters where the other has the value.
        theirs = slots(to)
        if slots(of) != theirs and not (place.endswith(".one") and slots(of) - {("count", "word")} == theirs):
            yield f"{place} asks for {sorted(slots(of))} instead of {sorted(theirs)}"
        if of.strip() != of and (of[:1] == " ") != (to[:1] == " "):
            yield f"{place} begins or ends with a space"


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_the_keys_placeholders_formats_and_lengths_of_the_english_one(language: str) -> None:
    assert list(differences(tables(language), tables("en"))) == []


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("findings.gap", None, "findings.gap is missing"),
        ("findings.gapp", "{name}", "findings.gapp is too many"),
        ("findings.gap", "{name} {value:score} {target:score}", "findings.gap asks for"),
        ("findings.gap", "{name} {value} {target:score} {gap:score}", "findings.gap asks for"),
        ("findings.blind_spot", "{id}", "findings.blind_spot is of another kind"),
        ("findings.blind_spot.one", None, "findings.blind_spot.one is missing"),
        ("formats.months", ["Januar"], "formats.months has 1 entries instead of 12"),
        ("workbook.heads.gaps", {"id": "Nr."}, "workbook.heads.gaps.rank is missing"),
    ],
)
def test_a_planted_fault_in_a_catalogue_is_found(key: str, value: Any, fault: str) -> None:
    spoilt = copy.deepcopy(tables("de"))
    *path, last = key.split(".")
    place = spoilt
    for part in path:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    assert any(said.startswith(fault) for said in differences(spoilt, tables("en")))


def below(of: Any, to: Any, place: str = "") -> Iterator[str]:
    """What a catalogue for answering has differently from the English one, but for what it lacks."""
    for key, value in of.items():
        inner = f"{place}.{key}".lstrip(".")
        if key not in to:
            yield f"{inner} is too many"
        elif isinstance(value, dict) and isinstance(to[key], dict) and set(to[key]) not in SHAPES:
            yield from below(value, to[key], inner)
        else:
            yield from differences(value, to[key], inner)


@pytest.mark.parametrize("language", PARTIAL)
def test_a_catalogue_for_answering_has_keys_and_placeholders_of_the_english_one_and_whole_what_it_covers(
    language: str,
) -> None:
    ours, english = tables(language), tables("en")
    promised = ours.pop(COVERS)
    assert list(below(ours, english)) == []
    assert [fault for name in promised for fault in differences(ours[name], english[name], name)] == []


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("interview.savd", "enregistré", "interview.savd is too many"),
        ("interview.welcome_back", "Bienvenue, {nom}", "interview.welcome_back asks for"),
        ("interview.minutes_left", "encore", "interview.minutes_left is of another kind"),
        ("interview.minutes_left", {"one": "encore 1 minute"}, "interview.minutes_left.other is missing"),
    ],
)
def test_a_planted_fault_in_a_catalogue_for_answering_is_found(key: str, value: Any, fault: str) -> None:
    spoilt = copy.deepcopy(tables("fr"))
    del spoilt[COVERS]
    table, last = key.split(".")
    spoilt[table][last] = value
    assert [said for said in below(spoilt, tables("en")) if said.startswith(fault)]


def test_documents_are_written_in_whole_catalogues_and_people_answer_in_all() -> None:
    assert languages() == ("en", "de")
    assert answering_languages() == ("en", "de", "fr")
    with pytest.raises(CxassessError, match=r"no words in the language “fr”; known: en, de"):
        read_words("fr")


def test_a_sentence_that_a_language_lacks_is_english_and_known_as_english() -> None:
    french, nothing = answering_words("fr"), answering_words("it")
    assert (french.say("interview.saved"), french.language_of("interview.saved")) == ("enregistré", "fr")
    assert french.language_of("interview") == "fr"
    assert (french.say("status.nobody"), french.language_of("status.nobody")) == (ENGLISH.say("status.nobody"), "en")
    assert french.language_of("status") == "en"
    assert french.listed("interview.keys") == ENGLISH.listed("interview.keys")
    assert (nothing.say("interview.saved"), nothing.language_of("interview.saved")) == ("saved", "en")
    assert answering_words("de").say("interview.saved") == GERMAN.say("interview.saved")
    assert {answering_words(language).language_of("report.cover") for language in languages()} == {"en", "de"}


def test_french_is_set_as_french_is() -> None:
    """A narrow no-break space before ; : ! ? % and inside « »; round apostrophes."""
    unset = re.compile("[^\u202f{][;!?%»]|[^\u202f{a-z_]:|«[^\u202f]|'|“|\\.\\.\\.|  ")
    ours = {name: table for name, table in tables("fr").items() if name not in {"formats", "lint"}}
    keys = {"?"}
    assert [text for text in sentences(ours) if unset.search(text) and text not in keys] == []
    french = answering_words("fr")
    assert french.formats.full_date(date(2026, 3, 1)) == "1er\u00a0mars 2026"
    assert french.formats.full_date(date(2026, 3, 12)) == "12\u00a0mars 2026"
    assert (french.percent(0.4), french.number(1234567.5, ",.1f")) == ("40\u202f%", "1\u202f234\u202f567,5")


@pytest.mark.parametrize("language", [*OTHERS, *PARTIAL])
def test_the_keys_that_a_person_presses_are_the_same_in_every_language(language: str) -> None:
    """The program listens to these letters; what they do is said in words."""
    ours, theirs = (tables(one)["interview"]["keys"] for one in (language, "en"))
    letters = {name: key["key"] for name, key in theirs.items() if len(key["key"]) == 1 or key["key"] == "arrows"}
    assert {name: ours[name]["key"] for name in letters} == letters


@pytest.mark.parametrize("language", OTHERS)
def test_sheets_that_other_programs_read_keep_their_names(language: str) -> None:
    sheets = tables(language)["workbook"]["sheets"]
    assert (sheets["answers"], sheets["scores"]) == ("Answers", "Scores")
    heads = tables(language)["workbook"]["heads"]["disciplines"]
    assert (heads["key"], heads["value"]) == ("key", "value")
    assert len(set(sheets.values())) == len(sheets)
    assert [name for name in sheets.values() if len(name) > 31 or set(name) & set("[]:*?/\\'")] == []


def test_german_is_set_as_german_is() -> None:
    """Quotation marks below and above, and no narrow typewriter signs."""
    odd = (" - ", "...", "  ", "–,", " ,")
    texts = list(sentences(tables("de")))
    wrong = [text for text in texts if ("“" in text and "„" not in text) or re.search(r"\d %", text)]
    wrong += [text for text in texts for sign in odd if sign in text and not text.startswith("{id}   ")]
    assert wrong == []
    assert GERMAN.say("full_date", day=date(2026, 11, 27)).replace("\xa0", " ") == "27. November 2026"


def sentences(table: Any) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict):
        for inner in table.values():
            yield from sentences(inner)


def test_an_unknown_language_is_a_sentence_with_the_known_ones() -> None:
    with pytest.raises(CxassessError, match=r"no words in the language “xx”; known: en, de"):
        read_words("xx")
    with pytest.raises(CxassessError, match="no words in the language"):
        read_words("../../etc/passwd")


# ── numbers, dates and names ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (GERMAN.score(2.45), "2,5"),
        (GERMAN.score(None), "–"),
        (GERMAN.signed(-0.66), "−0,7"),
        (GERMAN.signed(1.24), "+1,2"),
        (GERMAN.signed(0.04), "0,0"),
        (GERMAN.percent(0.4), "40\xa0%"),
        (GERMAN.percent(0.0231, 1), "2,3\xa0%"),
        (GERMAN.percent(0.0004), "<1\xa0%"),
        (GERMAN.percent(0.99999, 1), ">99,9\xa0%"),
        (GERMAN.number(1234567.5, ",.1f"), "1.234.567,5"),
        (GERMAN.number(0.16666, ".4g"), "0,1667"),
        (GERMAN.number(3), "3"),
        (say_value("customers", 410500, GERMAN), "410.500"),
        (say_value("frt", 1900, GERMAN), "31,7 h"),
        (say_value("frt", 119.6, GERMAN), "120 min"),
        (say_value("resolution_time", 5 * 1440, GERMAN), "5,0 Tage"),
        (say_value("frt", 90, GERMAN, like=1900), "1,5 h"),
        (say_value("nps", -12, GERMAN), "−12"),
        (say_value("ces", 4.94, GERMAN), "4,9"),
        (GERMAN.row(["Strategie 2,3", "Kultur 2,5"]), "Strategie 2,3; Kultur 2,5"),
        (GERMAN.join(["eins", "zwei", "drei"]), "eins, zwei und drei"),
        (GERMAN.within("Kundenverständnis"), "Kundenverständnis"),
        (GERMAN.formats.continued("Wert in Zahlen"), "Wert in Zahlen"),
        (GERMAN.formats.full_date(date(2026, 3, 1)), "1.\xa0März 2026"),
        (GERMAN.formats.day_and_month(date(2026, 12, 31)), "31.\xa0Dezember"),
        (GERMAN.formats.word(7), "sieben"),
        (GERMAN.formats.word(13), "13"),
        (ENGLISH.number(1234567.5, ",.1f"), "1,234,567.5"),
        (ENGLISH.row(["strategy 2.3", "culture 2.5"]), "strategy 2.3, culture 2.5"),
        (ENGLISH.within("Customer understanding"), "customer understanding"),
        (ENGLISH.formats.continued("Value in figures"), "value in figures"),
    ],
)
def test_a_language_writes_numbers_dates_and_names_in_its_own_way(printed: str, expected: str) -> None:
    assert printed == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("{x:score}", "2,5"),
        ("{x:.3f}", "2,450"),
        ("{x:g}", "2,45"),
        ("{x:percent1}", "245,0\xa0%"),
        ("{x:points1}", "245,0"),
        ("{x}", "2,45"),
    ],
)
def test_a_number_in_a_german_sentence_has_a_comma_whatever_its_format(sentence: str, expected: str) -> None:
    words = Words({**tables("de"), "probe": sentence}, {})
    assert words.say("probe", x=2.45) == expected

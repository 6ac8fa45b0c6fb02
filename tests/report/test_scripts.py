"""Any script in names and comments: Word is told what it must know; pictures draw it, or a sentence says what lacks."""

import io
import unicodedata
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from docx import Document
from files.building import done_well, lines, run, written
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from office import body_xml
from openpyxl import load_workbook
from skips import skip_unless_ci

from cxassess.files.data import shipped
from cxassess.report.blocks import Picture, Run, Wide
from cxassess.report.palette import HOUSE, Brand
from cxassess.report.pictures import compose, draw
from cxassess.report.pictures.scripts import Lack, missing_scripts, texts_of
from cxassess.report.pictures.sheet import own_settings
from cxassess.report.pictures.type import LABEL, clean, wrap
from cxassess.report.word.markup import paragraph, text_runs
from cxassess.report.word.painter import Painter
from cxassess.report.word.scripts import is_right_to_left, stretches
from report.every_document import SCRIPTS, document, in_every_script
from report.picture_shapes import bars, dumbbell

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNKNOWN = "\U00010570\U00010571"  # Vithkuqi, in which Albanian was written; no font of an office has it
NO_SIGN = "\U0001faff"  # kept for an emoji of a Unicode to come


@pytest.fixture(scope="module")
def body(demo_folder: Path) -> Element:
    return body_xml(document("report in every script", demo_folder))


def text(element: Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def direction(piece: Element) -> bool:
    """Whether a run goes from right to left."""
    return piece.find(f"{W}rPr/{W}rtl") is not None


def paragraphs(body: Element, with_text: str) -> list[Element]:
    return [p for p in body.iter(f"{W}p") if with_text in text(p)]


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_name_and_comment_stands_whole_in_the_report(script: str, body: Element) -> None:
    name, says = SCRIPTS[script]
    assert paragraphs(body, name)
    assert paragraphs(body, says)


@pytest.mark.parametrize("script", ["Arabic", "Hebrew"])
def test_a_sentence_from_right_to_left_is_one_with_its_punctuation(script: str, body: Element) -> None:
    for told in paragraphs(body, SCRIPTS[script][1]):
        assert told.find(f"{W}pPr/{W}bidi") is not None
        for piece in told.iter(f"{W}r"):
            if text(piece).strip():
                assert direction(piece) is not (text(piece) == "PDF"), text(piece)


def test_a_name_from_right_to_left_does_not_turn_an_english_sentence_round() -> None:
    name = SCRIPTS["Hebrew"][0]
    painted = paragraph("Normal", text_runs(f"Of all units {name} lies furthest behind."))
    assert "<w:bidi/>" not in painted
    assert f'<w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">{name}</w:t>' in painted


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        ("شركة (الخليج): wave", ["شركة (الخليج): "]),
        ("the wave of شركة (الخليج): see there", ["شركة (الخليج)"]),
        ("first שרה then רות last", ["שרה", "רות"]),
        ("a שרה, רות b c d e f", ["שרה, רות"]),
        ("رقم 3)!", ["رقم 3)!"]),
        ("plain (text)", []),
        ("", []),
    ],
)
def test_what_is_between_words_goes_with_them(sentence: str, turned: list[str]) -> None:
    found = list(stretches(sentence))
    assert "".join(piece for piece, _, _ in found) == sentence
    assert [piece for piece, _, script in found if script == "<w:rtl/>"] == turned


@pytest.mark.parametrize(
    ("script", "face", "language"),
    [
        ("Japanese", "Yu Gothic", "ja-JP"),
        ("Chinese", "Microsoft YaHei", "zh-CN"),
        ("Korean", "Malgun Gothic", "ko-KR"),
    ],
)
def test_east_asian_text_has_its_face_and_language(script: str, face: str, language: str, body: Element) -> None:
    for told in paragraphs(body, SCRIPTS[script][1]):
        looks = [run.find(f"{W}rPr") for run in told.iter(f"{W}r") if any(map(is_east_asian, text(run)))]
        assert looks
        for look in looks:
            assert look is not None
            fonts, tongue = look.find(f"{W}rFonts"), look.find(f"{W}lang")
            assert fonts is not None
            assert tongue is not None
            assert (fonts.get(f"{W}eastAsia"), tongue.get(f"{W}eastAsia")) == (face, language)


def is_east_asian(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"))


def test_bold_is_bold_in_every_script() -> None:
    assert "<w:b/><w:bCs/>" in Painter(HOUSE, "FootnoteReference", 1).run(Run("שרה", bold=True))


def test_styles_set_complex_scripts_as_large_and_bold_as_western_text() -> None:
    styles = Document(str(shipped("report_templates") / "full" / "template.docx")).styles.element
    shaped = [look for look in styles.iter(f"{W}rPr") if look.find(f"{W}sz") is not None]
    assert len(shaped) > 25
    for look in shaped:
        for western, script in (("sz", "szCs"), ("b", "bCs")):
            one, other = look.find(f"{W}{western}"), look.find(f"{W}{script}")
            assert (one is None) is (other is None)
            assert one is None or dict(one.attrib) == dict(other.attrib)


def test_most_letters_decide_the_direction() -> None:
    assert [is_right_to_left(said) for _, said in SCRIPTS.values()] == [True, True, *[False] * 6]


# ── the workbook ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_workbook_holds_every_name_and_comment_as_it_was_given(demo_folder: Path) -> None:
    assessment, _ = in_every_script()
    book = load_workbook(io.BytesIO(document("workbook in every script", demo_folder)), data_only=True)
    rows = [row[:3] for row in book["Answers"].iter_rows(min_row=2, values_only=True) if row[0]]
    assert rows == [(r.name, r.role, r.unit) for r in assessment.responses]
    comments = {str(cell.value) for row in book["Comments"].iter_rows() for cell in row}
    assert comments >= {said for _, said in SCRIPTS.values()}


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────


def drawn(label: str, brand: Brand = HOUSE) -> str:
    return " ".join(text.get_text() for text in compose(dumbbell(1, label), brand=brand).texts)


@pytest.mark.parametrize("script", ["Arabic", "Hebrew"])
def test_scripts_of_the_fonts_that_come_along_are_drawn(script: str) -> None:
    name, _ = SCRIPTS[script]
    assert missing_scripts([name], HOUSE) == ()
    assert name in drawn(name)
    assert draw(dumbbell(1, name))  # a letter without a glyph would warn, and warnings are errors here


@pytest.mark.parametrize("script", ["Japanese", "Chinese", "Korean"])
def test_east_asian_labels_are_drawn_where_a_font_has_them(script: str) -> None:
    name, _ = SCRIPTS[script]
    if missing_scripts([name], HOUSE):
        skip_unless_ci(f"no font here has {script}, such as WenQuanYi Micro Hei")
    assert "□" not in drawn(name)
    assert draw(dumbbell(2, name))


def test_a_script_without_a_font_is_named_with_the_font_that_has_it() -> None:
    assert missing_scripts([f"Unit {UNKNOWN}", "plain"], HOUSE) == (
        Lack("Vithkuqi", "Noto Sans Vithkuqi", " ".join(UNKNOWN)),
    )
    assert "□□" in drawn(UNKNOWN)


def test_signs_without_a_font_are_left_out_but_never_a_whole_label() -> None:
    assert missing_scripts([f"Rocket {NO_SIGN}"], HOUSE) == (Lack("signs", "Noto Emoji", NO_SIGN),)
    with own_settings(HOUSE):
        assert clean(f"Rocket {NO_SIGN} now") == "Rocket now"
        assert clean(f"{NO_SIGN}\u200d{NO_SIGN}") == "□"


def test_the_texts_of_pictures_are_found_on_every_page_and_are_those_that_they_show() -> None:
    texts = set(texts_of([Wide((Picture(bars(2, UNKNOWN), "Bars"),))]))
    assert texts >= {UNKNOWN, "Today", "Target"}
    assert texts.isdisjoint({bars(1).formats.tag, bars(1).formats.date_of})


def test_a_font_file_of_the_brand_gives_the_letters_that_its_face_lacks(tmp_path: Path) -> None:
    font = FontBuilder(1000)
    font.setupGlyphOrder([".notdef", "letter"])
    font.setupCharacterMap(dict.fromkeys(map(ord, UNKNOWN), "letter"))
    font.setupGlyf({name: TTGlyphPen(None).glyph() for name in (".notdef", "letter")})
    font.setupHorizontalMetrics({".notdef": (600, 0), "letter": (600, 0)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Brand Letters", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(tmp_path / "letters.ttf")
    brand = Brand(font_files=(tmp_path / "letters.ttf",))
    assert missing_scripts([UNKNOWN], brand) == ()
    assert UNKNOWN in drawn(UNKNOWN, brand)
    assert missing_scripts([UNKNOWN], HOUSE) != ()


def test_a_letter_and_its_marks_stay_on_one_line() -> None:
    with own_settings(HOUSE):
        for label in (SCRIPTS["Devanagari"][0].replace(" ", "") * 3, SCRIPTS["Thai"][0] * 3, "e\u0301" * 40):
            for line in wrap(label, LABEL, 12.0, 9):
                assert unicodedata.category(line[0])[0] != "M"


def test_the_command_says_which_script_pictures_lack(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    done_well(run("new", folder, "--client", "Acme", "--wave", "2026", "--as-of", "2026-03-12"))
    settings = folder / "engagement.toml"
    named = settings.read_text(encoding="utf-8").replace("units = []", f'units = ["{UNKNOWN}", "South"]')
    assert UNKNOWN in written(settings, named).read_text(encoding="utf-8")
    people = [(unit, f"{unit} {number}") for unit in (UNKNOWN, "South") for number in range(6)]
    rows = [f"{name},manager,{unit},STR{q},{q % 5 + 1},," for unit, name in people for q in range(1, 7)]
    done_well(run("import", "answers", folder, written(tmp_path / "a.csv", lines(*rows))))
    said = done_well(run("report", folder, "--format", "docx", "--no-page-numbers"))
    assert "Pictures show □ for Vithkuqi letters" in said
    assert "Install Noto Sans Vithkuqi" in said

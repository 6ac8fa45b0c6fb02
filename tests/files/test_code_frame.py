"""code_frame.toml: the themes of customers' words, as shipped and as a consultant keeps them."""

from pathlib import Path

import pytest

from cxassess.comments.tagging import Tagger
from cxassess.errors import InvalidInput
from cxassess.files.code_frame import FILE, add_word, read_code_frame
from cxassess.masking import known_names, mask

OWN = """# mine
format = 1
names = ["Ada"]
[[themes]]  # the first
id = "waiting"
name = "Waiting"
words = { en = ["wait*", "on hold"] }  # both
"""


def own(folder: Path, text: str = OWN) -> Path:
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_frame_is_read_where_the_engagement_has_none(tmp_path: Path) -> None:
    frame = read_code_frame(tmp_path)
    assert not frame.own
    assert len(frame.themes) == 12
    assert all(theme.words.keys() == theme.names.keys() == {"en", "de"} for theme in frame.themes)
    assert [theme.name("de") for theme in frame.themes][:2] == ["Warten", "Jemanden erreichen"]


@pytest.mark.parametrize(
    ("text", "language", "themes"),
    [
        ("I waited 40 minutes on hold and nobody called me back", "en", {"waiting"}),
        ("Passed from pillar to post, I had to explain again", "en", {"passed_on"}),
        ("The engineer never came although it was promised", "en", {"delivery", "promises"}),
        ("Die Rechnung war falsch und der Rückruf kam nie", "de", {"price", "reaching"}),
        ("Kein Internet seit drei Tagen, der Techniker war aber freundlich", "de", {"fault", "delivery", "kindness"}),
        ("It is kind of free of charge", "en", set()),
        ("Good morning", "en", set()),
    ],
)
def test_what_the_shipped_frame_finds(tmp_path: Path, text: str, language: str, themes: set[str]) -> None:
    assert set(Tagger(read_code_frame(tmp_path)).tag(text, language).themes) == themes


def test_none_of_the_shipped_names_is_a_word_of_every_day(tmp_path: Path) -> None:
    known = known_names(read_code_frame(tmp_path).names)
    text = "may will mark grace hope rose bill summer april frank art sue pat jack dawn rob can chance grant wade drew"
    assert mask(text, known) == text


def test_the_consultants_own_frame_stands_in_its_place(tmp_path: Path) -> None:
    frame = read_code_frame(own(tmp_path))
    assert (frame.own, frame.names, [theme.id for theme in frame.themes]) == (True, ("Ada",), ["waiting"])
    assert frame.themes[0].name("de") == "Waiting"


def test_a_word_is_added_and_everything_else_stays_as_it_is(tmp_path: Path) -> None:
    add_word(own(tmp_path), "waiting", "en", "queue*")
    added = (tmp_path / FILE).read_text(encoding="utf-8")
    assert added == OWN.replace('"on hold"]', '"on hold", "queue*"]')
    add_word(tmp_path, "waiting", "en", "queue*")
    assert (tmp_path / FILE).read_text(encoding="utf-8") == added


def test_the_first_word_makes_the_shipped_frame_ones_own(tmp_path: Path) -> None:
    add_word(tmp_path, "waiting", "fr", "attendre")
    frame = read_code_frame(tmp_path)
    assert frame.own
    assert frame.themes[0].words["fr"] == ("attendre",)
    assert "# The themes that customers' comments" in (tmp_path / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ('id = "Waiting"\nname = "W"\nwords = { en = ["w"] }', "code_frame.toml › themes[1].id: “Waiting” was read"),
        ('id = "w"\nname = "W"', "themes[1].words: a theme needs words"),
        ('id = "w"\nname = "W"\nwords = { english = ["w"] }', "themes[1].words: “english” was read"),
        ('id = "w"\nname = "W"\nwords = { en = ["(a+)+$"] }', "themes[1].words.en[1]: “(a+)+$” was read, a word"),
        ('id = "w"\nname = "W"\nwords = { en = ["x", "a*b"] }', "themes[1].words.en[2]: “a*b” was read"),
        ('id = "w"\nname = "W"\nwords = { en = ["w*"] }', "at least 3 letters before *"),
        ('id = "w"\nname = "W"\nwords = { en = ["a b c d e f g h i"] }', "of 1 to 8 words"),
        ('id = "w"\nname = "W"\nwords = { en = ["w"] }\nregex = "x"', "regex"),
        ('id = "w"\nname = "W"\nwords = { en = ["w"] }\nnot = { en = ["?"] }', "themes[1].not.en[1]: “?” was read"),
    ],
)
def test_each_fault_is_named_with_its_place(tmp_path: Path, theme: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_code_frame(own(tmp_path, f"[[themes]]\n{theme}\n"))
    assert said in "\n".join(map(str, refused.value.problems))


def test_a_theme_that_stands_twice_and_a_theme_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="stands twice"):
        read_code_frame(own(tmp_path, OWN + OWN[OWN.index("[[themes]]") :]))
    with pytest.raises(InvalidInput, match="there is no theme other"):
        add_word(own(tmp_path), "other", "en", "word")

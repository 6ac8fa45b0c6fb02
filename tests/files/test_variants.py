"""Variants: the same practices in the words, signs and rules of a sector; and what is wrong with a faulty one."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.data import shipped, shipped_ids
from cxassess.files.packs import build_pack, find_pack, read_pack, read_snapshot, variants_of
from cxassess.lint import lint, texts
from cxassess.model.pack import Pack
from cxassess.rewording import reworded
from cxassess.words import read_words

VARIANTS = ("b2b", "public", "nonprofit")
FOLDER = shipped("questionnaires") / "cx-maturity"
BASE = read_pack(FOLDER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped questionnaire, to spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "cx-maturity"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(attempt: Callable[[], object]) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        attempt()
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize("id", shipped_ids("questionnaires"))
def test_each_questionnaire_comes_in_three_variants(id: str) -> None:
    assert variants_of(find_pack(id)) == VARIANTS


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_asks_the_same_practices_in_the_same_places(variant: str) -> None:
    pack = read_pack(FOLDER, variant=variant)

    def places(of: Pack) -> list[tuple[object, ...]]:
        return [(p.id, p.discipline, p.three_d, p.stage, p.phase, p.key) for p in of.practices.values()]

    assert places(pack) == places(BASE)
    assert pack.variant is not None
    assert pack.variant.id == variant
    assert {role: pack.asked_of(role) for role in pack.roles} == {role: BASE.asked_of(role) for role in BASE.roles}


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_reader_of_a_variant_stumbles_over_what_a_machine_can_find(variant: str) -> None:
    assert lint(read_pack(FOLDER, variant=variant), read_words()) == ()


WORDED_ANEW = {"GOV8": 2}  # the ladders of variants that are no longer the first


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_practice_has_its_own_anchor_version_exactly_where_its_ladder_is_its_own(variant: str) -> None:
    """Where only the word for the customer differs, the usual anchors are asked, and keep their number."""
    pack = read_pack(FOLDER, variant=variant)
    for id, practice in pack.practices.items():
        usual = tuple(reworded(text, pack.reword) for text in BASE.practices[id].full)
        own, kept = f"{variant} {WORDED_ANEW.get(id, 1)}", BASE.practices[id].anchor_version
        assert practice.anchor_version == (kept if practice.full == usual else own), id


@pytest.mark.parametrize("variant", ["public", "nonprofit"])
def test_the_usual_words_are_gone_where_a_sector_has_others(variant: str) -> None:
    usual = re.compile(r"\bcustomers?\b(?! experience| service| centricity)|\bcompan(y|ies)\b", re.IGNORECASE)
    pack = read_pack(FOLDER, variant=variant)
    assert [(place, text) for place, text in texts(pack) if usual.search(text)] == []


def test_a_public_service_has_its_own_warning_signs() -> None:
    for id in shipped_ids("questionnaires"):
        signs = read_pack(find_pack(id), variant="public").signs
        assert signs == ("uptake", "repeat_contacts", "cost_per_case", "appeals")


def test_business_customers_are_asked_as_users_deciders_and_payers() -> None:
    pack = read_pack(FOLDER, variant="b2b")
    assert {"user", "decider", "payer"} <= set(pack.terms)
    said = " ".join(text for _, text in texts(pack)).casefold()
    assert all(word in said for word in ("user", "decider", "payer", "tender", "renewal"))


def test_a_snapshot_of_a_variant_reads_back_as_it_was_asked() -> None:
    snapshot = read_snapshot(FOLDER, variant="public")
    assert "variants" not in snapshot["structure"]
    assert build_pack(snapshot) == read_pack(FOLDER, variant="public")


def test_the_pulse_takes_a_variant_from_its_base() -> None:
    pulse, whole = read_pack(find_pack("cx-pulse"), variant="b2b"), read_pack(FOLDER, variant="b2b")
    assert pulse.practices["STR7"].question == whole.practices["STR7"].question
    assert pulse.practices["STR7"].anchor_version == "b2b 1"
    assert pulse.reword == whole.reword


def test_an_unknown_variant_is_named_with_the_nearest_known_one() -> None:
    assert faults(lambda: read_pack(FOLDER, variant="publik")) == [
        "--variant: cx-maturity has no variant “publik” (did you mean public?); known: b2b, public, nonprofit"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("pack.toml", "[variants.b2b]\nsigns = [", '[variants.b2b]\nsigns = ["luck", ', "“luck” was read, one of base"),
        ("pack.toml", "[variants.b2b.practices]", "[variants.b2b.practices]\nXYZ1 = {}", "has no XYZ1"),
        (
            "pack.toml",
            "STR3 = { anchor_version = 1 }\n",
            "",
            "variants.b2b.practices.STR3.anchor_version: is missing: the variant has anchors of its own here",
        ),
        (
            "pack.toml",
            "[variants.b2b.practices]",
            "[variants.b2b.practices]\nGOV4 = { anchor_version = 1 }",
            "practices.GOV4.anchor_version: en.b2b.toml has no anchors of its own for GOV4",
        ),
        (
            "en.b2b.toml",
            "[practices.STR3]",
            '[practices.GOV4]\nquestion = "Who checks?"\n\n[practices.STR3]',
            "en.b2b.toml › practices.GOV4: short and full must come with question: one ladder",
        ),
        ("en.b2b.toml", "[practices.STR3]", "[practices.XYZ1]\n\n[practices.STR3]", "the questionnaire has no XYZ1"),
        ("en.b2b.toml", "name =", "nmae =", "en.b2b.toml › nmae: is not a known key (did you mean name?)"),
    ],
)
def test_a_faulty_variant_is_named_with_its_place(folder: Path, file: str, old: str, new: str, fault: str) -> None:
    spoil(folder / file, old, new)
    assert any(fault in found for found in faults(lambda: read_pack(folder, variant="b2b"))), fault


def test_a_variant_without_its_words_is_named(folder: Path) -> None:
    (folder / "en.b2b.toml").unlink()
    assert faults(lambda: read_pack(folder, variant="b2b")) == ["en.b2b.toml: this file is missing"]


def test_a_practice_may_not_name_a_sign_that_its_variant_does_not_read(folder: Path) -> None:
    spoil(folder / "pack.toml", '[variants.b2b]\nsigns = ["base", "share",', '[variants.b2b]\nsigns = ["share",')
    found = faults(lambda: read_pack(folder, variant="b2b"))
    assert "pack.toml › practices.MEA7.signs: base is not among the signs of this questionnaire" in found

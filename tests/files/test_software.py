"""software.toml: what it says, the one sentence for each fault, and that saving leaves people's own lines alone."""

from pathlib import Path

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.software import read_software, save_function
from cxassess.model.software import FUNCTIONS, FunctionEntry
from files.building import KESTREL, written

HEAD = "format = 1\n"


def faults(tmp_path: Path, content: str) -> list[str]:
    written(tmp_path / "software.toml", content)
    with pytest.raises(InvalidInput) as raised:
        read_software(tmp_path)
    return [str(problem).removeprefix("software.toml › ") for problem in raised.value.problems]


def test_without_a_file_nothing_is_said(tmp_path: Path) -> None:
    assert read_software(tmp_path) == {}


def test_the_example_is_read_whole() -> None:
    entries = read_software(KESTREL)
    assert list(entries) == list(FUNCTIONS)
    assert entries["text"] == FunctionEntry(("Themefinder",), (), "dont_know", "", paid=True)
    assert entries["social"] == FunctionEntry(products=())


def test_what_is_left_out_is_not_known(tmp_path: Path) -> None:
    written(tmp_path / "software.toml", f'\ufeff{HEAD}[text]\r\nproducts = ["  Theme  finder "]\r\n')
    assert read_software(tmp_path) == {"text": FunctionEntry(products=("Theme finder",))}


TRUST = "“party” was read, one of yes, partly, no, dont_know was expected (did you mean partly?)"
PAID = "true was read, so the products that are paid for were expected, too"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ["format: is missing"]),
        ("format = 2\n", ["format: 2 was read, 1 or less was expected"]),
        (f"{HEAD}[texts]\n", ["texts: is not a known key (did you mean text?)"]),
        (f"{HEAD}[text]\nproduct = []\n", ["text.product: is not a known key (did you mean products?)"]),
        (f'{HEAD}[text]\nproducts = "A"\n', ["text.products: “A” was read, a list was expected"]),
        (f"{HEAD}[text]\nproducts = [1]\n", ["text.products.0: 1 was read, text in quotation marks was expected"]),
        (f'{HEAD}[text]\nproducts = [" "]\n', ["text.products.0: is blank, a name was expected"]),
        (f'{HEAD}[text]\nused_by = ["Ops", "ops "]\n', ["text.used_by: “ops” stands there twice"]),
        (f'{HEAD}[text]\ntrusted = "party"\n', [f"text.trusted: {TRUST}"]),
        (f'{HEAD}[text]\npaid = "yes"\n', ["text.paid: “yes” was read, true or false was expected"]),
        (f"{HEAD}[text]\nproducts = []\npaid = true\n", [f"text.paid: {PAID}"]),
    ],
)  # fmt: skip
def test_each_fault_is_one_sentence_with_its_key(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert faults(tmp_path, content) == expected


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    content = f'{HEAD}[text]\nproducts = ["{"x" * 81}"]\ntrusted = "maybe"\n[online]\npaid = 1\nwhy = "{"y" * 201}"\n'
    told = faults(tmp_path, content)
    assert [fault.partition(":")[0] for fault in told] == [
        "text.products.0",
        "online.why",
        "online.paid",
        "text.trusted",
    ]


def test_what_is_no_toml_is_one_sentence(tmp_path: Path) -> None:
    written(tmp_path / "software.toml", "[text\n")
    with pytest.raises(InvalidInput, match="is not valid TOML"):
        read_software(tmp_path)


@pytest.mark.parametrize(
    "entry",
    [
        FunctionEntry(),
        FunctionEntry(products=()),
        FunctionEntry(("A, Inc.", '"B" \\ {x}', "=1+1", "שרה 🐙"), ("Service",), "no", "chat’s missing", paid=True),
        FunctionEntry(("A",), (), "dont_know", "", paid=False),
    ],
)
def test_what_is_saved_is_read_again_and_a_file_is_made_for_it(tmp_path: Path, entry: FunctionEntry) -> None:
    save_function(tmp_path, "emotion", entry)
    save_function(tmp_path, "channels", FunctionEntry(products=()))
    assert read_software(tmp_path) == {"channels": FunctionEntry(products=()), "emotion": entry}


def test_comments_and_the_other_functions_stay_as_people_wrote_them(tmp_path: Path) -> None:
    before = (KESTREL / "software.toml").read_text(encoding="utf-8")
    path = written(tmp_path / "software.toml", before)
    save_function(tmp_path, "text", FunctionEntry(("Themefinder",), ("Insight",), "yes", paid=True))
    after = path.read_text(encoding="utf-8")
    assert "# came with the survey contract in 2024" in after
    assert after.partition("[text]")[0] == before.partition("[text]")[0]
    assert after.partition("[emotion]")[2] == before.partition("[emotion]")[2]
    assert read_software(tmp_path)["text"].used_by == ("Insight",)


def test_a_file_that_somebody_broke_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = written(tmp_path / "software.toml", "[text\n")
    with pytest.raises(InvalidInput):
        save_function(tmp_path, "text", FunctionEntry())
    assert path.read_text(encoding="utf-8") == "[text\n"

"""The executive summary of any engagement: one page, each message once, nothing that contradicts itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

import pytest
from libreoffice import converted
from office import docx_text
from people import PACK, assessed, everyone, person
from pypdf import PdfReader

from cxassess.files.templates import find_template, read_template
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary, MetricEntry, Response
from cxassess.model.experience_map import Touchpoint, TypedSatisfaction
from cxassess.pipeline import assess
from cxassess.report.compose import compose
from cxassess.report.word.writer import write_docx
from cxassess.words import read_words

SIZES = (2, 3, 5, 8, 12, 15, 20, 40)
SEEDS = range(20)
LONG_NAME = "Waiting at home for the technician who connects"
OUTCOMES = ("customers", "market_share", "acquisition_cost", "referrals")


def drawn(seed: int, size: int | None = None) -> Assessment:
    """A random company: its own strong and weak practices, its own disagreement, leaders rosier or not."""
    random = Random(seed)
    base, spread = random.uniform(1.3, 4.4), random.choice((0.3, 0.6, 1.0, 1.4))
    rosier, unknown = random.choice((0, 0, 0.4, 0.9, -0.5)), random.choice((0, 0.03, 0.1, 0.35))
    practice = {id: random.gauss(base, 0.7) for id in PACK.practices}
    discipline = {d.id: random.gauss(0, 0.5) for d in PACK.disciplines}
    people = []
    for number in range(size or random.choice(SIZES)):
        role = random.choices(list(PACK.roles), (3, 4, 6, 0.7))[0]
        choices = {}
        for id in PACK.asked_of(role):
            if id in PACK.cards:
                choices[id] = random.choice("abcd")
            elif random.random() < unknown:
                choices[id] = "DK"
            else:
                higher = rosier if role == "executive" else 0
                level = practice[id] + discipline[PACK.practices[id].discipline] + higher + random.gauss(0, spread)
                choices[id] = str(min(5, max(1, round(level))))
        people.append(with_proof(random, person(f"P{number:03}", role, choices, random.choice(("North", "South")))))
    metrics = [MetricEntry(id, 100, None, "2025", random.choice((80, 100, 107, 120))) for id in OUTCOMES[::2]]
    metrics += [MetricEntry("nps", random.randint(-10, 50), random.choice((None, 20, 900)), "2025", 20)]
    profile = random.choice(("catch_up", "solid", "lead"))
    outcomes = metrics if random.random() < 0.7 else ()
    return assessed(people, PACK, outcomes, units=("North", "South"), target_profile=profile)


def on_a_journey(seed: int) -> Assessment:
    """The same with touchpoints of long names, of which some fall short, and some outcome that got worse."""
    random = Random(seed)
    made = drawn(seed)
    rows = tuple(
        Touchpoint(
            f"{LONG_NAME} {number}",
            "during",
            importance=random.choice((3, 5, 9)),
            typed=TypedSatisfaction("csat", random.choice((0.31, 0.82, 0.9)), 400, scale="1-5"),
            owner="Sales" if number == 0 else "",
        )
        for number in range(random.choice((4, 9)))
    )
    worse = MetricEntry("ces", 4.1, 900, "2025", 5.1)
    return assess(PACK, made.engagement, made.wave, made.responses, (worse,), touchpoints=rows)


def with_proof(random: Random, response: Response) -> Response:
    if random.random() < 0.5:
        return response
    named = {id: replace(a, evidence="E2 paper") if random.random() < 0.3 else a for id, a in response.answers.items()}
    return replace(response, answers=named)


def all_say(choice: str) -> Assessment:
    return assessed([person(f"{role}{n}", role, everyone(role, choice)) for role in PACK.roles for n in range(4)])


def two() -> Assessment:
    return assessed(
        [
            person("Ana", "executive", everyone("executive", "4")),
            person("Ben", "front_line", everyone("front_line", "2")),
        ]
    )


CASES: dict[str, Callable[[], Assessment]] = {
    **{f"company {seed}": partial(drawn, seed) for seed in SEEDS},
    **{f"all {choice}": partial(all_say, choice) for choice in ("1", "3", "5", "DK")},
    **{f"journey {seed}": partial(on_a_journey, seed) for seed in range(6)},
    "two people": two,
    "200 people": lambda: drawn(77, 200),
}


def summary_of(assessment: Assessment) -> bytes:
    words = read_words("en", assessment.pack.reword)
    document = compose(assessment, Commentary(), words, ("summary",), "0" * 8)
    return write_docx(document, read_template(find_template("full")).docx, date(2026, 3, 12))


@pytest.fixture(scope="module")
def summaries() -> dict[str, bytes]:
    return {name: summary_of(make()) for name, make in CASES.items()}


def sentences(text: str) -> list[str]:
    """The sentences of the findings, numbers and names included."""
    cells = [line.split(" | ")[2] for line in text.splitlines() if line.startswith("  | ") and line[4:5].isdigit()]
    return [sentence for cell in cells for sentence in cell.split(". ") if len(sentence.split()) > 4]


def test_every_summary_is_one_page(summaries: dict[str, bytes], needs: Callable[[str], str], tmp_path: Path) -> None:
    files = {f"{name}.docx": content for name, content in summaries.items()}
    made = converted(needs("soffice"), files, "pdf", tmp_path)
    pages = {path.stem: len(PdfReader(path).pages) for path in made.values()}
    assert pages.keys() == CASES.keys()
    assert {name: count for name, count in pages.items() if count > 1} == {}


@pytest.mark.parametrize("name", CASES)
def test_a_summary_says_each_message_once(summaries: dict[str, bytes], name: str) -> None:
    said = sentences(docx_text(summaries[name]))
    assert said
    assert len(said) == len(set(said))


@pytest.mark.parametrize("name", CASES)
def test_a_summary_never_contradicts_its_own_numbers(summaries: dict[str, bytes], name: str) -> None:
    lines = docx_text(summaries[name]).splitlines()
    text = "\n".join(line for line in lines if "How far the plan goes" not in line)
    assert not ("has reached all its targets" in text and "the widest gap" in text)
    assert not ("can carry the changes elsewhere" in text and "What to do by" not in text)
    assert "most of all" not in text or "among them" not in text
    for phrase in ("None of the", "One of the", "0 known", "n = 0", "(, ", "Eight of its eight"):
        assert phrase not in text or (phrase == "None of the" and "knows" in text), phrase


def test_few_people_are_named_as_such() -> None:
    text = docx_text(summary_of(two()))
    assert "[Heading 1] In the eyes of two people, Acme" in text
    assert "Two people’s answers carry the whole result" in text

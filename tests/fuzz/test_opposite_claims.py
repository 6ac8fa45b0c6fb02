"""No two findings of an assessment claim opposite things of the same subject, whoever answered what."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import pytest
from people import PACK, WAVE
from report.test_summary import drawn

from cxassess.files.data import shipped
from cxassess.files.mirror_form import read_form
from cxassess.metrics import METRICS, MetricKind
from cxassess.model.assessment import Assessment, Finding
from cxassess.model.engagement import MetricEntry
from cxassess.model.mirror import PANELS, MirrorAnswer, MirrorAnswers, MirrorResponse, Panel
from cxassess.model.say_do import ThemeReading
from cxassess.model.software import FUNCTIONS, TRUST, FunctionEntry
from cxassess.outcomes import is_clearly_worse
from cxassess.pipeline import assess

ENGAGEMENTS = 500
Claim = tuple[str, str]  # a subject, and what is said of it
OPPOSITE = (
    {"strong", "weak"},
    {"better", "worse"},
    {"contradicts", "agrees"},
    {"missed", "met"},
    {"praised", "questioned"},
    {"covered", "not covered"},
)
_EXAMPLE = re.compile(r"\((\w+), [\d.]+\) can serve as an example")


def outcomes(random: Random) -> list[MetricEntry]:
    """Outcomes of every kind that a theme or a rule reads, each with something before it."""

    def value(kind: MetricKind) -> float:
        low, high = (0.05, 0.95) if kind.is_share else (max(kind.low, 1.0), min(kind.high, 400.0))
        return random.uniform(low, high)

    chosen = random.sample(list(METRICS.values()), random.randint(4, len(METRICS)))
    return [MetricEntry(k.id, value(k), random.choice((None, 12, 900)), "2025", value(k)) for k in chosen]


def software(random: Random) -> dict[str, FunctionEntry]:
    """What a client may say of its software; of some functions nothing."""

    def names(*counts: int | None) -> tuple[str, ...] | None:
        count = random.choice(counts)
        return None if count is None else tuple("ABCDE"[:count])

    def entry() -> FunctionEntry:
        products = names(0, 0, 1, 5, None)
        paid = random.choice((True, False, None)) if products else None
        return FunctionEntry(products, names(0, 2, None), random.choice((*TRUST, None)), paid=paid)

    return {id: entry() for id in FUNCTIONS if random.random() < 0.9} if random.random() < 0.8 else {}


def mirror(random: Random) -> MirrorAnswers | None:
    """What people outside answer: of each sentence another share agrees, and some panels are small."""
    form = read_form(shipped("mirrors") / "cx-mirror")
    shares = {(panel, item): random.random() for panel in PANELS for item in form.items}

    def said(panel: Panel, item: str) -> MirrorAnswer:
        choices = "45" if random.random() < shares[panel, item] else ("1", "2", "3", "DK")
        return MirrorAnswer(item, random.choice(choices))

    responses = [
        MirrorResponse(f"{panel} {n}", panel, "en", {item: said(panel, item) for item in form.items})
        for panel in PANELS
        for n in range(random.choice((0, 3, 20, 80)))
    ]
    return MirrorAnswers(form, tuple(responses)) if responses else None


def claims(findings: Sequence[Finding], themes: Sequence[ThemeReading], assessment: Assessment) -> Iterator[Claim]:
    """What the findings and the themes say of practices, outcomes and themes."""
    for finding in findings:
        if finding.kind == "strength" and finding.about == "practices":
            yield from ((id, claim) for id in finding.numbers for claim in ("strong", "praised"))
        elif finding.kind == "strength" and (example := _EXAMPLE.search(finding.sentence)):
            yield example[1], "praised"
        elif finding.kind == "software_absent":
            yield from ((finding.about, claim) for claim in ("strong", "questioned"))
            yield from ((f"software.{id}", "not covered") for id in str(finding.numbers["functions"]).split(", "))
        elif finding.kind.startswith("software_"):
            yield finding.about, "covered"
            yield from ((id, "weak") for id in finding.numbers if id in assessment.pack.practices)
        elif finding.kind in {"basics", "blocker"} and finding.about in assessment.pack.practices:
            yield finding.about, "weak"
        elif finding.kind == "mirror_below":
            yield from ((finding.about, claim) for claim in ("strong", "questioned"))
            yield from ((f"mirror.{finding.about}", "missed") for panel in finding.numbers if panel == "customers")
        elif finding.kind == "mirror_above":
            yield finding.about, "weak"
            yield from ((f"mirror.{finding.about}", "met") for panel in finding.numbers if panel == "customers")
        elif finding.kind == "outcome":
            metric = assessment.metrics[finding.about]
            yield finding.about, "worse" if is_clearly_worse(metric) else "missed"
        elif finding.kind == "contradiction":
            yield finding.about, "questioned"
            for theme in themes:
                if finding.about in theme.practices:
                    yield theme.id, "contradicts"
            if finding.about == "disciplines":
                yield "loyalty", "contradicts"
    for theme in themes:
        if theme.contradicts or theme.agrees:
            yield theme.id, "contradicts" if theme.contradicts else "agrees"
        if len(theme.practices) == 1 and theme.verdict in {"agree_weak", "unexplained"}:
            yield theme.practices[0], "weak"
        if len(theme.practices) == 1 and theme.verdict in {"agree_well", "gap_outside"}:
            yield theme.practices[0], "strong"
        for answer in theme.answers:
            if answer.kind == "mirror" and answer.verdict in {"good", "missed"}:
                yield answer.metric, "met" if answer.verdict == "good" else "missed"
            elif answer.kind == "value" and answer.verdict == "good":
                yield answer.metric, "better" if answer.because == "better" else "met"
            elif answer.kind == "value" and answer.verdict in {"worse", "missed"}:
                yield answer.metric, answer.verdict


def opposites(made: Assessment) -> list[Claim]:
    """The subjects of which two opposite things are said."""
    said = defaultdict(set)
    for subject, what in claims(made.findings, made.say_do, made):
        said[subject].add(what)
    pairs = [(subject, pair) for subject, whats in said.items() for pair in OPPOSITE if pair <= whats]
    return [(subject, " and ".join(sorted(pair))) for subject, pair in pairs]


def engagement(seed: int) -> Assessment:
    """A random company with random outcomes and targets of its own."""
    random = Random(f"opposite {seed}")
    base = drawn(seed, random.choice((3, 8, 15)))
    targets = {id: random.uniform(kind.low if kind.low > -1 else 0, min(kind.high, 9)) for id, kind in METRICS.items()}
    own = {d.id: random.choice((2.5, 3.0, 3.5, 4.5)) for d in PACK.disciplines if random.random() < 0.4}
    settings = replace(base.engagement, metric_targets=targets, targets=own)
    return assess(
        PACK, settings, WAVE, base.responses, outcomes(random), software=software(random), mirror=mirror(random)
    )


def test_no_two_findings_of_an_engagement_contradict_each_other(pytestconfig: pytest.Config) -> None:
    step = 1 if pytestconfig.getoption("--thorough") else 10
    seen: set[str] = set()
    for seed in range(0, ENGAGEMENTS, step):
        made = engagement(seed)
        seen |= {theme.verdict for theme in made.say_do} | {finding.kind for finding in made.findings}
        assert opposites(made) == [], f"engagement {seed}"
    cases = {"gap_outside", "gap_inside", "agree_weak", "contradiction", "outcome", "strength"}
    cases |= {"mirror_below", "mirror_above"}
    cases |= {"software_absent", "software_unused", "software_doubted", "software_many"}
    assert cases <= seen  # the cases are not empty


def test_the_check_sees_opposite_claims() -> None:
    made = next(filter(_has_weak_agreement, map(engagement, range(ENGAGEMENTS))))
    theme = next(theme for theme in made.say_do if theme.verdict == "agree_weak" and theme.practices)
    planted = Finding("contradiction", theme.practices[0], 2, "planted", {})
    assert opposites(replace(made, findings=(*made.findings, planted))) == [(theme.id, "agrees and contradicts")]


def _has_weak_agreement(made: Assessment) -> bool:
    return any(theme.verdict == "agree_weak" and theme.practices for theme in made.say_do)

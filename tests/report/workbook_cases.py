"""Engagements made in code for the tests of the workbook."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from people import engagement as plain_engagement

from cxassess.files.data import shipped
from cxassess.files.packs import read_pack
from cxassess.model.action import ActionRecord
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import AgreedLevel, Answer, Engagement, MetricEntry, Response, RoleSetting, Wave
from cxassess.model.experience_map import Touchpoint
from cxassess.model.pack import Pack
from cxassess.model.software import FunctionEntry
from cxassess.pipeline import assess
from cxassess.report.workbook.layout import EXPERIENCE_MAP, METRIC_SHEETS, MIRROR, OUTCOMES, SHEETS, SOFTWARE, WORDS

WAVE = Wave("2026", date(2026, 3, 20), "open")
USUAL = ("1", "2", "2", "3", "3", "3", "4", "DK")
METRICS = (
    MetricEntry("nps", 12, 400, "2025", 20, "survey", "relationship"),
    MetricEntry("churn", 0.023, 4000, "2025", 0.018, "billing", "monthly mean"),
    MetricEntry("market_share", 0.2, None, "", 0.22),
    MetricEntry("acquisition_cost", 130, None, "", 100),
)
AGREED = {
    "GOV2": AgreedLevel("GOV2", 4, "a log of decisions was seen", date(2026, 3, 1), "Ann, Ben"),
    "DSN1": AgreedLevel("DSN1", 2, "no document was found", date(2026, 3, 1), "Ann, Ben"),
}


PUBLIC_METRICS = (
    MetricEntry("uptake", 0.61, None, "2025", 0.64),
    MetricEntry("repeat_contacts", 0.31, 900, "2025", 0.22),
    MetricEntry("cost_per_case", 48, None, "2025", 45),
    MetricEntry("appeals", 0.04, 400, "2025", 0.03),
)

_MEASURED = SHEETS.index(OUTCOMES)
EXAMPLE_SHEETS = (
    *SHEETS[:_MEASURED],
    MIRROR,
    EXPERIENCE_MAP,
    WORDS,
    SOFTWARE,
    OUTCOMES,
    *METRIC_SHEETS,
    *SHEETS[_MEASURED + 1 :],
)  # of the example, whose mirror, journey, comments and software are known, and whose metrics were measured


@cache
def pack(id: str, variant: str = "") -> Pack:
    return read_pack(shipped("questionnaires") / id, variant=variant)


def engagement(of: Pack) -> Engagement:
    """Settings with names that markup and formulas would trip over."""
    return plain_engagement(
        of,
        client='Kestrel & "Broadband"',
        sector="telecom",
        timezone="Europe/London",
        about="Consumer broadband in the UK",
        units=("North", "South"),
        strategic=("design", "governance"),
        metric_targets={},
        firm="Firm & Co",
        status="",
        confidentiality="Confidential",
    )


@dataclass(frozen=True)
class Case:
    """Everything that an assessment is made from, so that a test can change one thing."""

    pack: Pack
    engagement: Engagement
    responses: Sequence[Response]
    metrics: Sequence[MetricEntry] = ()
    agreed: Mapping[str, AgreedLevel] = field(default_factory=dict)
    decisions: Mapping[str, ActionRecord] = field(default_factory=dict)
    software: Mapping[str, FunctionEntry] = field(default_factory=dict)
    touchpoints: Sequence[Touchpoint] = ()

    def assess(self) -> Assessment:
        return assess(
            self.pack,
            self.engagement,
            WAVE,
            self.responses,
            self.metrics,
            self.agreed,
            decisions=self.decisions,
            software=self.software,
            touchpoints=self.touchpoints,
        )

    def with_answer(self, person: int, practice: str, choice: str) -> "Case":
        response = self.responses[person]
        answers = {**response.answers, practice: Answer(practice, choice)}
        people = [*self.responses[:person], replace(response, answers=answers), *self.responses[person + 1 :]]
        return replace(self, responses=people)

    def with_settings(self, **settings: object) -> "Case":
        return replace(self, engagement=replace(self.engagement, **settings))  # type: ignore[arg-type]

    def with_role_weights(self, **weights: float) -> "Case":
        roles = {id: RoleSetting(weights.get(id, role.weight), None) for id, role in self.engagement.roles.items()}
        return self.with_settings(roles=roles)


def case(
    questionnaire: str = "cx-maturity",
    variant: str = "",
    people: Mapping[str, int] | None = None,
    choices: Sequence[str] = USUAL,
    seed: int = 1,
    metrics: Sequence[MetricEntry] = (),
    agreed: Mapping[str, AgreedLevel] | None = None,
) -> Case:
    """People who answer at random, the same ones for the same seed."""
    of = pack(questionnaire, variant)
    people = people or {"executive": 5, "manager": 6, "front_line": 9, "analyst": 2}
    return Case(of, engagement(of), list(_responses(of, people, choices, random.Random(seed))), metrics, agreed or {})


def _responses(of: Pack, people: Mapping[str, int], choices: Sequence[str], dice: random.Random) -> list[Response]:
    responses = []
    for role, count in people.items():
        for number in range(count):
            answers = {}
            for question in of.asked_of(role):
                choice = dice.choice("abcd" if question in of.cards else tuple(choices))
                proof = "E2 a document" if dice.random() < 0.05 else ""
                comment = "It depends on the shop." if dice.random() < 0.05 else ""
                answers[question] = Answer(question, choice, comment, proof)
            unit = "South" if number % 2 else "North"
            responses.append(Response(f"{role}{number:03}", f"{role} {number:03}", role, unit, answers))
    return responses

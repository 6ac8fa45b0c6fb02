"""Small engagements for tests: who answered what, without a file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from cxassess.files.data import shipped
from cxassess.files.packs import read_pack
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import AgreedLevel, Answer, Engagement, MetricEntry, Response, RoleSetting, Wave
from cxassess.model.experience_map import Touchpoint
from cxassess.model.pack import Pack
from cxassess.pipeline import assess

PACK = read_pack(shipped("questionnaires") / "cx-maturity")
PULSE = read_pack(shipped("questionnaires") / "cx-pulse")
WAVE = Wave("2026", date(2026, 3, 12), "open")


def engagement(pack: Pack = PACK, **changes: object) -> Engagement:
    """An engagement with the pack's own settings."""
    plain = Engagement(
        client="Acme",
        sector="",
        language="en",
        timezone="UTC",
        mode="attributed",
        minimum_group=5,
        target_profile="solid",
        delete_after=None,
        privacy_contact="",
        about="Everything",
        units=(),
        roles={id: RoleSetting(role.weight, None) for id, role in pack.roles.items()},
        discipline_weights={},
        targets={},
        strategic=(),
        metric_targets={},
        firm="Firm",
        prepared_for="",
        status="draft",
        confidentiality="Confidential to Acme",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def person(name: str, role: str, choices: Mapping[str, str], unit: str = "") -> Response:
    """One respondent; choices by question."""
    return Response(name, name, role, unit, {q: Answer(q, choice) for q, choice in choices.items()})


def everyone(role: str, level: str, pack: Pack = PACK) -> dict[str, str]:
    """The same answer to every practice that a role is asked."""
    return {q: level for q in pack.asked_of(role) if q in pack.practices}


def assessed(
    responses: Sequence[Response],
    pack: Pack = PACK,
    metrics: Sequence[MetricEntry] = (),
    agreed: Mapping[str, AgreedLevel] | None = None,
    touchpoints: Sequence[Touchpoint] = (),
    **settings: object,
) -> Assessment:
    """The assessment of some respondents."""
    settled = engagement(pack, **settings)
    return assess(pack, settled, WAVE, responses, metrics, agreed, touchpoints=touchpoints)

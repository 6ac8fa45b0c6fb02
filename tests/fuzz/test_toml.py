"""Settings, commentary and questionnaires that people write are taken as they are meant, or each fault is named."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from files.building import KESTREL
from people import PULSE, WAVE, assessed, everyone, person

from cxassess.errors import CxassessError
from cxassess.explain import explain, known_ids
from cxassess.files.commentary import first_commentary, read_commentary
from cxassess.files.data import shipped
from cxassess.files.packs import build_pack, read_snapshot, variants_of
from cxassess.files.settings import FILE, first_settings, read_engagement
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Engagement
from cxassess.model.pack import Pack
from cxassess.overview import questionnaire_lines, soundness_lines
from cxassess.pipeline import assess
from cxassess.report.compose import SECTIONS, compose
from cxassess.words import read_words
from fuzz import generators as make
from fuzz.profile import each
from fuzz.sound import check_assessment, check_refusal, check_text

QUESTIONNAIRES = shipped("questionnaires")
TOML = tuple(path.read_bytes() for path in sorted(KESTREL.glob("*.toml")))
PEOPLE = [
    *(person(f"L{n}", "executive", everyone("executive", str(1 + n), PULSE)) for n in range(3)),
    *(person(f"F{n}", "front_line", everyone("front_line", str(2 + n), PULSE), "North") for n in range(3)),
]


# ── engagement.toml ──────────────────────────────────────────────────────────────────────────────────────────

SETTINGS = {
    "format": 1,
    "client": "Acme",
    "sector": "",
    "language": "en",
    "timezone": "Europe/London",
    "mode": "attributed",
    "minimum_group": 5,
    "target_profile": "solid",
    "delete_after": date(2029, 1, 31),
    "privacy_contact": "us",
    "scope": {"about": "All", "units": ["North", "South"]},
    "roles": {"executive": {"weight": 1, "people": 6}, "manager": {"weight": 0.5}, "analyst": {"weight": 0}},
    "disciplines": {"weights": {"design": 2}, "targets": {"culture": 4.0}, "strategic": ["design"]},
    "metrics": {"csat": {"target": 0.8}, "nps": {"target": 20}},
    "report": {"firm": "Us", "prepared_for": "Them", "status": "draft", "confidentiality": "Secret"},
}


def settings_of(folder: Path, content: bytes) -> Engagement | None:
    """The settings in these bytes, which are sound; or None, where the faults have their places."""
    (folder / FILE).write_bytes(content)
    try:
        settings = read_engagement(folder, PULSE)
    except CxassessError as error:
        check_refusal(error, FILE)
        return None
    check_settings(settings)
    return settings


def check_settings(settings: Engagement) -> None:
    """Everything in them can be computed with and printed."""
    assert 0 < len(settings.client) <= 200
    for text in (settings.client, settings.about, *settings.units, settings.firm, settings.confidentiality):
        check_text(text)
    assert all(unit for unit in settings.units)
    assert set(settings.roles) == set(PULSE.roles)
    assert any(role.weight for role in settings.roles.values())
    assert all(role.people is None or role.people >= 1 for role in settings.roles.values())
    disciplines = {d.id for d in PULSE.disciplines}
    assert set(settings.discipline_weights) | set(settings.targets) | set(settings.strategic) <= disciplines
    for weight in (*settings.discipline_weights.values(), *(r.weight for r in settings.roles.values())):
        assert weight == 0 or 0.001 <= weight <= 1000
    assert all(1 <= target <= 5 for target in settings.targets.values())
    check_assessment(assess(PULSE, settings, WAVE, PEOPLE))


def test_no_change_to_the_settings_does_more_than_name_its_faults(tmp_path: Path) -> None:
    sound = ((KESTREL / FILE).read_bytes(), first_settings("Acme “1”", "attributed", PULSE))

    def attempt(random: Random) -> None:
        settings_of(tmp_path, make.changed_toml(random, random.choice(sound), TOML))

    each("engagement.toml, text", attempt)


def test_no_value_in_the_settings_does_more_than_name_its_faults(tmp_path: Path) -> None:
    spare = make.leaves(SETTINGS)
    assert settings_of(tmp_path, make.toml(SETTINGS)) is not None

    def attempt(random: Random) -> None:
        settings_of(tmp_path, make.toml(make.altered(random, SETTINGS, spare)))

    each("engagement.toml, values", attempt)


# ── commentary ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return assessed(PEOPLE, PULSE)


def test_no_commentary_does_more_than_name_its_faults(tmp_path: Path, assessment: Assessment) -> None:
    path = tmp_path / "commentary" / f"{assessment.wave.id}.toml"
    path.parent.mkdir()
    sound = ((KESTREL / "commentary.toml").read_bytes(), first_commentary())
    finding = assessment.findings[0]
    override = {f"{finding.kind} {finding.about}": {"sentence": "Ours.", "reason": "Asked for."}}
    tables = {"headline": "We serve.", "sections": {"design": "a\n\nb", "method": "c"}, "override": override}

    def attempt(random: Random) -> None:
        changed = random.random() < 0.5
        path.write_bytes(
            make.changed_toml(random, random.choice(sound), TOML)
            if changed
            else make.toml(make.altered(random, tables))
        )
        try:
            commentary = read_commentary(tmp_path, assessment)
        except CxassessError as error:
            check_refusal(error, f"commentary/{path.name}")
            return
        for text in (commentary.headline, commentary.context, *commentary.sections.values()):
            check_text(text)
        for key, own in commentary.overrides.items():
            check_text(key)
            check_text(own.sentence + own.reason)
            assert own.sentence
            assert own.reason
        if random.random() < 0.05:
            compose(assessment, commentary, read_words(), ("summary", "profile", "method"), "0123abcd")

    each("commentary.toml", attempt)


# ── questionnaires ───────────────────────────────────────────────────────────────────────────────────────────


def check_pack(pack: Pack, random: Random) -> None:
    """A questionnaire that was taken can be shown, answered, assessed, explained and reported."""
    for line in (*questionnaire_lines(pack), *soundness_lines([pack])):
        check_text(line)
    people = make.responses(random, pack, (1, 3, 6))
    if not any(person.answers for person in people):
        return
    made = assess(pack, make.settings(random, pack), WAVE, people, make.metric_entries(random))
    check_assessment(made, own_words=True)
    for id in random.sample(known_ids(made), 3):
        assert list(explain(made, id, read_words(reword=pack.reword)))
    if random.random() < 0.02:
        compose(
            made, read_commentary(Path("nowhere"), made), read_words(reword=pack.reword), tuple(SECTIONS), "0123abcd"
        )


def read_all(folder: Path, random: Random, *files: str, variants: bool = True) -> None:
    """Read a questionnaire and its variants as `questionnaire check` does."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    try:
        for variant in ("", *variants_of(folder)) if variants else ("",):
            snapshot = read_snapshot(folder, variant=variant)
            pack = build_pack(snapshot)
            kept = json.dumps(snapshot, ensure_ascii=False)
            assert build_pack(json.loads(kept)) == pack
            kept.encode()
            check_pack(pack, random)
    except CxassessError as error:
        check_refusal(error, *files)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_no_change_to_a_shipped_questionnaire_does_more_than_name_its_faults(tmp_path: Path) -> None:
    shelf = {
        id: {p.name: p.read_bytes() for p in (QUESTIONNAIRES / id).glob("*.toml")} for id in ("cx-maturity", "cx-pulse")
    }

    def attempt(random: Random) -> None:
        id = random.choice(("cx-maturity", "cx-pulse", "cx-pulse"))
        folder = tmp_path / id
        folder.mkdir(exist_ok=True)
        changed = random.choice(list(shelf[id]))
        for name, content in shelf[id].items():
            (folder / name).write_bytes(make.changed_toml(random, content, TOML) if name == changed else content)
        read_all(
            folder, random, "pack.toml", "en.", "--variant", variants=changed.count(".") > 1 or random.random() < 0.2
        )

    each("questionnaire, text", attempt)


def written(folder: Path, files: Mapping[str, Mapping[str, Any]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, tables in files.items():
        (folder / name).write_bytes(make.toml(tables))
    return folder


def test_no_value_in_a_questionnaire_does_more_than_name_its_faults(tmp_path: Path) -> None:
    files = make.small_questionnaire()
    spare = make.leaves(files["pack.toml"])
    assert build_pack(read_snapshot(written(tmp_path / "own", files))).practices

    def attempt(random: Random) -> None:
        name = random.choice(("pack.toml", "pack.toml", "en.toml"))
        changed = {**files, name: make.altered(random, files[name], spare)}
        read_all(written(tmp_path / "own", changed), random, "pack.toml", "en.", variants=random.random() < 0.1)

    each("questionnaire, values", attempt)


def test_no_value_in_a_variant_does_more_than_name_its_faults(tmp_path: Path) -> None:
    files = make.small_questionnaire()
    folder = written(tmp_path / "own", files)
    structure = files["pack.toml"]
    spare = make.leaves(structure["variants"])

    def attempt(random: Random) -> None:
        words, own = files["en.b2b.toml"], structure["variants"]["b2b"]
        if random.random() < 0.5:
            words = make.altered(random, words, spare)
        else:
            own = make.altered(random, own, spare)
        changed = {"pack.toml": {**structure, "variants": {"b2b": own}}, "en.b2b.toml": words}
        read_all(written(folder, changed), random, "pack.toml", "en.", "--variant")

    each("variant", attempt)

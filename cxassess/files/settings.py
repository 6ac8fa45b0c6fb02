"""engagement.toml: the settings of one client. People edit it, so every fault is named at once with its key."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StrictInt

from cxassess.errors import InvalidInput, NotAnEngagement, Problem
from cxassess.files.checked import Colour, Strict, checked, read_toml
from cxassess.files.clean import clean_line, clean_text, shortened
from cxassess.files.outcome_settings import (
    MetricTable,
    SignTable,
    index_choice,
    limits_of,
    metric_faults,
    peer_of,
    sign_faults,
)
from cxassess.files.setting_fields import FILE as FILE
from cxassess.files.setting_fields import LEAST_WEIGHT as LEAST_WEIGHT
from cxassess.files.setting_fields import MOST_WEIGHT as MOST_WEIGHT
from cxassess.files.setting_fields import Name, Weight, unknown
from cxassess.files.setting_fields import name_fault as name_fault
from cxassess.model.engagement import ATTRIBUTED, MODES, Engagement, RoleSetting, Wave
from cxassess.model.pack import Pack
from cxassess.words import USUAL_LANGUAGE, languages

STATUSES = ("draft", "final")

Target = Annotated[float, Field(ge=1, le=5, allow_inf_nan=False, strict=True)]


class RoleTable(Strict):
    weight: Weight | None = None
    people: Annotated[StrictInt, Field(ge=1)] | None = None
    merged_into: str = ""


class ScopeTable(Strict):
    about: str = ""
    units: list[Name] = []


class DisciplineTable(Strict):
    weights: dict[str, Weight] = {}
    targets: dict[str, Target] = {}
    strategic: Annotated[list[str], Field(max_length=2)] = []


class ReportTable(Strict):
    firm: str = ""
    prepared_for: str = ""
    status: str = "draft"
    confidentiality: str = ""


class BenchmarkTable(Strict):
    file: Name


class PageTable(Strict):
    colour: Colour = ""
    logo: str = ""


class EngagementFile(Strict):
    format: Annotated[StrictInt, Field(ge=1, le=1)]
    client: Name
    sector: str = ""
    language: str = USUAL_LANGUAGE
    timezone: str = "UTC"
    mode: str = "attributed"
    minimum_group: Annotated[StrictInt, Field(ge=3)] = 5
    target_profile: str = "solid"
    delete_after: Annotated[date, Field(strict=True)] | None = None
    privacy_contact: str = ""
    share_scores: bool = False
    scope: ScopeTable = ScopeTable()
    roles: dict[str, RoleTable] = {}
    disciplines: DisciplineTable = DisciplineTable()
    metrics: dict[str, MetricTable] = {}
    signs: dict[str, SignTable] = {}
    benchmark: BenchmarkTable | None = None
    report: ReportTable = ReportTable()
    page: PageTable = PageTable()


def read_engagement(folder: Path, pack: Pack) -> Engagement:
    """The settings, with the pack's own values where a key is left out.

    Raises:
        NotAnEngagement: the folder has no engagement.toml.
        InvalidInput: every fault in it.
    """
    if not (folder / FILE).exists():
        raise NotAnEngagement(f"{folder} is not an engagement: it has no {FILE} (cxassess new makes one)")
    data, unreadable = read_toml(folder / FILE)
    if unreadable:
        raise InvalidInput(unreadable)
    return engagement_of(data, pack)


def engagement_of(data: dict[str, Any], pack: Pack) -> Engagement:
    """The settings from the tables of the file. Raises InvalidInput with every fault in them."""
    file, problems = checked(EngagementFile, data, FILE)
    faults = [*problems, *(_faults(file, pack) if file else _loose_faults(data, pack))]
    if faults or file is None:
        raise InvalidInput(faults)
    return _engagement(file, pack)


def _faults(file: EngagementFile, pack: Pack) -> list[Problem]:
    """What only the questionnaire, or the list of what is offered, can tell."""
    faults = []
    disciplines = [d.id for d in pack.disciplines]
    for key, read, known in (
        ("language", file.language, languages()),
        ("mode", file.mode, MODES),
        ("target_profile", file.target_profile, tuple(pack.profiles)),
        ("report.status", file.report.status, STATUSES),
    ):
        if read not in known:
            faults.append(unknown(key, read, list(known)))
    if file.language in languages() and file.language != pack.language:
        message = f"“{file.language}” was read, but the questionnaire of this wave is in “{pack.language}”"
        faults.append(Problem(f"{FILE} › language", message))
    faults += [unknown(f"roles.{r}", r, list(pack.roles)) for r in file.roles if r not in pack.roles]
    faults += _merging_faults(file, pack)
    for table, names in (
        ("weights", list(file.disciplines.weights)),
        ("targets", list(file.disciplines.targets)),
        ("strategic", file.disciplines.strategic),
    ):
        faults += [unknown(f"disciplines.{table}", name, disciplines) for name in names if name not in disciplines]
    for id, outcome in file.metrics.items():
        faults += metric_faults(id, outcome)
    for id, limits in file.signs.items():
        faults += sign_faults(id, limits, pack.signs)
    if not any(file.disciplines.weights.get(d, 1) > 0 for d in disciplines):
        faults.append(
            Problem(f"{FILE} › disciplines.weights", "every discipline has weight 0, so there is no overall score")
        )
    if not any(_weight(file, id, pack) > 0 for id in pack.roles):
        faults.append(Problem(f"{FILE} › roles", "every role has weight 0, so no answer would count"))
    try:
        ZoneInfo(file.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"“{shortened(file.timezone)}” was read, a name such as Europe/London was expected"
        faults.append(Problem(f"{FILE} › timezone", message))
    return faults


def _merging_faults(file: EngagementFile, pack: Pack) -> Iterator[Problem]:
    """A role counts with another one that stands by itself."""
    merged = {id: role.merged_into for id, role in file.roles.items() if role.merged_into}
    for id, into in merged.items():
        where = f"roles.{id}.merged_into"
        if into not in pack.roles:
            yield unknown(where, into, list(pack.roles))
        elif into == id or merged.get(into):
            message = f"“{into}” was read, which does not stand by itself; a role that is merged into none was expected"
            yield Problem(f"{FILE} › {where}", message)


def of_wave(settings: Engagement, wave: Wave, *, is_newest: bool = True) -> Engagement:
    """The settings as they hold for a wave: what its people were told stands, whatever the file says later.

    Raises InvalidInput where the file says otherwise of the newest wave; it may not say it of an earlier one. An
    attributed wave promised no group size.
    """
    if not is_newest:
        return replace(settings, mode=wave.mode, minimum_group=wave.minimum_group)
    faults: list[tuple[str, str | int, str | int]] = []
    if settings.mode != wave.mode:
        faults.append(("mode", settings.mode, wave.mode))
    if wave.mode != ATTRIBUTED and settings.minimum_group != wave.minimum_group:
        faults.append(("minimum_group", settings.minimum_group, wave.minimum_group))
    if faults:
        raise InvalidInput(
            Problem(
                f"{FILE} › {key}",
                f"“{read}” was read, but wave {wave.id} opened with “{told}” and told its people so: put that back",
            )
            for key, read, told in faults
        )
    return settings


def _loose_faults(data: dict[str, Any], pack: Pack) -> list[Problem]:
    """Unknown names are named even when other faults keep the file from being read whole."""
    disciplines = [d.id for d in pack.disciplines]
    faults = [unknown(f"roles.{r}", r, list(pack.roles)) for r in _table(data, "roles") if r not in pack.roles]
    for table in ("weights", "targets"):
        names = _table(_table(data, "disciplines"), table)
        faults += [unknown(f"disciplines.{table}", name, disciplines) for name in names if name not in disciplines]
    for key, known in (("language", languages()), ("mode", MODES), ("target_profile", tuple(pack.profiles))):
        read = data.get(key)
        if isinstance(read, str) and read not in known:
            faults.append(unknown(key, read, list(known)))
    return faults


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _weight(file: EngagementFile, role: str, pack: Pack) -> float:
    setting = file.roles.get(role)
    return pack.roles[role].weight if setting is None or setting.weight is None else setting.weight


def _engagement(file: EngagementFile, pack: Pack) -> Engagement:
    return Engagement(
        client=clean_line(file.client),
        sector=clean_line(file.sector),
        language=file.language,
        timezone=file.timezone,
        mode=file.mode,
        minimum_group=file.minimum_group,
        target_profile=file.target_profile,
        delete_after=file.delete_after,
        privacy_contact=clean_line(file.privacy_contact),
        about=clean_text(file.scope.about),
        units=tuple(clean_line(unit) for unit in file.scope.units),
        roles={
            id: RoleSetting(_weight(file, id, pack), file.roles[id].people if id in file.roles else None)
            for id in pack.roles
        },
        discipline_weights=file.disciplines.weights,
        targets=file.disciplines.targets,
        strategic=tuple(file.disciplines.strategic),
        metric_targets={id: table.target for id, table in file.metrics.items() if table.target is not None},
        index={id: choice for id, table in file.metrics.items() if (choice := index_choice(table))},
        peers={id: peer_of(table.peer) for id, table in file.metrics.items() if table.peer},
        sign_limits={id: limits_of(table) for id, table in file.signs.items()},
        merged_roles={id: role.merged_into for id, role in file.roles.items() if role.merged_into},
        firm=clean_line(file.report.firm),
        prepared_for=clean_line(file.report.prepared_for),
        status=file.report.status,
        confidentiality=clean_line(file.report.confidentiality),
        benchmark=file.benchmark.file if file.benchmark else "",
        share_scores=file.share_scores,
        page_colour=file.page.colour,
        page_logo=file.page.logo,
    )


def shares_scores(folder: Path) -> bool:
    """Whether the scores of an engagement may go into an anonymised peer set: only where its file plainly says so."""
    data, unreadable = read_toml(folder / FILE)
    return not unreadable and data.get("share_scores") is True


def first_settings(client: str, mode: str, pack: Pack, minimum_group: int = 5) -> bytes:
    """The engagement.toml that `new` writes: every key, each with a comment that says what it does."""
    import tomlkit  # only `new` needs it

    roles = "\n".join(
        f"[roles.{id}]\nweight = {role.weight:g}\n"
        "# people = 6           # how many there are, if known: gives the response rate\n"
        for id, role in pack.roles.items()
    )
    return _TEMPLATE.format(
        client=tomlkit.item(client).as_string(),
        language=pack.language,
        mode=tomlkit.item(mode).as_string(),
        about_mode=_ABOUT_MODE[mode],
        minimum_group=minimum_group,
        profile="solid" if "solid" in pack.profiles else next(iter(pack.profiles)),
        profiles=" | ".join(pack.profiles),
        roles=roles,
        disciplines=", ".join(d.id for d in pack.disciplines),
    ).encode()


_ABOUT_MODE = {
    "attributed": "attributed: consultants and client see who answered what",
    "confidential": "consultants see who answered what, the client sees groups; fixed, as people are told so",
    "anonymous": "no names are kept, and everybody sees groups alone; fixed, as people are told so",
}

_TEMPLATE = """\
# The settings of this engagement. People, answers and waves are in answers.db.
format = 1
client = {client}
sector = ""
language = "{language}"              # of the documents and the interview; that of the questionnaire
timezone = "UTC"
mode = {mode}            # {about_mode}
minimum_group = {minimum_group}
target_profile = "{profile}"       # {profiles}
# delete_after = 2029-01-31    # when the answers are to be deleted; shown before the first question
privacy_contact = ""           # whom to ask about the answers; shown before the first question
share_scores = false           # whether they may be counted in an anonymised set of peers; ask the client

[scope]                        # printed on the cover, and shown before the first question
about = ""
units = []

{roles}
[disciplines]                  # {disciplines}
weights = {{ }}                  # equal where not set, such as {{ design = 2 }}
targets = {{ }}                  # over the profile, such as {{ design = 4.0 }}
strategic = []                 # up to two that carry the strategy: the profile asks more of them

# [metrics.csat]               # the client's own target for an outcome, in the unit of metrics.csv
# target = 0.80
# weight = 1                   # takes it into the CX outcome index; a rating needs no more than that
# [metrics.frt]                # any other metric needs what is bad, acceptable and good of it, too
# floor = 480
# threshold = 120
# target = 60
# weight = 1
# [metrics.nps.peer]           # what others have, printed with its source and year
# value = 31
# source = "Sector survey of the trade association"
# year = 2025
# n = 4200
# note = "Customers of nine companies"

# [signs.base]                 # from which change on a warning sign is watched, and from which on an alarm
# watch = 0
# alarm = 0.03                 # 3 %

# [benchmark]                  # a peer set that reports may cite: how organisations like this one rated themselves
# file = "peers.toml"

[report]
firm = ""                      # who writes the report
prepared_for = ""
status = "draft"               # draft | final
confidentiality = ""           # "Confidential to <client>" where left empty

[page]                         # the page that people answer on
# colour = "#0A5C8A"           # the client's; where it reads badly, a darker or lighter tint of it is taken
# logo = "logo.svg"            # the client's, in this folder: SVG, PNG or JPEG
"""

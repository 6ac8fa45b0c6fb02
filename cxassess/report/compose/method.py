"""How the numbers come about, with a worked example from this client's own, and what they cannot say."""

from collections.abc import Iterator

from cxassess import __version__
from cxassess.model.assessment import PracticeScore
from cxassess.model.engagement import OVERRIDE
from cxassess.report.blocks import Block, Heading, Label, PageBreak, Run, Text, plain
from cxassess.report.compose.benchmark import limits_of
from cxassess.report.compose.context import Context

FULL_STOP = ". "


def method(page: Context) -> Iterator[Block]:
    """The method, short enough to be read."""
    a = page.assessment
    say = page.say
    yield PageBreak()
    yield Label(say("method.label"))
    yield Heading(say("method.heading"))
    levels = ", ".join(f"{number} {page.words.within(name)}" for number, name in enumerate(a.pack.levels, start=1))
    yield _claim(page, "scale", levels=levels)
    yield _claim(page, "scores")
    yield _claim(page, "interval")
    if page.has_gates:
        yield _claim(page, "stage")
    profile = a.pack.profiles[a.engagement.target_profile]
    targets = say("method.targets_text", name=profile.name, reason=profile.reason)
    own = page.words.row(f"{page.discipline_within(id)} {page.words.score(t)}" for id, t in a.targets.items())
    targets = f"{targets} {say('method.targets_own', names=own)} {say('method.targets_next')}"
    yield _small(say("method.targets") + FULL_STOP, targets)
    yield _small(say("method.weights") + FULL_STOP, _weights(page))
    example = _example(page)
    if example is not None:
        yield Heading(say("method.example", id=example.practice, title=page.title(example.practice)), 2)
        yield Text(plain(" ".join(_worked(page, example))), "small")
    yield Heading(say("method.limits"), 2)
    compared = limits_of(page.assessment.benchmark, page.words) or say("method.limits_alone")
    yield Text(plain(f"{say('method.limits_text')} {compared}"), "small")
    yield _claim(page, "evidence")
    yield Heading(say("method.sources"), 2)
    yield Text(plain(say("method.sources_text")), "small")
    yield _claim(page, "service")
    yield Text(plain(say("method.trademarks")), "small")
    yield from _own_words(page)
    yield from page.commented("method")
    made = say(
        "method.made", version=__version__, id=a.pack.label, pack_version=a.pack.version, fingerprint=page.fingerprint
    )
    yield Text(plain(made), "note")


def _claim(page: Context, key: str, **values: object) -> Text:
    return _small(page.say(f"method.{key}") + FULL_STOP, page.say(f"method.{key}_text", **values))


def _small(title: str, text: str) -> Text:
    return Text((Run(title, bold=True), Run(text)), "small")


def _weights(page: Context) -> str:
    a, words = page.assessment, page.words
    roles = words.row(
        f"{words.within(a.pack.roles[id].plural)} {words.number(weight)}" for id, weight in a.role_weights.items()
    )
    disciplines = page.say("method.equal")
    if len(set(a.weights.values())) > 1:
        disciplines = words.row(
            f"{page.discipline_within(id)} {words.number(weight, '.2f')}" for id, weight in a.weights.items()
        )
    return page.say("method.weights_text", roles=roles, disciplines=disciplines)


def _example(page: Context) -> PracticeScore | None:
    """The practice of the first action, or the first that has a score."""
    a = page.assessment
    candidates = [a.practices[action.practice] for action in a.actions] + list(a.practices.values())
    return next((p for p in candidates if p.value is not None), None)


def _worked(page: Context, score: PracticeScore) -> Iterator[str]:
    a = page.assessment
    if score.basis == "agreed":
        yield page.say("method.example_agreed", level=score.level)
    else:
        parts = [
            page.say(
                "method.example_parts",
                role=a.pack.roles[role].plural,
                value=group.value,
                n=group.n,
                weight=a.role_weights[role],
            )
            for role, group in score.by_role.items()
            if group.value is not None and a.role_weights[role] > 0
        ]
        yield page.say("method.example_item", parts=page.words.join(parts), value=score.value, level=score.level)
    discipline = a.pack.practices[score.practice].discipline
    own = a.discipline(discipline)
    if own.value is not None:
        yield page.say(
            "method.example_discipline",
            name=page.discipline_within(discipline),
            value=own.value,
            target=own.target,
            gap=own.gap,
        )
    action = next((x for x in a.actions if x.practice == score.practice), None)
    if action is not None:
        yield page.say(
            "method.example_action",
            step=f"{action.step[0]} → {action.step[1]}",
            weight=action.weight,
            gap=action.gap,
            impact=action.impact,
            confidence=action.confidence,
            effort=action.effort,
            gate=action.gate,
            warn=action.warn,
            urgency=action.urgency,
        )


def _own_words(page: Context) -> Iterator[Block]:
    agreed = [p.agreed for p in page.assessment.practices.values() if p.agreed is not None]
    if agreed:
        yield Heading(page.say("method.agreed"), 2)
        for level in agreed:
            own = page.assessment.practices[level.practice].respondents_value
            yield Text(
                plain(
                    page.say(
                        "method.agreed_item",
                        id=level.practice,
                        level=level.level,
                        on=level.agreed_on,
                        reason=level.reason,
                        value=own,
                    )
                )
            )
    known = {finding.key for finding in page.assessment.findings}
    used = {key: o for key, o in page.commentary.overrides.items() if key in known}
    if used:
        yield Heading(page.say("method.overrides"), 2)
        for key, override in used.items():
            told = page.say("method.override", sentence=override.sentence, reason=override.reason)
            moved = f"{OVERRIDE}{key}" in page.commentary.moved
            yield Text((Run(told), *((Run(f" {page.say('stale')}", alert=True),) if moved else ())))

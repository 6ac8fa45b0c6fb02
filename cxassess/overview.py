"""What the terminal shows of a questionnaire, of the state of a wave and of an assessment."""

import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from cxassess.briefing import is_seen
from cxassess.display import MISSING
from cxassess.errors import Problem
from cxassess.lint import lint
from cxassess.measures.measure import Measure
from cxassess.mirror import say_panels
from cxassess.model.assessment import Assessment, Finding, PracticeScore, Viewer
from cxassess.model.comments import CommentCounts
from cxassess.model.engagement import ANONYMOUS, ATTRIBUTED, Engagement, Response, Wave
from cxassess.model.mirror import Agreement, Mirror, MirrorAnswers
from cxassess.model.pack import Pack
from cxassess.pace import usual_minutes, words_shown
from cxassess.progress import progress_of
from cxassess.quality import signs_of
from cxassess.scoring import ENOUGH_VALID, asked_of_counted
from cxassess.withholding import group
from cxassess.words import USUAL_LANGUAGE, Words, answering_words, languages

WIDTH = 96


def questionnaire_lines(pack: Pack) -> Iterator[str]:
    """All questions with their anchors, in the order in which they are asked."""
    yield f"{pack.title} ({pack.label} {pack.version})"
    yield from textwrap.wrap(pack.about, WIDTH)
    if pack.variant:
        yield from textwrap.wrap(f"{pack.variant.name}: {pack.variant.about}", WIDTH)
    yield ""
    yield "Asked of, with the words that are shown and the minutes they take at 230 words a minute, and time to think:"
    for id, role in pack.roles.items():
        practices = sum(1 for question in pack.asked_of(id) if question in pack.practices)
        cards = f" and {len(pack.cards)} cards" if role.cards and pack.cards else ""
        shown = sum(words_shown(pack, question) for question in pack.asked_of(id))
        think = f"{role.thinking:g} s a question to think"
        yield (
            f"  {role.plural}: {practices} practices{cards}, {shown:,.0f} words,"
            f" {usual_minutes(pack, id):.1f} minutes ({think})"
        )
    for dimension in pack.disciplines:
        yield ""
        yield f"── {dimension.name}: {dimension.about}"
        for practice in pack.in_dimension("disciplines", dimension.id):
            yield ""
            yield f"{practice.id}  {practice.title}: {practice.statement}{' (key practice)' if practice.key else ''}"
            yield from _wrapped(practice.question, "      ")
            for number, (short, full) in enumerate(zip(practice.short, practice.full, strict=True), start=1):
                yield f"   {number}  {short}"
                yield from _wrapped(full, "      ")
    for card in pack.cards.values():
        yield ""
        yield f"{card.id}  {card.title}: {card.question}"
        for letter, option in zip("abcd", card.options, strict=True):
            yield f"   {letter}  {option}"


def soundness_lines(packs: Sequence[Pack]) -> Iterator[str]:
    """What a sound questionnaire holds, and the warnings about its words; a variant's only where it adds some."""
    seen: set[Problem] = set()
    for pack in packs:
        warnings = [w for w in lint(pack, answering_words(pack.language)) if w not in seen]
        seen |= set(warnings)
        place = f"{pack.language}.{pack.variant.id}.toml" if pack.variant else f"{pack.language}.toml"
        yield from (f"{place} › {warning}" for warning in warnings)
        told = f"; warnings above: {len(warnings)}." if warnings else "."
        if pack.language not in languages():
            yield f"{pack.label} {pack.version} in {pack.language} is sound: {_answerable(pack)}{told}"
            continue
        steps = sum(1 for p in pack.practices.values() for s in p.steps.values() if s.text)
        language = "" if pack.language == USUAL_LANGUAGE else f" in {pack.language}"
        yield (
            f"{pack.label} {pack.version}{language} is sound: {len(pack.practices)} practices, {len(pack.cards)} cards,"
            f" {steps} of {4 * len(pack.practices)} next steps have a text" + told
        )


def _answerable(pack: Pack) -> str:
    """How much of a language there is that people answer in, and in which no documents are written."""
    lacking = sum(1 for key in pack.fallbacks if is_seen(key))
    if not lacking:
        return "people can answer in it, and documents are written in another language"
    command = f"cxassess questionnaire translation {pack.id} {pack.language}"
    return f"{lacking} texts of those who answer stand in {pack.base_language} instead ({command} lists them)"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


# ── status ───────────────────────────────────────────────────────────────────────────────────────────────────


def status_of(
    pack: Pack,
    engagement: Engagement,
    wave: Wave,
    responses: Sequence[Response],
    metrics: int,
    words: Words,
    measures: Sequence[Measure] = (),
    viewer: Viewer = "client",
    finished: Collection[str] = (),
) -> dict[str, Any]:
    """Who has answered and how far, and how many metrics there are, typed and by source, as JSON-ready values.

    `finished` are the ids of those who said that they had finished.

    Where the wave's mode protects people, nobody is named to the client, and the sizes of small roles are left out.
    """
    people: list[dict[str, Any]] = []
    is_hidden = engagement.mode == ANONYMOUS or (engagement.mode != ATTRIBUTED and viewer == "client")
    for response in () if is_hidden else responses:
        far = progress_of(pack, response, finished)
        people.append(
            {
                "name": response.name,
                "role": response.role,
                "unit": response.unit,
                "answered": far.answered,
                "asked": len(far.asked),
                "finished": far.is_done,
                "signs": list(signs_of(response, pack)),
                "next": next(iter(far.open), None),
            }
        )
    least = engagement.minimum_group
    turnout: dict[str, Any] = {}
    if is_hidden:  # the same groups as in results: others beside them would give away the small ones
        done = {r.respondent for r in responses if progress_of(pack, r, finished).is_done}
        grouped = group(pack, engagement, [r for r in responses if r.answers], words)
        pack, engagement, responses = grouped.pack, grouped.engagement, grouped.responses
        turnout = {"mode": engagement.mode, "minimum_group": least, "begun": len(responses)}
        turnout["finished"] = sum(response.respondent in done for response in responses)
    counts = Counter(response.role for response in responses if response.answers)
    return {
        "client": engagement.client,
        "wave": wave.id,
        "as_of": wave.as_of.isoformat(),
        "state": wave.state,
        "questionnaire": {
            "id": pack.id,
            "version": pack.version,
            "variant": pack.variant.id if pack.variant else None,
        },
        "people": people,
        **turnout,
        "roles": {
            id: {"answered": None if is_hidden and counts[id] < least else counts[id], "people": role.people}
            | {"weight": role.weight}
            for id, role in engagement.roles.items()
        },
        "metrics": metrics,
        "measured": dict(Counter(measure.source for measure in measures)),
        "missing": list(_missing(pack, engagement, responses, words)),
    }


def _missing(pack: Pack, engagement: Engagement, responses: Sequence[Response], words: Words) -> Iterator[str]:
    """What keeps disciplines from a score, in sentences."""
    for role in engagement.counted_roles:
        if not any(r.role == role and r.answers for r in responses):
            yield words.say("status.role", role=role)
    given = Counter(
        q for r in responses if r.role in engagement.counted_roles for q, a in r.answers.items() if a.level is not None
    )
    asked = asked_of_counted(pack, engagement)
    for dimension in pack.disciplines:
        members = [p.id for p in pack.in_dimension("disciplines", dimension.id) if p.id in asked]
        valid = sum(1 for id in members if given[id] >= engagement.least)
        if valid < ENOUGH_VALID * len(members):
            yield words.say("status.discipline", name=dimension.name, valid=valid, asked=len(members))


def status_lines(state: dict[str, Any], words: Words) -> Iterator[str]:
    """The same for the eye."""

    def say(key: str, **values: object) -> str:
        return words.say(f"status.{key}", **values)

    q = state["questionnaire"]
    asked = f"{q['id']} ({q['variant']})" if q["variant"] else q["id"]
    questionnaire = f"{asked} {q['version']}"
    yield say("head", client=state["client"], wave=state["wave"], questionnaire=questionnaire, as_of=state["as_of"])
    yield ""
    if not state["people"] and not state.get("begun"):
        yield say("nobody")
    elif not state["people"]:
        yield say("turnout", begun=state["begun"], finished=state["finished"])
        yield say("by_role", roles="; ".join(_role_counts(state, say)))
    else:
        width = max(len(p["name"]) for p in state["people"])
        role_width = max(len(p["role"]) for p in state["people"])
        for p in state["people"]:
            rest = say("finished") if p["finished"] else say("next", question=p["next"])
            unit = f"  {p['unit']}" if p["unit"] else ""
            who = f"  {p['name']:<{width}}  {p['role']:<{role_width}}"
            signs = "".join(f"  ({say(f'signs.{sign}')})" for sign in p["signs"])
            yield f"{who}  {say('progress', answered=p['answered'], asked=p['asked'])} {rest}{unit}{signs}"
        yield ""
        yield say("by_role", roles="; ".join(_role_counts(state, say)))
        if any(p["signs"] for p in state["people"]):
            yield say("signs_mean")
    if state["metrics"] or not state["measured"]:
        yield say("metrics", count=state["metrics"] or say("none"))
    if state["measured"]:
        yield say("measured", sources=", ".join(f"{source} ({count})" for source, count in state["measured"].items()))
    for sentence in state["missing"]:
        yield say("missing", sentence=sentence)


def _role_counts(state: dict[str, Any], say: Callable[..., str]) -> Iterator[str]:
    for id, role in state["roles"].items():
        answered = say("few", least=state["minimum_group"]) if role["answered"] is None else role["answered"]
        people = say("of", people=role["people"]) if role["people"] else ""
        yield f"{id} {answered}{people}" + ("" if role["weight"] else say("not_counted"))


# ── assessment ───────────────────────────────────────────────────────────────────────────────────────────────


def first_of_each_kind(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The weightiest finding of each kind, in their order: one message once."""
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.kind, finding)
    return tuple(first.values())


def show_assessment(assessment: Assessment, words: Words) -> None:
    """Print the assessment to the terminal: scores, stage, findings, what to do now."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    def say(key: str, **values: object) -> str:
        return words.say(f"assess.{key}", **values)

    console = Console(highlight=False)
    a = assessment
    client = f"[bold]{escape(a.engagement.client)}[/bold]"
    console.print(say("head", client=client, wave=escape(a.wave.id), as_of=a.wave.as_of.isoformat()))
    rests = a.sufficiency
    console.print(
        say(
            "rests_of" if rests.invited else "rests",
            n=rests.respondents,
            count=rests.respondents,
            invited=rests.invited,
            counted=rests.counted,
            dont_know=rests.dont_know_share,
            evidence=rests.evidence_share,
        )
    )
    console.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "score", "interval", "n", "level", "target", "gap"):
        table.add_column(say(name) if name else "", justify="left" if name in {"", "level"} else "right")
    for dimension in a.pack.disciplines:
        score = a.discipline(dimension.id)
        reading = score.reading
        interval = f"{words.score(reading.low)}–{words.score(reading.high)}" if reading.low is not None else MISSING
        level = f"{score.level} {a.pack.levels[score.level - 1]}" if score.level else escape(reading.why or "")
        table.add_row(
            dimension.name, words.score(score.value), interval, str(reading.n), level,
            words.score(score.target), words.score(score.gap),
        )  # fmt: skip
    overall = a.overall
    level = (
        f"{overall.level} {a.pack.levels[overall.level - 1]}" if overall.level else escape(overall.reading.why or "")
    )
    table.add_row(
        f"[bold]{say('overall')}[/bold]", words.score(overall.reading.value), "", str(overall.reading.n), level, "", ""
    )
    console.print(table)
    console.print()
    for d in a.pack.frameworks["three_ds"].dimensions:
        console.print(f"{d.name}: {words.score(a.scores[f'three_ds.{d.id}'].value)}", end="   ")
    console.print("\n")
    if a.stage.why:
        console.print(say("no_stage", why=escape(a.stage.why)) + "\n")
    if a.index is not None:
        found = say("index", value=a.index.value) if not a.index.why else say("no_index", why=escape(a.index.why))
        console.print(found + "\n")
    console.print(f"[bold]{say('found')}[/bold]")
    width = min(WIDTH, console.width)
    shown = first_of_each_kind(a.findings)
    for finding in shown:
        for line in textwrap.wrap(finding.sentence, width, initial_indent="• ", subsequent_indent="  "):
            console.print(escape(line))
    if len(a.findings) > len(shown):
        console.print(f"  {say('more', count=len(a.findings) - len(shown))}")
    for horizon in ("now", "next", "later"):
        actions = a.actions_in(horizon)
        if actions:
            title, span = words.say(f"horizons.{horizon}"), words.say(f"horizons.{horizon}_span")
            console.print(f"\n[bold]{title}[/bold] ({span})")
            for action in actions:
                who = action.owner or (action.owner_role or words.say("action.no_owner"))
                console.print(escape(f"  {action.id:<9} {action.title} ({who})"))


# ── customers' words ─────────────────────────────────────────────────────────────────────────────────────────


def comments_of(
    counts: CommentCounts | None, approved: int, refused: int, frequent: Sequence[tuple[str, int]]
) -> dict[str, Any]:
    """How far the comments of a wave are worked through, as one JSON-ready object."""
    return {
        "comments": counts.comments if counts else 0,
        "earlier": counts.earlier if counts else 0,
        "tagged": counts.tagged if counts else 0,
        "untagged": counts.untagged if counts else 0,
        "doubtful": counts.doubtful if counts else 0,
        "languages": dict(counts.languages) if counts else {},
        "own_frame": counts.own_frame if counts else False,
        "themes": {theme.id: theme.n for theme in counts.themes} if counts else {},
        "quotes": {"approved": approved, "refused": refused},
        "frequent_untagged": dict(frequent),
    }


def mirror_lines(
    mirror: Mirror, practices: Mapping[str, PracticeScore], least: int, wave: str, words: Words
) -> Iterator[str]:
    """The mirror in words: each item with the share who agree by panel, and the level of its practice inside."""

    def say(key: str, **values: object) -> str:
        return words.say(f"mirror.{key}", **values)

    shown = {panel.panel for panel in mirror.shown}
    yield say("head", people=say_panels(mirror, words), wave=wave) if shown else say("head_few", least=least, wave=wave)
    for panel in mirror.panels:
        name = say(f"panel_{panel.panel}")
        if panel.panel not in shown:
            yield say("few", panel=name, n=panel.people, least=least)
        elif panel.reached:
            yield say("reached", panel=name, how=panel.reached)
    if not shown:
        return
    yield ""
    for reading in mirror.items:
        score = practices.get(reading.item.id)
        rated = score is not None and score.value is not None
        inside = say("inside", rating=score.value, level=score.level) if score and rated else say("inside_none")
        yield f"  {reading.item.id:<5} {reading.item.topic}: {inside}"
        for agreement in reading.panels:
            if agreement.panel in shown:
                yield f"        {say(f'panel_{agreement.panel}')}: {_agreement_cell(agreement, words)}"
    yield ""
    yield say("columns")


def mirror_comments(answers: MirrorAnswers, mirror: Mirror, words: Words) -> Iterator[str]:
    """What people of the panels that are shown wrote, item by item, in the order of the words themselves."""
    yield ""
    yield words.say("mirror.comments")
    for reading in mirror.items:
        panels = {agreement.panel for agreement in reading.panels if agreement.share is not None}
        given = (r.answers[reading.item.id].comment for r in answers.responses
                 if r.panel in panels and reading.item.id in r.answers)  # fmt: skip
        yield from (f"  {reading.item.id:<5} {comment}" for comment in sorted(filter(None, given)))


def _agreement_cell(agreement: Agreement, words: Words) -> str:
    if agreement.why == "nobody":
        return words.say("mirror.none")
    if agreement.why:
        return words.say("mirror.withheld", n=agreement.n)
    return words.say(
        "mirror.cell",
        share=agreement.share,
        low=agreement.low,
        high=agreement.high,
        n=agreement.n,
        cant_say=agreement.cant_say,
    )


def comment_lines(
    counts: CommentCounts | None, approved: int, refused: int, frequent: Sequence[tuple[str, int]], words: Words
) -> Iterator[str]:
    """The same in words."""

    def say(key: str, **values: object) -> str:
        return words.say(f"comments.state.{key}", **values)

    if counts is None:
        yield say("none")
        return
    languages = ", ".join(f"{language or say('unknown')} {n:,}" for language, n in counts.languages.items())
    yield say("count", count=counts.comments, languages=languages)
    if counts.earlier:
        yield say("earlier", count=counts.earlier)
    yield say("tagged", tagged=counts.tagged, untagged=counts.untagged, doubtful=counts.doubtful)
    yield say("own" if counts.own_frame else "shipped")
    width = max((len(theme.name) for theme in counts.themes), default=0)
    for theme in counts.themes:
        n = say("few") if theme.n is None else words.number(theme.n, ",d")
        yield f"  {theme.name:<{width}}  {n:>6}"
    if frequent:
        yield say("frequent", words=", ".join(f"{word} ({n})" for word, n in frequent))
    yield say("quotes", approved=approved, refused=refused)
    yield say("review")

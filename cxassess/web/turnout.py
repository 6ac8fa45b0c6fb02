"""Who has answered, as the consultants' pages show it: all together, by role, by unit, and what to do before closing.

In the client's view of a wave that protects people, numbers move in steps of the smallest group: a count that grows
by one on the wall would be somebody who has just got up from their desk.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from cxassess.measures.withholding import hidden_groups
from cxassess.web.charts import turnout_bar
from cxassess.web.situation import FINISHED, STARTED, UNOPENED, Participant, Situation
from cxassess.withholding import JOINED
from cxassess.words import Words

_NONE = Markup()


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of a role or unit have finished; `of` is 0 where nobody knows how many there are."""

    name: str
    told: str
    note: str = ""
    chart: Markup = _NONE


@dataclass(frozen=True, slots=True)
class Hidden:
    """Groups that are not shown, and why."""

    names: str
    why: str


@dataclass(frozen=True, slots=True)
class Groups:
    """The roles or the units."""

    title: str
    rows: tuple[Turnout, ...]
    hidden: Hidden | None = None


def title_of(s: Situation, words: Words) -> str:
    """How many of all have finished."""
    done = sum(one.finished for one in s.expected)
    of = sum(_expected_in(s, role, s.expected) for role in s.settings.roles)
    is_few = s.protects and of < s.settings.least  # “fewer than five of three” says nothing
    key = "title_of" if of and not is_few else "title"
    count = max(done, s.settings.least) if s.protects else done  # “fewer than five have”, though it be one
    return words.say(f"follow.{key}.{s.wave.state}", wave=s.wave.id, n=_told(s, done, of, words), of=of, count=count)


def _told(s: Situation, n: int, of: int, words: Words) -> str:
    """A number of people, or its step; once all have finished nothing moves any more, and they are counted."""
    least = s.settings.least
    if not s.protects or n == of >= least:
        return str(n)
    return words.say("follow.fewer", least=least) if n < least else words.say("follow.or_more", n=_step(s, n))


def _step(s: Situation, n: int) -> int:
    """The last step of the smallest group that a number has reached."""
    return n - n % s.settings.least


def _expected_in(s: Situation, role: str, people: Iterable[Participant]) -> int:
    """How many of a role are expected: those invited or answering, or as many as engagement.toml says.

    While a wave that protects people is open, nobody changes it by beginning to answer.
    """
    those = [one for one in people if one.role == role]
    known = sum(one.invitation is not None for one in those) if s.is_stepped else len(those)
    if s.links == {} and any(one.invitation for one in people):
        return known
    return max(s.settings.roles[role].people or 0, known)


def roles_of(s: Situation, words: Words) -> Groups:
    """By role; where people are protected, few of a role count together with others once the wave is closed."""
    if s.is_stepped:
        return _open_roles(s, words)
    people = s.expected
    least = s.settings.least
    joined = {part: id for id in s.grouped.engagement.roles for part in id.split(JOINED)}
    own = not s.protects
    members: dict[str, list[Participant]] = {}
    for role in s.settings.roles:
        members.setdefault(role if own else joined.get(role, role), [])
    for one in people:
        members.setdefault(one.role if own else joined.get(one.role, one.role), []).append(one)
    roles = {**s.pack.roles, **s.grouped.pack.roles}
    total = {
        id: sum(_expected_in(s, part, people) for part in id.split(JOINED) if part in s.settings.roles)
        for id in members
    }
    begun = {id: sum(bool(one.answered) for one in those) for id, those in members.items() if total[id]}
    hidden = frozenset[str]() if own else hidden_groups(begun, least)
    rows = [
        _turnout(roles[id].plural, members[id], total[id], max(total.values()), s, words)
        for id in begun
        if id not in hidden
    ]
    held = _hidden_roles({roles[id].plural: begun[id] for id in begun if id in hidden}, least, words)
    short = [roles[id].plural for id, n in begun.items() if n < s.settings.minimum_group]
    has_begun = any(one.answered for one in people)
    return Groups(_roles_title(s, short, words) if has_begun else words.say("follow.nobody"), tuple(rows), held)


def _open_roles(s: Situation, words: Words) -> Groups:
    """By role while people answer: which roles stand here and how many they are moves with no single person."""
    least, people = s.settings.least, s.expected
    members = {role: [one for one in people if one.role == role] for role in s.settings.roles}
    total = {role: _expected_in(s, role, people) for role in members}
    names = {role: s.pack.roles[role].plural for role in members}
    is_small = {role: 0 < total[role] < least for role in members}
    most = max(*total.values(), *(_step(s, len(those)) for those in members.values()))
    rows = [_turnout(names[id], members[id], total[id], most, s, words) for id in members if not is_small[id]]
    held = _hidden_roles({names[id]: total[id] for id in members if is_small[id]}, least, words)
    short = [names[id] for id, those in members.items() if sum(bool(one.answered) for one in those) < least]
    return Groups(_roles_title(s, short, words), tuple(rows), held)


def _roles_title(s: Situation, short: Sequence[str], words: Words) -> str:
    if not short:
        return words.say("follow.enough_roles")
    names = [short[0], *(words.within(name) for name in short[1:])]
    if not s.protects:  # they are shown all the same
        return words.say("follow.small_roles", names=words.join(names), n=s.settings.minimum_group)
    return words.say("follow.short_roles", names=words.join(names), count=len(short))


def _hidden_roles(begun: Mapping[str, int], least: int, words: Words) -> Hidden | None:
    """The roles without a count, by name: those of too few people, and what is held back with them."""
    small, kept = [name for name, n in begun.items() if n < least], [name for name, n in begun.items() if n >= least]
    if not small:
        return None
    why = words.say("follow.few_roles", names=words.join(small), n=least, count=len(small))
    if kept:
        names = {"names": words.join(kept), "small": words.join(small)}
        why = f"{why} {words.say('follow.with_units', **names, count=len(kept))}"
    return Hidden(", ".join((*small, *kept)), why)


def _turnout(name: str, those: Sequence[Participant], total: int, most: int, s: Situation, words: Words) -> Turnout:
    count = {state: sum(one.state == state for one in those) for state in (FINISHED, STARTED, UNOPENED)}
    finished, started = count[FINISHED], count[STARTED]
    told = words.say("follow.of" if total else "follow.n", n=_told(s, finished, total, words), of=total)
    if s.protects:
        finished, started = finished if finished == total else _step(s, finished), 0
    note = words.say("follow.started", n=started) if started else ""
    rest = max(total - finished - started, 0)
    return Turnout(name, told, note, turnout_bar(finished, started, rest, most, s.settings.minimum_group))


def units_of(s: Situation, words: Words) -> Groups | None:
    """By unit; the too small ones are named without a count, and with them the one that would give them away."""
    people = s.expected
    if not s.settings.units:
        return None
    if s.is_stepped:
        return _open_units(s, words)
    least, hidden = s.settings.least, set(s.grouped.hidden_units) if s.protects else set()
    counted = s.settings.counted_roles
    sizes = {
        unit: sum(one.unit == unit and bool(one.answered) and one.role in counted for one in people)
        for unit in s.settings.units
    }
    rows = [Turnout(unit, _of_unit(unit, people, s, words)) for unit in s.settings.units if unit not in hidden]
    if not hidden:
        return Groups(
            words.say("follow.units_caption" if s.eyes and s.is_protected else "follow.all_units"), tuple(rows)
        )
    small = [unit for unit in s.settings.units if unit in hidden and sizes[unit] < least]
    kept = [unit for unit in s.settings.units if unit in hidden and sizes[unit] >= least]
    why = words.say("follow.few_units", names=words.join(small), n=least, count=len(small)) if small else ""
    if kept:
        key = "with_units" if small else "between_units"
        names = {"names": words.join(kept), "small": words.join(small)}
        why = f"{why} {words.say(f'follow.{key}', **names, count=len(kept), n=least)}"
    title = (
        words.say("follow.small_units", count=len(small)) if small else words.say("follow.held_units", count=len(kept))
    )
    return Groups(title, tuple(rows), Hidden(", ".join((*small, *kept)), why.strip()))


def _open_units(s: Situation, words: Words) -> Groups:
    """By unit while people answer; which ones are too small is told by who was invited, not by who has come."""
    people, least = s.expected, s.settings.least
    asked = [one.unit for one in people if one.invitation is not None]
    invited = {unit: asked.count(unit) for unit in s.settings.units}
    small = [unit for unit, n in invited.items() if 0 < n < least]
    rows = [Turnout(unit, _of_unit(unit, people, s, words)) for unit in invited if unit not in small]
    why = words.say("follow.few_units", names=words.join(small), n=least, count=len(small)) if small else ""
    return Groups(words.say("follow.units_caption"), tuple(rows), Hidden(", ".join(small), why) if small else None)


def _of_unit(unit: str, people: Sequence[Participant], s: Situation, words: Words) -> str:
    those = [one for one in people if one.unit == unit]
    invited = sum(one.invitation is not None for one in those)
    total = (invited if s.is_stepped else len(those)) if invited else 0
    done = sum(one.finished for one in those)
    return words.say("follow.of" if total else "follow.n", n=_told(s, done, total, words), of=total)


def outside_of(s: Situation, words: Words) -> Groups | None:
    """Customers and partners by panel; below the minimum without a count, but for the consultants' eyes."""
    if not s.outside:
        return None
    least = 0 if s.eyes else s.settings.minimum_group

    def told(kind: str, n: int) -> str:
        few = n < least
        return words.say(f"follow.outside_{'few_' if few else ''}{kind}", count=n, least=s.settings.minimum_group)

    rows = [
        Turnout(words.say(f"follow.outside_{one.panel}"), told("done", one.finished), told("begun", one.begun))
        for one in s.outside
    ]
    return Groups(words.say("follow.outside_title"), tuple(rows))


def before_closing(s: Situation, words: Words) -> Iterator[str]:
    """What to look at before the wave is closed."""
    people = s.expected
    if s.wave.is_closed:
        yield words.say("follow.before.finished" if s.wave.is_finished else "follow.before.reopen")
        return
    if s.protects:  # no number: beside that of those who have finished it would tell more than a step
        of = sum(_expected_in(s, role, people) for role in s.settings.roles)
        if of >= s.settings.least:
            has_all = sum(one.finished for one in people) >= of
            yield words.say("follow.before.all" if has_all else "follow.before.some")
        if s.is_anonymous:
            yield words.say("follow.before.anonymous")
    else:
        yield from _counted_before(people, words)
    yield words.say("follow.before.record")


def _counted_before(people: Sequence[Participant], words: Words) -> Iterator[str]:
    """Who has not finished, and signs in how people answered: on a wall, one that has just appeared is somebody's."""
    started = sum(one.state == STARTED for one in people)
    unopened = sum(one.state == UNOPENED for one in people)
    if started:
        yield words.say("follow.before.started", count=started)
    if unopened:
        yield words.say("follow.before.unopened", count=unopened)
    for sign in ("same", "fast", "unsure"):
        if n := sum(sign in one.signs for one in people):
            yield words.say(f"follow.signs.{sign}", count=n)
    if any(one.signs for one in people):
        yield words.say("follow.before.signs")
    if not started and not unopened and people:
        yield words.say("follow.before.all")


def names_of(s: Situation, words: Words) -> Iterator[tuple[str, str]]:
    """Who has not finished, and whose answers to look at: label and names."""
    people = s.expected
    for state in (STARTED, UNOPENED):
        if those := [one.name for one in people if one.state == state]:
            yield words.say(f"follow.names.{state}"), ", ".join(those)
    for sign in ("same", "fast", "unsure"):
        if those := [one.name for one in people if sign in one.signs]:
            yield words.say(f"follow.names.{sign}"), ", ".join(those)

"""The software landscape: which practices lean on which function of software, and where the two do not fit.

Software is not maturity: nothing here raises or lowers a score. A practice may be done well by hand, so that a high
rating without software is a question and no fault.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cxassess.model.assessment import Finding, PracticeScore
from cxassess.model.engagement import Engagement
from cxassess.model.pack import Pack
from cxassess.model.software import FUNCTIONS, FunctionEntry, FunctionReading, Unused
from cxassess.say_do import is_strong
from cxassess.words import Words

AD_HOC = 2  # the level up to which a practice is done by chance, so that it makes no use of anything bought
ENOUGH_PRODUCTS = 3  # for one function: more are worth a remark (ours)
MATTERS, NOTE = 2, 1  # severities, as findings have them


@dataclass(frozen=True, slots=True)
class Lean:
    """A practice that leans on a function from a level on: from there its anchor can hardly be met by hand alone."""

    function: str
    practice: str
    level: int


# Read from the anchors of cx-maturity (ours); the reason of each is in the catalogue, under software.leans.
LEANS: tuple[Lean, ...] = (
    Lean("channels", "MEA2", 4),
    Lean("channels", "MEA3", 4),
    Lean("channels", "MEA6", 4),
    Lean("social", "CUN2", 4),
    Lean("social", "MEA7", 4),
    Lean("text", "CUN2", 4),
    Lean("text", "MEA7", 4),
    Lean("emotion", "DSN7", 4),
    Lean("online", "CUN2", 5),
    Lean("online", "CUN5", 5),
    Lean("online", "CUN6", 5),
)


def leans_of(function: str, pack: Pack) -> tuple[Lean, ...]:
    """The practices of a questionnaire that lean on a function."""
    return tuple(lean for lean in LEANS if lean.function == function and lean.practice in pack.practices)


def read_landscape(
    entries: Mapping[str, FunctionEntry],
    pack: Pack,
    engagement: Engagement,
    practices: Mapping[str, PracticeScore],
    words: Words,
) -> tuple[FunctionReading, ...]:
    """All five functions in their order; none at all where the client says nothing of any.

    Args:
        entries: what the client says, by the function's id.
    """
    if not entries:
        return ()
    return tuple(_reading(id, entries.get(id), pack, engagement, practices, words) for id in FUNCTIONS)


def _reading(
    id: str,
    entry: FunctionEntry | None,
    pack: Pack,
    engagement: Engagement,
    practices: Mapping[str, PracticeScore],
    words: Words,
) -> FunctionReading:
    leans = leans_of(id, pack)
    covered = entry is not None and bool(entry.products)
    asks: tuple[str, ...] = ()
    if entry is not None and entry.products == ():
        asks = tuple(lean.practice for lean in leans if _is_high(lean, practices, pack, engagement))
    return FunctionReading(
        id=id,
        name=words.say(f"software.functions.{id}"),
        entry=entry,
        practices=tuple(lean.practice for lean in leans),
        asks=asks,
        unused=_unused(entry, [practices[lean.practice] for lean in leans]) if entry is not None and covered else None,
        doubted=entry is not None and covered and entry.trusted in {"no", "partly"},
        many=entry is not None and len(entry.products or ()) > ENOUGH_PRODUCTS,
    )


def _is_high(lean: Lean, practices: Mapping[str, PracticeScore], pack: Pack, engagement: Engagement) -> bool:
    """Whether a practice is strong, and rated at the level whose anchor leans on the function."""
    score = practices[lean.practice]
    return is_strong(score, pack, engagement) and (score.level or 0) >= lean.level


def _unused(entry: FunctionEntry, leaning: Sequence[PracticeScore]) -> Unused | None:
    """Of software that is paid for: that nobody uses it, or that no rated practice makes use of it."""
    if not entry.paid:
        return None
    if entry.used_by == ():
        return "nobody"
    levels = [score.level for score in leaning if score.level is not None]
    return "ad_hoc" if levels and max(levels) <= AD_HOC else None


def questioned(functions: Sequence[FunctionReading]) -> frozenset[str]:
    """The practices that are rated high although nothing is named for what they lean on."""
    return frozenset(id for function in functions for id in function.asks)


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────


def find_software(
    functions: Sequence[FunctionReading], pack: Pack, practices: Mapping[str, PracticeScore], words: Words
) -> Iterator[Finding]:
    """What does not fit: high ratings without software, then what is paid for and not used, not trusted, or many."""
    for id in pack.practices:
        lacking = [function for function in functions if id in function.asks]
        if lacking:
            sentence = words.say(
                "software.absent",
                name=pack.practices[id].title,
                id=id,
                rating=practices[id].value,
                functions=words.join([words.within(function.name) for function in lacking]),
            )
            numbers = {"rating": practices[id].value, "functions": ", ".join(function.id for function in lacking)}
            yield Finding("software_absent", id, MATTERS, sentence, numbers)
    for function in functions:
        if function.unused:
            rated = _rated(function, practices)
            named = words.join([f"{id} {words.score(value)}" for id, value in rated.items()])
            sentence = words.say(f"software.unused_{function.unused}", function=function.name, practices=named)
            numbers = {"products": len(function.products)}
            numbers |= rated if function.unused == "ad_hoc" else {}
            yield Finding("software_unused", f"software.{function.id}", NOTE, sentence, numbers)
    for function in functions:
        if function.doubted and function.entry is not None:
            sentence = words.say(f"software.doubted_{function.entry.trusted}", function=function.name)
            yield Finding("software_doubted", f"software.{function.id}", NOTE, sentence, {})
    for function in functions:
        if function.many:
            count = len(function.products)
            sentence = words.say("software.many", function=function.name, count=count)
            yield Finding("software_many", f"software.{function.id}", NOTE, sentence, {"products": count})


def _rated(function: FunctionReading, practices: Mapping[str, PracticeScore]) -> dict[str, float]:
    """The scores of the practices that lean on a function, where they have one."""
    return {id: value for id in function.practices if (value := practices[id].value) is not None}

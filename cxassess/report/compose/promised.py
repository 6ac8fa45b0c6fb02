"""What was promised by the last wave, what happened, and whether the practice moved."""

from collections import Counter
from collections.abc import Iterator, Sequence

from cxassess.model.promise import Outcome, Promise
from cxassess.report.blocks import Block, Cell, Column, Heading, Label, Listing, PageBreak, Run, Table, Text, plain
from cxassess.report.compose.context import Context, text_cell
from cxassess.report.compose.moved import verdict_of

# The order in which a reader asks: what came of it, what did not, what is open, what was given up.
_ORDER: tuple[Outcome, ...] = (
    "done_not_moved",
    "done_and_moved",
    "done_unknown",
    "moved_without",
    "late",
    "open",
    "dropped",
    "merged",
)
_SHOWN = 16  # rows on a page and a half
_LONGEST = 160  # letters of proof or reason in a row


def promised(page: Context) -> Iterator[Block]:
    """A row a promise, and then what was done whose practice did not improve clearly. Nothing where none was made."""
    history = page.assessment.history
    if history is None or not history.promises:
        return
    promises = sorted(history.promises, key=lambda one: _ORDER.index(one.outcome))
    yield PageBreak()
    yield Label(page.say("promised.label", wave=history.comparison.before.id))
    yield Heading(heading_of(page, promises))
    yield Text(plain(page.say("promised.lead", wave=history.comparison.before.id, as_of=page.as_of)))
    yield _table(page, promises[:_SHOWN], len(promises) - _SHOWN)
    yield from _not_improved(page, promises)
    yield from page.commented("promised")


def heading_of(page: Context, promises: Sequence[Promise]) -> str:
    """How many were kept, and at how many of these the practice moved."""
    counts = Counter(one.outcome for one in promises)
    kept = sum(one.is_kept for one in promises)
    if not kept:
        return page.say("promised.heading_none", of=len(promises))
    if kept == len(promises):
        start = page.say("promised.heading_all", of=len(promises))
    else:
        start = page.say("promised.heading_some", count=kept, of=len(promises))
    moved = counts["done_and_moved"]
    if moved:
        rest = page.say("promised.heading_moved", count=moved)
    else:
        rest = page.say(f"promised.heading_moved_{'none' if counts['done_not_moved'] else 'untold'}")
    return page.say("promised.heading", start=start, rest=rest)


def _table(page: Context, promises: Sequence[Promise], more: int) -> Table:
    columns = (
        Column(page.say("promised.promise"), 0.36),
        Column(page.say("promised.happened"), 0.36),
        Column(page.say("promised.practice"), 0.28),
    )
    note = plain(page.say("promised.more", count=more)) if more > 0 else ()
    rows = tuple((_promise(page, one), _happened(page, one), _moved(page, one)) for one in promises)
    return Table(columns, rows, page.say("promised.about"), note, caption=page.caption("promised"))


def _promise(page: Context, promise: Promise) -> Cell:
    who = promise.owner or page.say("promised.nobody")
    due = page.say("promised.due", due=promise.due) if promise.due else page.say("promised.no_date")
    return text_cell(promise.title, page.words.row([promise.id, who, due]), bold=True)


def _happened(page: Context, promise: Promise) -> Cell:
    status = "late" if promise.late else "merged" if promise.merged_into else promise.status
    said = page.say(f"promised.states.{status}", into=promise.merged_into or "")
    told = promise.reason if promise.status == "dropped" else promise.evidence or ""
    if promise.status == "done" and not told:
        told = page.say("promised.no_evidence")
    alert = status == "late"
    return Cell((Run(said, bold=True, alert=alert),), page.cut(told, _LONGEST))


def _moved(page: Context, promise: Promise) -> Cell:
    """The practice in both waves, or why there is nothing to see."""
    if promise.practice is None:
        return text_cell(page.say("promised.no_practice"), grey=True)
    if promise.before is None or promise.now is None:
        return text_cell(page.say("promised.not_comparable", practice=promise.practice), grey=True)
    verdict = verdict_of(page, promise.verdict)
    values = page.say("promised.values", before=promise.before, now=promise.now)
    alert = promise.outcome == "done_not_moved"
    about = page.title(promise.practice)
    if promise.n_before is not None and promise.n_now is not None:
        about = page.say("promised.practice_n", practice=about, before=promise.n_before, now=promise.n_now)
    return Cell((Run(f"{values} ", bold=True), Run(verdict, alert=alert)), about)


def _not_improved(page: Context, promises: Sequence[Promise]) -> Iterator[Block]:
    """Done, and no clear improvement of the practice: what to ask."""
    found = [one for one in promises if one.outcome == "done_not_moved"]
    if not found:
        return
    yield Heading(page.say("promised.without_title", count=len(found)), 2)
    yield Text(plain(page.say("promised.without_text")))
    yield Listing(
        tuple(
            plain(
                page.say(
                    "promised.without_item",
                    title=one.title,
                    practice=page.title(one.practice or ""),
                    id=one.practice,
                    before=one.before,
                    now=one.now,
                )
            )
            for one in found
        )
    )

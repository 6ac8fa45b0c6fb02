"""Lines for metrics.toml about a table that nobody knows: what its headers and its texts say together, and no more.

A line stands there ready only where both fit, and one column alone. Where several could be meant, or only the texts
would allow it, the line is commented out and names them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cxassess.files.exports.deduce import is_ignored, point, toml_text
from cxassess.files.exports.mapping import Tool
from cxassess.files.exports.recognition import Header
from cxassess.files.exports.times import Undecided, read_dates
from cxassess.measures.views import ViewKind

MOST_GROUPS = 30  # names of a channel or a segment
MOST_POINTS = 11
LOOKED_AT = 300  # texts of a column
_LISTED = 5  # columns that a comment names
_FEWEST_TEXTS, _WORDS_WRITTEN = 3, 3  # from which texts of a column are taken for sentences
Texts = Sequence[str]


def _words(*parts: str) -> re.Pattern[str]:
    """Whole words, or parts of a name such as created_at and createdAt."""
    return re.compile(rf"(?<![a-z])(?:{'|'.join(parts)})(?![a-z])", re.IGNORECASE)


_RATING = _words(
    "recommend",
    "satisf[a-z]*",
    "zufried[a-z]*",
    "rat(?:e|ed|ing)",
    "scores?",
    "nps",
    "csat",
    "ces",
    "easy",
    "effort",
    "bewertung",
    "weiterempfehl[a-z]*",
)
_NPS = _words("recommend", "nps", "weiterempfehl[a-z]*")
_DAY = _words(
    "date",
    "datum",
    "day",
    "tag",
    "time",
    "timestamp",
    "when",
    "created",
    "opened",
    "submitted",
    "completed",
    "recorded",
    "received",
    "at",
    "on",
)
_OPENED = _words(
    "created", "opened", "open(?:ing)?", "reported", "received", "started?", "begin", "er(?:stellt|öffnet)"
)
_CLOSED = _words(
    "closed?", "solved", "resolved", "completed", "ended?", "finished", "geschlossen", "gelöst", "erledigt"
)
_ID = _words("ids?", "number", "no", "nr", "key", "uuid", "ticket", "case", "reference", "nummer",
    "(?:request|ticket|case|incident|call|response|respondent|record)id")  # fmt: skip
_CUSTOMER = _words(
    "customers?",
    "clients?",
    "accounts?",
    "subscribers?",
    "users?",
    "requester",
    "caller",
    "contact",
    "e-?mail",
    "kunden?(?:[ -]?(?:nummer|nr|id))?",
    "(?:customer|client|account|user)id",
)
_CHANNEL = _words("channel", "via", "medium", "kanal")
_SEGMENT = _words("segment", "region", "plan", "tier", "country", "branch", "language", "land", "tarif", "filiale")
_WEIGHT = _words("weights?", "gewicht")
_JOINED = _words("joined", "since", "signed ?up", "signup", "registered", "customer_since", "start(?:ed)?", "seit",
                 "beginn", "eintritt[a-z]*", "vertragsbeginn")  # fmt: skip
_ENDED = _words("ended", "until", "left", "churn(?:ed)?", "cancel(?:l?ed)?", "terminated", "end", "bis", "gekündigt",
                "kündigung[a-z]*", "ende", "austritt[a-z]*", "vertragsende")  # fmt: skip
_TICKET = _words("tickets?", "cases?", "requests?", "calls?", "conversations?", "incidents?",
                 "(?:request|ticket|case|incident|call)id")  # fmt: skip
_PURCHASE = _words("orders?", "purchases?", "invoices?", "bestell[a-z]*")
_TOOK = {
    "first_response": _words("first (?:reply|response)", "first_(?:reply|response)[a-z_]*"),
    "resolution": _words("resolution", "resolution_time", "time to (?:resolve|close)"),
    "handle": _words("handl(?:e|ing) time", "handle_time", "aht", "talk time"),
}
_OFFERED = re.compile(r"(?<![\d.,])([01])\s*(?:-|–|—|to|bis|…|\.\.)\s*(\d{1,2})(?![\d.,])", re.IGNORECASE)
_NUMBERED = re.compile(r"Q\d", re.IGNORECASE)  # how a question of a survey is called, whatever it asks
_TOPS = (5, 7, 10)  # of the scales that are usual
_UNITS = {"seconds": _words("seconds?", "secs?", "s"), "minutes": _words("minutes?", "mins?"),
          "hours": _words("hours?", "hrs?", "h")}  # fmt: skip


@dataclass(frozen=True)
class _Column:
    """A column with some of its texts, blanks left out."""

    header: Header
    texts: Texts

    @cached_property
    def name(self) -> str:
        """Its words, with those that a capital begins within it apart."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.header.name).replace("_", " ")

    def says(self, words: re.Pattern[str]) -> bool:
        return words.search(self.name) is not None

    @cached_property
    def points(self) -> list[float]:
        """Its answers, where each is a whole number of a short scale and not all are one."""
        found = [point(text) for text in self.texts if text.strip()]
        known = [p for p in found if p is not None]
        fits = len(known) == len(found) and len(set(known)) > 1
        return known if fits and all(p == int(p) and 0 <= p <= MOST_POINTS for p in known) else []

    @cached_property
    def is_date(self) -> bool:
        """Whether its texts are days; whole numbers alone may be anything."""
        texts = [text for text in self.texts if text.strip()]
        if not texts or all(re.fullmatch(r"\s*\d+\s*", text) for text in texts):
            return False
        found = read_dates(texts)
        return not isinstance(found, Undecided) or found.what == "order"

    @property
    def is_number(self) -> bool:
        return bool(self.texts) and all(
            re.fullmatch(r"\s*\d+([.,]\d+)?\s*", text) for text in self.texts if text.strip()
        )

    @property
    def is_free_text(self) -> bool:
        """Whether people wrote sentences there: several words as a rule, and hardly ever the same ones."""
        texts = [text for text in self.texts if text.strip()]
        if len(texts) < _FEWEST_TEXTS or self.is_date or self.is_number:
            return False
        words = sum(len(text.split()) for text in texts) / len(texts)
        return words >= _WORDS_WRITTEN and len(set(texts)) >= 0.6 * len(texts)

    @property
    def is_different_in_each_row(self) -> bool:
        return len(self.texts) > 1 and len(set(self.texts)) == len(self.texts)

    @property
    def is_of_few(self) -> bool:
        return bool(self.texts) and len(set(self.texts)) <= min(MOST_GROUPS, max(2, len(self.texts) // 2))


def snippet(name: str, tool: Tool | None, headers: Sequence[Header], texts: Mapping[int, Texts]) -> str:
    """Lines for metrics.toml, ready but for what only the client knows."""
    columns = [
        _Column(header, texts.get(header.at, ())[:LOOKED_AT]) for header in headers if not is_ignored(header, tool)
    ]
    kind: ViewKind = tool.mapping.kind if tool else _kind(columns)
    lines = [f"[tables.{name}]", f'tool = "{tool.id}"' if tool else f'kind = "{kind}"']
    if tool is None:
        lines += _plain(kind, columns)
    lines += _comments(kind, columns)
    if kind == "survey":
        lines += ["", *_questions(name, columns, is_survey=tool is not None)]
    if kind == "ticket" and tool is None:
        lines += _durations(name, columns)
    return "\n".join(lines)


def _kind(columns: Sequence[_Column]) -> ViewKind:
    """What a row is: by two signs of it, else an answer to a survey."""
    dates = [column for column in columns if column.is_date]
    is_rated = any(column.says(_RATING) and column.points for column in columns)
    has_customer = any(column.says(_CUSTOMER) for column in columns)
    if has_customer and any(c.says(_JOINED) for c in dates) and any(c.says(_ENDED) for c in columns):
        return "customer"
    took = any(column.says(words) for column in columns for words in _TOOK.values())
    is_case = any(c.says(_OPENED) for c in dates) and any(c.says(_CLOSED) for c in dates)
    if not is_rated and (took or is_case or any(column.says(_TICKET) for column in columns)):
        return "ticket"
    if not is_rated and has_customer and dates and any(column.says(_PURCHASE) for column in columns):
        return "purchase"
    return "survey"


def _plain(kind: ViewKind, columns: Sequence[_Column]) -> Iterator[str]:
    """The lines of the columns that are named one by one."""
    kinds: dict[str, tuple[re.Pattern[str], Callable[[_Column], bool]]] = {
        "customer": (_CUSTOMER, lambda c: bool(c.texts) and not c.is_date and not c.is_of_few),
    }
    if kind == "customer":
        kinds |= {"joined": (_JOINED, lambda c: c.is_date), "ended": (_ENDED, lambda c: c.is_date)}
    else:
        first = _OPENED if kind == "ticket" else _DAY
        kinds = {"day": (first, lambda c: c.is_date and (kind != "ticket" or not c.says(_CLOSED)))} | kinds
    if kind in {"survey", "ticket"}:
        kinds["id"] = (_ID, lambda c: c.is_different_in_each_row and not c.is_date and not c.says(_CUSTOMER))
        kinds["channel"] = (_CHANNEL, lambda c: c.is_of_few and not c.is_number)
    if kind == "survey":
        kinds["weight"] = (_WEIGHT, lambda c: c.is_number)
    if kind != "purchase":
        kinds["segment"] = (_SEGMENT, lambda c: c.is_of_few and not c.is_number)
    for key, (words, fits) in kinds.items():
        sure = [column for column in columns if column.says(words) and fits(column)]
        is_asked = key == "segment" and any(_NUMBERED.match(column.header.name) for column in sure)
        if len(sure) == 1 and not is_asked:
            yield f"{key} = {toml_text(sure[0].header.name)}"
            continue
        maybe = sure or ([c for c in columns if c.is_date] if key in {"day", "joined"} else [])
        if maybe:
            yield f"# {key} = {toml_text(maybe[0].header.name)}  # one of {_listed(maybe)}"


def _comments(kind: ViewKind, columns: Sequence[_Column]) -> Iterator[str]:
    """The columns in which customers wrote in their own words."""
    written = [toml_text(column.header.name) for column in columns if column.is_free_text]
    if written and kind in {"survey", "ticket"}:
        listed = written[0] if len(written) == 1 else f"[{', '.join(written)}]"
        yield f"comment = {listed}  # customers' own words, masked before they are kept"


def free_text_headers(headers: Sequence[Header], texts: Mapping[int, Texts]) -> list[Header]:
    """The columns in which people seem to have written sentences."""
    return [h for h in headers if _Column(h, texts.get(h.at, ())[:LOOKED_AT]).is_free_text]


def _listed(columns: Sequence[_Column]) -> str:
    more = ", …" if len(columns) > _LISTED else ""
    return ", ".join(toml_text(column.header.name) for column in columns[:_LISTED]) + more


def _questions(name: str, columns: Sequence[_Column], *, is_survey: bool) -> Iterator[str]:
    """A question where a header speaks of a rating and the answers are points; else what could be one, as a comment.

    Where the table is known for a survey, and a single column could be one, it is.
    """
    rated = [column for column in columns if column.points]
    # the wording of a question is a sentence, in which many words stand by chance: its name is asked first
    sure = [c for c in rated if c.says(_RATING)] or [c for c in rated if _RATING.search(c.header.wording)]
    sure = sure or (rated if is_survey and len(rated) == 1 else [])
    for column in sure or rated[:1]:
        mark = "" if sure else "# "
        if not sure:
            yield f"# Which column has the answers? Perhaps one of {_listed(rated)}"
        yield from (f"{mark}{line}" for line in _question(name, column, is_ready=bool(sure)))
    if not rated:
        yield "# Which column has the answers?"
        yield from (f"# {line}" for line in _question(name, _Column(Header(0, "the column’s header"), ("1", "5"))))


def _question(name: str, column: _Column, *, is_ready: bool = True) -> Iterator[str]:
    """The lines of a question; its scale as a comment where neither the words nor the answers tell which it is."""
    low, high = int(min(column.points)), int(max(column.points))
    asked = f"{column.name} {column.header.wording}"
    said = _OFFERED.search(asked)
    offered = (int(said[1]), int(said[2])) if said else None
    is_nps = offered in {None, (0, 10)} and (_NPS.search(asked) is not None or (low, high) == (0, 10))
    top = 10 if high > 7 else 7 if high > 5 else 5
    scale = (0, 10) if is_nps else offered or (min(1, low), top)
    is_told = is_nps or ((offered is not None or high in _TOPS) and scale[0] <= low and high <= scale[1])
    told = "as it was offered; the answers are" if is_told else "as it was offered, which is not told: the answers are"
    yield f"[[tables.{name}.questions]]"
    yield f"column = {toml_text(column.header.name)}"
    yield f'metric = "{"nps" if is_nps else "csat"}"  # nps, csat, ces or ces1'
    mark = "" if is_told or not is_ready else "# "
    yield f"{mark}scale = [{scale[0]}, {scale[1]}]  # {told} {low} to {high}"


def _durations(name: str, columns: Sequence[_Column]) -> Iterator[str]:
    """How long something took: a column that says of what and in which unit, or from one time to another."""
    for of, words in _TOOK.items():
        for column in [column for column in columns if column.says(words) and column.is_number][:1]:
            unit = next((unit for unit, spelled in _UNITS.items() if column.says(spelled)), "")
            yield ""
            yield f"[[tables.{name}.durations]]"
            yield f'of = "{of}"'
            yield f"column = {toml_text(column.header.name)}"
            yield f'unit = "{unit}"' if unit else 'unit = "minutes"  # seconds, minutes, hours, days or h:m:s'
            break
    starts = [column for column in columns if column.is_date and column.says(_OPENED)]
    ends = [column for column in columns if column.is_date and column.says(_CLOSED)]
    took = any(column.says(_TOOK["resolution"]) and column.is_number for column in columns)
    if len(starts) == 1 and len(ends) == 1 and not took:
        yield ""
        yield f"[[tables.{name}.durations]]"
        yield 'of = "resolution"'
        yield f"start = {toml_text(starts[0].header.name)}"
        yield f"end = {toml_text(ends[0].header.name)}"

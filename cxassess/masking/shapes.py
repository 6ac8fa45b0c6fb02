"""Personal data that has a shape of its own: mail, telephone, card, account, machine, link, number, address."""

import re
from collections.abc import Iterable, Iterator

from cxassess.masking.plain import Span

_AT = r"(?:at|ät|arroba|arobase|arobas|chiocciola|klammeraffe)"
_DOT = r"(?:dot|punkt|point|punto|pt)"
_JOINT = rf"(?:{_DOT}|underscore|unterstrich|dash|minus|hyphen|bindestrich|tiret|guion|trattino)"
_TLD = r"(?:com|net|org|edu|gov|info|biz|io|eu|uk|de|fr|es|it|ch|at|nl|be|ie|pt|pl|us|ca|au|me|tv|app|dev|example|test)"
# as it should be, with spaces around the sign, quoted, or in brackets
_PLAIN_MAIL = re.compile(
    r"(?:\"[^\"@]{1,64}\"|[\w.!#$%&'*+/=?^`{|}~-]{1,64})@(?:\[[\d.:a-f]{3,45}\]|[\w.-]{1,253})", re.IGNORECASE
)
_SPACED_MAIL = re.compile(r"[\w.+'-]{1,64} ?@ ?[\w-]{1,63}(?: ?\. ?[\w-]{1,63}){0,4} ?\. ?[^\W\d_]{2,24}\b")
# “jane (at) firm (dot) com”, “jane[at]firm.com”
_BRACKETED_MAIL = re.compile(
    rf"[\w.+-]{{1,64}} ?[\[({{<] ?(?:{_AT}|@) ?[\])}}>] ?[\w-]{{1,63}}"
    rf"(?:(?: ?[\[({{<] ?(?:{_DOT}|\.) ?[\])}}>] ?| {_DOT} | ?\. ?)[\w-]{{1,63}}){{1,4}}",
    re.IGNORECASE,
)
# “jane dot doe at firm dot com”
_SPOKEN_MAIL = re.compile(
    rf"(?:[\w+-]{{1,64}} {_JOINT} ){{0,4}}[\w.+-]{{1,64}} {_AT} [\w-]{{1,63}}"
    rf"(?:(?: {_DOT} |\.)[\w-]{{1,63}}){{0,3}} {_DOT} [^\W\d_]{{2,24}}\b",
    re.IGNORECASE,
)
# “jane at firm.com”, which may also be a place to shop at
_HALF_SPOKEN_MAIL = re.compile(
    rf"\b(?!(?:look|looked|order|ordered|bought|buy|booked|book|shop|shopped|signed|in|site|account|available"
    rf"|seen|saw"
    rf"|found|people|everyone|team|staff|you|us|them|website|all|log|login|logged|page|offer|working) )"
    rf"[\w.+-]{{1,64}} {_AT} [\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,3}}\.{_TLD}\b",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?<![\w@])@[^\W\d]\w{2,40}")  # how somebody is called on a network
_LINK = re.compile(r"(?:https?://|ftp://|\bwww\.)[^\s<>\"']{1,2000}", re.IGNORECASE)
_BARE_LINK = re.compile(
    r"\b(?:facebook|fb|instagram|linkedin|twitter|x|tiktok|threads|t|wa|m)\.(?:com|me)/[^\s<>\"',;]{1,200}",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"[?#@~=]|\d{3}|/(?:u|user|users|profile|profiles|in|account|member|people|konto|kunde|compte|perfil|profilo)/"
    r"|(?:facebook|instagram|linkedin|twitter|//x|tiktok|t\.me|wa\.me)",
    re.IGNORECASE,
)
_IP4 = re.compile(r"(?<![\w.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w.]?\d)")
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}(?![\w:])", re.IGNORECASE)
_MAC = re.compile(r"(?<!\w)(?:[0-9a-f]{2}-){5}[0-9a-f]{2}(?!\w)", re.IGNORECASE)
_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}[ -]?\d{2}(?:[ .-]?[a-z0-9]){11,30}(?![a-z0-9])", re.IGNORECASE)
_CARD = re.compile(r"(?<!\d)\d(?:[^\d,]{0,3}\d){12,18}(?!\d)")
_SPELLED_DIGITS = (
    r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|null|eins|zwo|zwei|drei|vier"
    r"|fünf|sechs"
    r"|sieben|acht|neun|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho"
    r"|nueve|due|tre|quattro|cinque|sei|sette|otto|nove|\d)"
)
_DIGIT_WORD = re.compile(rf"\b{_SPELLED_DIGITS}\b", re.IGNORECASE)
_SPELLED = re.compile(rf"\b{_SPELLED_DIGITS}(?:[ ,./-]{{1,2}}{_SPELLED_DIGITS}){{6,24}}\b", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w.,:/#])(?:\+ ?|\(\+?)?\d(?:[ ()./\-·_]{0,3}\d){4,20}\)?(?![\w]|[.,:]\d)")
_PHONE_WORD = re.compile(
    r"(?:tel(?:e[fp]h?on[a-z]*|éfono|efono)?|t[ée]l[ée]phone|tél|fon|phone|mobile|mobil|m[óo]vil|cell(?:ulare)?"
    r"|handy|fax"
    r"|whats ?app|sms|call(?:ed)?(?: (?:me|us|back))*|ring|text|reach(?: me)?|r[üu]ckruf|rufnummer|anruf[a-z]*"
    r"|appel[a-zé]*"
    r"|ll[áa]m[a-z]*|chiam[a-z]*|portable|numero di|my number|meine nummer|mon num[ée]ro|mi n[úu]mero|il mio numero)"
    r"[\w\s.:'\"()-]{0,14}$",
    re.IGNORECASE,
)
_OWN_NUMBER = re.compile(
    r"\b(?:customer|client|account|acct|contract|member(?:ship)?|policy|passport|licen[cs]e|insurance|meter"
    r"|kunden|vertrags?"
    r"|konto|mitglieds|ausweis|versicherungs|z[äa]hler|ssn|social security|nie|dni|nif|siret|codice fiscale"
    r"|cliente|compte"
    r"|contrat|contrato|contratto|abonn[a-zé]*|konto|bic|sort code|pin|iban|imei)"
    r"[ -]?(?:id|no|nr|number|num|nummer|num[ée]ro|n[úu]mero|numero|code|n°)?[ .:#°-]{0,3}(?:is|ist|est|es|è"
    r"|war|was)?"
    r"[ :]{0,2}([a-z]{0,3}[ -]?\d(?:[ -]?[a-z0-9]){3,24})(?!\w)",
    re.IGNORECASE,
)
_SSN = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
_SORT_CODE = re.compile(r"(?<![\w-])\d{2}-\d{2}-\d{2}(?= +\d{8}(?!\d))")
_ORDER_WORD = re.compile(
    r"(?:order|ticket|invoice|bestell|auftrag|rechnung|commande|pedido|ordine|article|item)[\w .:#-]{0,12}$", re.I
)
_MONEY_AFTER = re.compile(r" ?(?:[€$£¥]|eur\b|usd\b|gbp\b|chf\b|euros?\b|pounds?\b|dollars?\b)", re.IGNORECASE)
_STREETS = (
    re.compile(
        r"(?<!\w)\d{1,5}[a-z]?,? (?:[^\W\d_][\w'-]{1,30} ){1,3}"
        r"(?:street|st|road|rd|lane|ln|avenue|ave|drive|close|crescent|terrace|gardens|boulevard|blvd|way|court"
        r"|place)\b\.?",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b[^\W\d_][\w-]{2,30}(?:stra(?:ß|ss)e|str\.|gasse|allee|weg|platz|ufer|damm)[ ,]{1,2}\d{1,4} ?[a-z]?\b", re.I
    ),
    re.compile(
        r"\b(?:\d{1,4}(?: ?bis)?,? )?(?:rue|avenue|boulevard|impasse|calle|avenida|plaza|via|viale|piazza|corso)"
        r"(?: (?:de|du|des|del|della|di|la|le|les|los|las"
        r"|dei))*(?: [^\W\d_][\w'-]{1,30}){1,3},? (?:n[°ºo.]? ?)?\d{1,4}\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b\d{1,4}(?: ?bis)?,? (?:rue|avenue|boulevard|impasse|allée)(?: (?:de|du|des|la|le"
        r"|les))*(?: [A-ZÀ-Ý][\w'-]{1,30}){1,3}"
    ),
    re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)"),  # a postcode of the United Kingdom
    re.compile(
        r"(?<!\w)(?:D-|A-|CH-)?\d{4,5} (?=[A-ZÄÖÜ][a-zäöüß]{2,})[A-ZÄÖÜ][a-zäöüß]{2,30}(?= |,|\."
        r"|$)(?<!Euro)(?<!Kunden)"
    ),
)
_BORN = re.compile(
    r"(?:\bborn(?: on)?|\bdob|\bdate of birth|\bgeb(?:oren)?\.?(?: am)?|\bgeburtsdatum|\bnée?(?: le)?"
    r"|\bnacid[oa](?: el)?|\bnat[oa] il)"
    r"[ :]{1,3}(\d{1,4}(?:[./ -]{1,2}[^\W_]{1,12}){2})",
    re.IGNORECASE,
)


_AT_WORD = re.compile(rf"\b{_AT}\b", re.IGNORECASE)
_DOT_WORD = re.compile(rf"\b{_DOT}\b", re.IGNORECASE)
_ENDING = re.compile(r"\w\.[^\W\d_]{2}")


def _mails(text: str) -> Iterator[Span]:
    if "@" in text:
        yield from _spans((_PLAIN_MAIL, _SPACED_MAIL, _CALLED), text, "mail")
    if "@" in text or _AT_WORD.search(text):
        if any(bracket in text for bracket in "[({<"):
            yield from _spans((_BRACKETED_MAIL,), text, "mail")
        if _DOT_WORD.search(text):
            yield from _spans((_SPOKEN_MAIL,), text, "mail")
        if _ENDING.search(text):
            yield from _spans((_HALF_SPOKEN_MAIL,), text, "mail")


def _spans(patterns: Iterable[re.Pattern[str]], text: str, kind: str) -> Iterator[Span]:
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield Span(found.start(), found.start() + len(found[0].rstrip(".-")), kind)


def _links(text: str) -> Iterator[Span]:
    if "/" not in text and "ww." not in text.casefold():
        return
    for found in _LINK.finditer(text):
        end = found.end() - (len(found[0]) - len(found[0].rstrip(".,;:!?)")))
        if _OWN.search(found[0][8:]) or _OWN.search(found[0]):
            yield Span(found.start(), end, "link")
    for found in _BARE_LINK.finditer(text):
        yield Span(found.start(), found.end(), "link")


def _machines(text: str) -> Iterator[Span]:
    for found in _IP4.finditer(text):
        if all(int(part) < 256 for part in found.groups()) and len(found[0]) > 7:
            yield Span(found.start(), found.end(), "ip")
    for pattern in (_IP6, _MAC):
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), "ip")


def _accounts(text: str) -> Iterator[Span]:
    for found in _IBAN.finditer(text):
        letters = re.sub("[^a-z0-9]", "", found[0].casefold())
        for end in range(len(letters), 14, -1):  # what follows an account may look like a part of it
            if _is_iban(letters[:end]):
                yield Span(found.start(), _end_of(found, end), "account")
                break
        else:
            head = re.match(r"[a-z]{2}\d{2}[a-z0-9]*?\d{8}", letters)
            if head and sum(map(str.isdigit, letters)) >= 10:
                yield Span(found.start(), found.end(), "account")


def _end_of(found: re.Match[str], count: int) -> int:
    """Where the first `count` letters and digits of a match end."""
    for place, letter in enumerate(found[0]):
        count -= letter.isalnum()
        if not count:
            return found.start() + place + 1
    return found.end()


def _is_iban(letters: str) -> bool:
    return int("".join(str(int(letter, 36)) for letter in letters[4:] + letters[:4])) % 97 == 1


def _cards(text: str) -> Iterator[Span]:
    for found in _CARD.finditer(text):
        digits = [letter for letter in found[0] if letter.isdigit()]
        if _is_card(digits):
            yield Span(found.start(), found.end(), "card")


def _is_card(digits: list[str]) -> bool:
    """Luhn's check (ISO/IEC 7812-1)."""
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0 and len(set(digits)) > 1


def _own_numbers(text: str) -> Iterator[Span]:
    for pattern in (_OWN_NUMBER, _BORN):
        for found in pattern.finditer(text):
            yield Span(found.start(1), found.end(1), "number")
    for pattern in (_SSN, _SORT_CODE):
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), "number")


def _phones(text: str) -> Iterator[Span]:
    for found in _DIGITS.finditer(text):
        if kind := _kind_of(found[0], text, found.start(), found.end()):
            yield Span(found.start(), found.end(), kind)


_DATE = re.compile(
    r"(?:(?:19|20)\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?:(?:19|20)\d{2}|\d{2}))(?: [\d -]{1,11})?"
)
_YEARS = re.compile(r"(?:19|20)\d{2}(?:[ /-]{1,3}(?:(?:19|20)\d{2}|\d{2}))*")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([. ])\d{3})(?:\1\d{3})*")


def _kind_of(shown: str, text: str, start: int, end: int) -> str:
    """What a run of digits is; empty for one that is nobody's: a date, a price, a short number."""
    digits = "".join(filter(str.isdigit, shown))
    count, is_called = len(digits), _PHONE_WORD.search(text[max(0, start - 40) : start]) is not None
    if _MONEY_AFTER.match(text, end) or text[max(0, start - 2) : start].rstrip()[-1:] in {"€", "$", "£", "¥"}:
        return ""
    if _DATE.fullmatch(shown) or _YEARS.fullmatch(shown):
        return ""
    if shown.startswith(("+", "(+")):
        return "phone" if count >= 7 else ""
    if is_called and count >= 6:
        return "phone"
    if shown.lstrip("(").startswith("0") and count >= 7:
        return "phone"
    if count == 10 and re.fullmatch(r"\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}", shown):
        return "phone"
    if count == 9 and digits[0] in "6789" and not _ORDER_WORD.search(text[max(0, start - 30) : start]):
        return "phone"
    if _THOUSANDS.fullmatch(shown) and count < 13:
        return ""
    if count >= 11 or (count >= 9 and shown.isdigit()) or (count == 10 and digits[0] == "3"):
        return "number" if _ORDER_WORD.search(text[max(0, start - 30) : start]) else "phone"
    return ""


def _addresses(text: str) -> Iterator[Span]:
    for pattern in _STREETS:
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), "address")


def find_shapes(text: str) -> Iterator[Span]:
    """What has a shape of its own; of spans that overlap the first one stands."""
    yield from _links(text)
    yield from _mails(text)
    if _DIGIT.search(text):
        yield from _machines(text)
        yield from _accounts(text)
        yield from _cards(text)
        yield from _own_numbers(text)
        yield from _phones(text)
        yield from _addresses(text)
    if len(_DIGIT_WORD.findall(text)) > 5:
        yield from (span for span in _spans((_SPELLED,), text, "phone") if _LETTER.search(text, span.start, span.end))


_DIGIT = re.compile("[0-9a-f]:|[0-9]")
_LETTER = re.compile(r"[^\W\d_]")

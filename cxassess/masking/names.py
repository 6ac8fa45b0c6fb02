"""Names of people: after titles, where people introduce themselves, sign or say whom they spoke to, and by lists."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple
from unicodedata import combining, normalize

from cxassess.masking.plain import Span, plain_text


def _set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_PARTICLES = _set(
    """
    von van vom zu zur der den de del della delle di da das dos du la le les el al bin ibn ter ten y e
    """
)
_AMBIGUOUS = _set(
    """
    may april june august summer autumn dawn grace mark will bill rob sue pat art max rose hope faith joy jack
    ray frank drew chase ruby amber eve christian angel mai ernst wolf engel heide viola victoria florence
    charlotte paris sydney dean earl guy miles penny sandy skip stew ivy holly iris jasmine melody harmony
    destiny major price young long short king west north east south best good great little small big black white
    brown green gray grey gold silver stone field wood bush banks bank page park parks hill lake rivers waters
    winter winters knight bishop pope cook baker miller smith klein gross groß kurz lang weiß schwarz braun grün
    rot jung alt neu sommer herbst montag freitag sonntag koch bauer richter vogel fuchs könig kaiser herzog
    """
)
# words that stand where a name could, with a capital, and are none
_NO_NAME = _set(
    """
    the a an i my your our their his her its this that these those they then there than when where what which
    who why how and or but so if not no yes we you he she it in on at to of for from with by as is are was were
    be been has have had do does did can could would should after before because again still only just very
    really too also about all any some somebody someone anyone anybody everyone everybody nobody one two three
    customer customers service services support sales billing team teams staff manager managers management
    supervisor technician technicians engineer engineers agent agents adviser advisor representative rep
    colleague colleagues department desk line call centre center helpdesk hotline office shop store branch
    technical accounts complaints cancellations retention customer-service chat bot chatbot several many
    different another other others person people operator operators computer machine voice mail email phone
    router internet wifi broadband tv premium basic plus pro business home monday tuesday wednesday thursday
    friday saturday sunday january february march april may june july august september october november december
    montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober
    dezember der die das den dem des ein eine einen einem einer mein meine meiner ihr ihre sie er es wir ich und
    oder aber nicht kein keine nach vor mit von zu bei auf für im am ist sind war waren hat haben hatte wurde
    kunde kunden kundin kundendienst kundenservice techniker technikerin mitarbeiter mitarbeiterin berater
    beraterin abteilung filiale laden doktor professor direktor rechnung vertrag termin leider sehr le la les un
    une du de et ou mais pas je tu il elle nous vous ils elles est sont votre notre mon ma client clients
    conseiller conseillère technicien technicienne monsieur madame el los las una y o pero yo usted cliente
    clientes servicio técnico técnica agente asesor asesora señor señora lo gli uno e non io lei lui servizio
    tecnico operatore operatrice signor signora sir madam hello hi hey dear hallo bonjour hola ciao thanks thank
    regards please sorry good bad great well never always ever now today tomorrow yesterday unhappy happy sad
    angry disappointed satisfied unzufrieden zufrieden enttäuscht kurz gut schlecht danke bitte beaucoup
    infiniment mille tante tanto much lot lots million anyway advance kindly indeed schön viel vielmals fine
    okay ok waiting writing calling trying using leaving going getting being having moving paying
    """
)

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_MOST_WORDS = 4  # of a name
LEAST_PART = 4  # letters of a part of a name that a reader is warned of


def _phrases(text: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Phrases, one a line or parted by semicolons, by their first word; the longest first.

    `a/b c` stands for “a c” and “b c”.
    """
    made: dict[str, set[tuple[str, ...]]] = {}
    for phrase in text.replace("\n", ";").split(";"):
        if phrase.strip():
            for words in product(*(part.split("/") for part in phrase.split())):
                made.setdefault(words[0], set()).add(words)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in made.items()}


# after these a name follows even in small letters
_SURE_TITLES = _phrases(
    """
    mr; mrs; mx; dr; prof; herr; herrn; mme; mlle; madame; mademoiselle; monsieur; sra; srta; señora; señor; señorita
    senora; senor; doña; sig ra; sig na; signora; signor; signore; signorina; dott; dott ssa; dottoressa; dottore; frl
    fräulein
    """
)
_TITLES = _phrases(
    """
    ms; miss; professor; doctor; hr; frau; fr; mm; sr; don; sig; familie; família; familia; famiglia; famille; avv; ing
    sir; lady; lord
    """
)
_INTRODUCED = _phrases(
    """
    my name is/was; my full/first/last name is/was; my name's; name is; name's; i am/was called; i'm called
    they call me; ich heiße/heisse/heiss; mein name ist/war; mein vorname/nachname ist; je m'appelle; mon nom/prénom est
    me llamo; mi nombre es; mi chiamo; il mio nome è; signed; gez; unterzeichnet; firmado; firmato; signé
    """
)
_NAMED_BY_COLON = _set("name nom nombre nome vorname nachname surname contact ansprechpartner")
_WEAKLY = _phrases(
    """
    i am; i'm; this is; it's; here is; ich bin; hier ist; hier spricht; je suis; c'est; ici; soy; habla; sono; qui è
    parla; call me
    """
)
_FORMAL = _phrases(
    """
    regards; kind/best/warm/many/with regards; yours; yours sincerely/faithfully/truly; sincerely; sincerely yours
    respectfully; grüße; grüßen; gruß; grüsse; gruss; gruesse; gruessen
    mit/viele/liebe/beste/herzliche/schöne/freundliche/freundlichen grüße/grüßen/gruß/grüsse/grüssen
    freundlichem/freundlicher gruß/gruss
    mfg; lg; vg; hochachtungsvoll; cordialement; bien cordialement; bien à vous; salutations; amicalement; saludos
    saludo
    un/cordial saludo; saludos cordiales; atentamente; saluti; cordiali/distinti saluti; cordialmente
    """
)
_SIGNED = _phrases(
    """
    best; best wishes; all the best; cheers; thanks; thank you; many thanks; thx; ta; love; greetings; danke; dankeschön
    vielen dank; merci; gracias; grazie
    """
)
_SPOKEN_TO = _phrases(
    """
    spoke/speak/speaking/spoken/talk/talked/talking/chatted to/with
    dealt/deal/dealing/met/meeting/wrote/written/complained to/with
    passed/transferred/escalated/emailed/e-mailed/handed/through/back/again/on to; call/called/phoned/rang
    served/helped/assisted/advised/handled/called/visited/treated/answered/contacted by
    installed/repaired/signed/sent/written/with by; ask/asked for; thanks to; you to; kudos to; out to
    off to; credit to; praise for; well done
    agent; adviser; advisor; technician; engineer; colleague; employee; assistant; representative; rep; operator
    manager
    supervisor; man; woman; lady; gentleman; guy; girl; person; fitter; driver; installer; mitarbeiter; mitarbeiterin
    kollege; kollegin; kollegen; techniker; technikerin; berater; beraterin; monteur; kundenberater; kundenberaterin
    conseiller; conseillère; technicien; technicienne; collègue; agente; asesor; asesora; técnico; técnica; compañero
    compañera; operatore; operatrice; tecnico; collega; consulente
    named; namens; nommé; nommée; llamado; llamada; chiamato; chiamata; di nome; mit namen
    gesprochen/telefoniert/sprach/telefonierte/redete/geredet/verbunden/kontakt mit; parlé à/avec; affaire à
    hablé/hablo/hablar/hablado/hable con; atendido/atendida por; atendió; parlato/parlai/parlare con
    seguito/seguita/servito/servita da; aidé/aidée/reçu/reçue par; beraten/bedient/geholfen von; dank/lob/grüße/danke an
    dank; merci à; gracias a; grazie a
    my wife/husband/son/daughter/mother/father/brother/sister/neighbour/partner/mum/dad
    mein/meine/meinem/meiner mann/frau/sohn/tochter/vater/mutter/bruder/schwester/freund/freundin
    mon/ma mari/femme/fils/fille/père/mère/frère/sœur; mi marido/mujer/hijo/hija/madre/padre
    mia/mio moglie/marito/figlia/figlio/madre/padre
    dear; hi; hello; hey; hallo; liebe; lieber; guten tag; cher; chère; bonjour; hola; querido; querida; estimado
    estimada
    caro; cara; ciao; gentile
    """
)
# words that one of these phrases begins with; most words of a text are none
_TRIGGERS = frozenset(
    (*_SURE_TITLES, *_TITLES, *_INTRODUCED, *_NAMED_BY_COLON, *_WEAKLY, *_FORMAL, *_SIGNED, *_SPOKEN_TO)
)
_TITLE_WORDS = frozenset((*_SURE_TITLES, *_TITLES, "ra", "ssa", "na")) - {"don"}
_FROM = _set("from von your ihr ihre la le")  # between a greeting and the name that signs


@dataclass(frozen=True)
class Names:
    """Names that are known, and words that are none.

    Attributes:
        given: given names, case-folded; each is masked wherever it stands, with the surname after it.
        people: whole names, case-folded, such as those of the people who answered.
        keep: words that no rule takes for a name, such as those of the client's own name.
    """

    given: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()
    keep: frozenset[str] = frozenset()
    whole: re.Pattern[str] | None = field(default=None, compare=False)


def known_names(given: Iterable[str] = (), people: Iterable[str] = (), keep: Iterable[str] = ()) -> Names:
    """Names to mask. Parts of people's names count as given names, but for words of every day such as Mark or May."""
    wholes = {" ".join(plain_text(name)[0].casefold().split()) for name in people} - {""}
    given = [form for name in given for form in (name, _without_marks(name))]
    listed = {" ".join(plain_text(name)[0].casefold().split()) for name in given} - {""}
    alone = {whole for whole in wholes if " " not in whole}  # a name of one word may be a word of every day
    wholes -= alone
    listed |= alone - (_NO_NAME - _AMBIGUOUS)
    parts = {part for whole in wholes for part in whole.split() if len(part) > 2 and " " in whole}
    kept = frozenset(word.casefold() for text in keep for word in _WORD.findall(text))
    known = frozenset((listed | (parts - _AMBIGUOUS - _NO_NAME - _PARTICLES)) - kept)
    several = sorted(
        wholes | {name for name in listed if not _WORD.fullmatch(name)}, key=lambda name: (-len(name), name)
    )
    either = "|".join(re.escape(name) for name in several)
    return Names(
        known, tuple(sorted(wholes)), kept, re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.I) if several else None
    )


def names_to_look_at(people: Iterable[str], keep: Iterable[str] = ()) -> Names:
    """Names that a reader is warned of: also each part of more than three letters, though it be a word of every day.

    A warning that proves needless costs a look, where a mask in its place would spoil a sentence.
    """
    people = tuple(people)
    parts = (word for name in people for word in _WORD.findall(plain_text(name)[0]) if len(word) >= LEAST_PART)
    return known_names(parts, people, keep)


def _without_marks(name: str) -> str:
    """A name as it is typed where its accents are not at hand."""
    return "".join(letter for letter in normalize("NFD", name) if not combining(letter))


NO_NAMES = Names()


class _Word(NamedTuple):
    """A word of a text, as written and case-folded, with what stands between it and the next one."""

    text: str
    folded: str
    start: int
    end: int
    gap: str


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its words."""

    text: str
    words: tuple[_Word, ...]
    names: Names

    def after(self, at: int, phrases: Mapping[str, tuple[tuple[str, ...], ...]]) -> int:
        """The place of the word after a phrase that begins at a word; 0 where none does."""
        for phrase in phrases.get(self.words[at].folded, ()):
            end = at + len(phrase)
            if end < len(self.words) and all(
                self.words[place].folded == word and self.words[place - 1].gap in {" ", "."}
                for place, word in enumerate(phrase[1:], start=at + 1)
            ):
                return end
        return 0

    def name_at(self, at: int, *, small: bool = False) -> list[_Word]:
        """The words of a name that begins at a word; with `small` its first may begin with a small letter."""
        found: list[_Word] = []
        held: list[_Word] = []
        end = min(len(self.words), at + 2 * _MOST_WORDS)
        while at < end and len(found) < _MOST_WORDS:
            word = self.words[at]
            if word.folded in _TITLE_WORDS and not found:
                held.clear()
            elif word.folded in _PARTICLES and word.gap == " " and (found or not word.text[0].isupper()):
                if word.folded == "der" and not held and not found:
                    break  # the German article
                held.append(word)
            elif self._may_be_name(word, small=small and not found):
                found += [*held, word]
                held.clear()
                if word.folded.endswith("'s"):
                    break
            else:
                break
            if word.gap not in {" ", "-"} and not (word.gap in {".", ". "} and (len(word.text) == 1 or not found)):
                break
            at += 1
        return found

    def _may_be_name(self, word: _Word, *, small: bool) -> bool:
        bare = word.folded.removesuffix("'s")
        if bare in _NO_NAME or bare in self.names.keep:
            return False
        return small or not word.text[0].islower() or bare in self.names.given

    def span(self, words: Sequence[_Word]) -> Span:
        ending = 2 if words[-1].folded.endswith("'s") else 0
        return Span(words[0].start, words[-1].end - ending, "name")


def find_names(text: str, names: Names) -> Iterator[Span]:
    """The names in a text; they may lie within each other."""
    if names.whole is not None:
        for found in names.whole.finditer(text):
            yield Span(found.start(), found.end(), "name")
    matches = list(_WORD.finditer(text))
    if not matches:
        return
    ends = [*(match.start() for match in matches[1:]), len(text)]
    words = tuple(
        _Word(match[0], match[0].casefold(), match.start(), match.end(), text[match.end() : end])
        for match, end in zip(matches, ends, strict=True)
    )
    whole = _Text(text, words, names)
    for at, word in enumerate(words):
        if word.folded in _TRIGGERS or len(word.text) == 1:
            yield from (whole.span(name) for name in _beginning_after(whole, at) if name)
        if names.given and (name := _listed(whole, at)):
            yield whole.span(name)


def _beginning_after(whole: _Text, at: int) -> Iterator[list[_Word]]:
    """The names that are told by what begins at a word."""
    words, word = whole.words, whole.words[at]
    folded = word.folded
    if folded in _SURE_TITLES and (after := whole.after(at, _SURE_TITLES)) and words[after - 1].gap in {" ", ".", ". "}:
        yield whole.name_at(after, small=True)
    if folded in _TITLES and (after := whole.after(at, _TITLES)) and words[after - 1].gap in {" ", ".", ". "}:
        yield whole.name_at(after)
    if folded in _INTRODUCED and (after := whole.after(at, _INTRODUCED)) and words[after - 1].gap in {" ", ": ", ", "}:
        yield whole.name_at(after, small=True)
    if folded in _NAMED_BY_COLON and word.gap in {":", ": "} and at + 1 < len(words):
        yield whole.name_at(at + 1, small=True)
    if folded in _WEAKLY and (after := whole.after(at, _WEAKLY)) and words[after - 1].gap == " ":
        name = whole.name_at(after)
        yield name if len(name) > 1 or any(part.folded in whole.names.given for part in name) else []
    for phrases, is_formal in ((_FORMAL, True), (_SIGNED, False)):
        if folded in phrases and (after := whole.after(at, phrases)):
            yield _signing(whole, after, is_formal=is_formal)
    if folded in _SPOKEN_TO and (after := whole.after(at, _SPOKEN_TO)) and words[after - 1].gap in {" ", ", ", ": "}:
        after += words[after].folded in {"called", "named", "namens"} and after + 1 < len(words)
        yield whole.name_at(after)
    if len(word.text) == 1 and word.text.isupper() and word.gap in {".", ". "} and at + 1 < len(words):
        name = whole.name_at(at)
        yield name if len(name) > 1 and len(name[-1].text) > 2 else []


def _signing(whole: _Text, at: int, *, is_formal: bool) -> list[_Word]:
    """The name that signs a comment: at its end, or on a line of its own after a formal greeting."""
    gap = whole.words[at - 1].gap
    if len(gap) > 8 or gap.strip(" ,.!:;*_~-"):
        return []
    at += whole.words[at].folded in _FROM and at + 1 < len(whole.words)
    name = whole.name_at(at, small=is_formal and len(whole.text) - whole.words[at].start < 25)
    if not name:
        return []
    ends = not whole.text[name[-1].end :].strip(" .,!-()*_~:")
    return name if ends or (is_formal and whole.text[name[-1].end : name[-1].end + 1] != " ") else []


def _listed(whole: _Text, at: int) -> list[_Word]:
    """A given name that is known, with the capitals after it."""
    word, given = whole.words[at], whole.names.given
    bare = word.folded.removesuffix("'s")
    if bare not in given and not ("-" in bare and any(part in given for part in bare.split("-"))):
        return []
    if bare in _AMBIGUOUS and word.text[0].islower():
        return []
    rest = whole.name_at(at + 1) if word.gap == " " and bare == word.folded else []
    return [word, *rest]

"""The path to the mirror: what people outside read and agree with, and the rules that set it beside a practice."""

from collections.abc import Iterator

from cxassess.explain.outcomes import Lines
from cxassess.mirror import say_panels
from cxassess.model.assessment import Assessment
from cxassess.model.mirror import Agreement, MirrorReading
from cxassess.say_do import HALF, STRONG, WEAK_BELOW

MIRROR = "mirror"


def mirror_ids(a: Assessment) -> tuple[str, ...]:
    """All items together, and each; none where nobody answered."""
    return (MIRROR, *(f"{MIRROR}.{reading.item.id}" for reading in a.mirror.items)) if a.mirror else ()


class MirrorPath(Lines):
    """The lines about the mirror of an assessment."""

    def to(self, key: str) -> Iterator[str]:
        """The lines for an id of `mirror_ids`."""
        items = self.a.mirror.items if self.a.mirror else ()
        reading = next((one for one in items if key == f"{MIRROR}.{one.item.id}"), None)
        return self._all() if reading is None else self._item(reading)

    def _all(self) -> Iterator[str]:
        mirror = self.a.mirror
        if mirror is None:
            return
        if mirror.shown:
            yield self.say("mirror.head", of=len(mirror.items), people=say_panels(mirror, self.words))
        else:
            yield self.say("mirror.head_few", of=len(mirror.items), least=self.a.engagement.minimum_group)
        yield from self._reached()
        for reading in mirror.items:
            yield ""
            yield from self._lines(reading)
        yield ""
        yield from self._found({reading.item.id for reading in mirror.items})
        yield from self._rules()

    def _item(self, reading: MirrorReading) -> Iterator[str]:
        yield from self._lines(reading)
        for agreement in reading.panels:
            asked = reading.item.asked(agreement.panel, self.a.engagement.client)
            yield self.say("mirror.asked", panel=self._panel(agreement), text=asked)
        yield from self._reached()
        yield ""
        yield from self._found({reading.item.id})
        yield from self._rules()

    def _lines(self, reading: MirrorReading) -> Iterator[str]:
        yield self.say("mirror.item", id=reading.item.id, topic=reading.item.topic)
        for agreement in reading.panels:
            yield f"  {self._share(agreement)}"
        id, score = reading.item.id, self.a.practices.get(reading.item.id)
        if score is None or score.value is None:
            yield f"  {self.say('mirror.inside_none', id=id)}"
        else:
            title = self.a.pack.practices[id].title
            inside = self.say("mirror.inside", id=id, title=title, rating=score.value, level=score.level, n=score.n)
            yield f"  {inside}"

    def _share(self, a: Agreement) -> str:
        if a.why:
            least = self.a.engagement.minimum_group
            return self.say(f"mirror.{a.why}", panel=self._panel(a), n=a.n, least=least)
        return self.say(
            "mirror.share",
            panel=self._panel(a),
            agree=a.agree,
            n=a.n,
            share=a.share,
            low=a.low,
            high=a.high,
            cant_say=a.cant_say,
        )

    def _panel(self, agreement: Agreement) -> str:
        return self.words.say(f"mirror.panel_{agreement.panel}")

    def _reached(self) -> Iterator[str]:
        for panel in self.a.mirror.panels if self.a.mirror else ():
            if panel.reached:
                name = self.words.say(f"mirror.panel_{panel.panel}")
                yield self.say("mirror.reached", panel=name, how=panel.reached)

    def _found(self, subjects: set[str]) -> Iterator[str]:
        """The findings about these practices, or that there is none."""
        found = [f for f in self.a.findings if f.kind.startswith(f"{MIRROR}_") and f.about in subjects]
        yield from (finding.sentence for finding in found)
        if not found:
            yield self.say("mirror.quiet")
        yield ""

    def _rules(self) -> Iterator[str]:
        yield self.say("mirror.rule_agree")
        yield self.say("mirror.rule_below", strong=STRONG, half=HALF)
        yield self.say("mirror.rule_above", weak=WEAK_BELOW, half=HALF)
        yield self.say("mirror.source")

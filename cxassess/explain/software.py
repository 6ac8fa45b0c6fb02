"""The path to the software landscape: what the client said of each function, and the rules that ask something of it."""

from collections.abc import Iterator

from cxassess.display import MISSING
from cxassess.explain.outcomes import Lines
from cxassess.model.assessment import Assessment
from cxassess.model.software import FunctionReading
from cxassess.say_do import STRONG
from cxassess.software import AD_HOC, ENOUGH_PRODUCTS, leans_of

SOFTWARE = "software"


def software_ids(a: Assessment) -> tuple[str, ...]:
    """All functions together, and each; none where the client said nothing."""
    return (SOFTWARE, *(f"{SOFTWARE}.{function.id}" for function in a.software)) if a.software else ()


class SoftwarePath(Lines):
    """The lines about the software landscape of an assessment."""

    def to(self, key: str) -> Iterator[str]:
        """The lines for an id of `software_ids`."""
        function = next((one for one in self.a.software if key == f"{SOFTWARE}.{one.id}"), None)
        return self._all() if function is None else self._function(function)

    def _all(self) -> Iterator[str]:
        covered = sum(1 for function in self.a.software if function.products)
        yield self.say("software.head", count=covered, of=len(self.a.software))
        yield ""
        for function in self.a.software:
            yield f"  {SOFTWARE}.{function.id:<9} {function.name}: {self._products(function)}"
        yield ""
        yield from self._found(
            {f"{SOFTWARE}.{f.id}" for f in self.a.software} | {i for f in self.a.software for i in f.asks}
        )
        yield from self._rules()

    def _function(self, function: FunctionReading) -> Iterator[str]:
        a, say, entry = self.a, self.say, function.entry
        yield f"{SOFTWARE}.{function.id} {function.name}: {self.words.say(f'software.about.{function.id}')}"
        yield ""
        yield say("software.products", names=self._products(function))
        if entry is not None and entry.products:
            nobody = self.words.say("report.software.nobody") if entry.used_by == () else MISSING
            yield say("software.used_by", names=", ".join(entry.used_by or ()) or nobody)
            trust = self.words.say(f"software.trust.{entry.trusted}") if entry.trusted else MISSING
            yield say("software.trusted", answer=f"{trust} ({entry.why})" if entry.why else trust)
            paid = MISSING
            if entry.paid is not None:
                paid = self.words.say("report.software.is_paid" if entry.paid else "report.software.is_free")
            yield say("software.paid", answer=paid)
        yield ""
        for lean in leans_of(function.id, a.pack):
            rating = self.words.score(a.practices[lean.practice].value)
            reason = self.words.say(f"software.leans.{lean.function}.{lean.practice}")
            told = say("software.leans", id=lean.practice, rating=rating, level=lean.level, reason=reason)
            yield f"  {told}"
        yield ""
        yield from self._found({f"{SOFTWARE}.{function.id}", *function.asks})
        yield from self._rules()

    def _products(self, function: FunctionReading) -> str:
        if function.entry is None or function.entry.products is None:
            return self.words.say("report.software.unknown")
        return ", ".join(function.products) or self.words.say("report.software.nothing")

    def _found(self, subjects: set[str]) -> Iterator[str]:
        """The findings about these functions and practices, or that there is none."""
        found = [f for f in self.a.findings if f.kind.startswith(f"{SOFTWARE}_") and f.about in subjects]
        yield from (finding.sentence for finding in found)
        if not found:
            yield self.say("software.quiet")
        yield ""

    def _rules(self) -> Iterator[str]:
        yield self.say("software.rule_absent", strong=STRONG)
        yield self.say("software.rule_unused", ad_hoc=AD_HOC)
        yield self.say("software.rule_doubted")
        yield self.say("software.rule_many", enough=ENOUGH_PRODUCTS)
        yield self.say("software.source")

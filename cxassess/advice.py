"""What to do about a finding: one piece of advice a kind, for what no practice's own step answers.

The first, weightiest finding of a kind carries it and names the practices of all of them; the rest stay short.
Warning signs and contradictions differ, so that each of them has its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cxassess.model.assessment import Advice, Finding
from cxassess.words import Words

NAMED = 3  # practices that the advice names
OWN = frozenset({"warning_sign", "contradiction"})  # kinds whose every subject has advice of its own


def advised(findings: Sequence[Finding], words: Words, named: Callable[[str], str]) -> tuple[Finding, ...]:
    """The findings in their order, each with its advice where it has some; `named` tells how to call a subject."""
    subjects: dict[str, list[str]] = {}
    for finding in findings:
        subjects.setdefault(finding.kind, []).extend(_subjects(finding))
    given: set[str] = set()
    result = []
    for finding in findings:
        entry = f"advice.{finding.kind}.{finding.about}" if finding.kind in OWN else f"advice.{finding.kind}"
        if entry not in given and words.has(entry):
            given.add(entry)
            names = words.join([named(subject) for subject in subjects[finding.kind][:NAMED]])
            finding = replace(finding, advice=_advice(entry, names, words))
        result.append(finding)
    return tuple(result)


def _subjects(finding: Finding) -> list[str]:
    """What a finding is about; where it is about several practices at once, their ids."""
    several = finding.numbers.get("practices")
    return several.split(", ") if isinstance(several, str) else [finding.about]


def _advice(entry: str, names: str, words: Words) -> Advice:
    return Advice(
        title=words.say(f"{entry}.title"),
        do=words.say(f"{entry}.do", names=names),
        first_step=words.say(f"{entry}.first_step", names=names),
        done_when=words.say(f"{entry}.done_when"),
    )

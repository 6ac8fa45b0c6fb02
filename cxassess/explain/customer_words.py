"""The path to the numbers of customers' words: of all comments, and of one theme."""

from collections.abc import Iterator

from cxassess.explain.outcomes import Lines
from cxassess.model.assessment import Assessment
from cxassess.model.comments import CommentCounts, ScoreLink, ThemeCount

ALL = "words"


def word_ids(a: Assessment) -> tuple[str, ...]:
    """What can be explained of them: `words`, and `words.<theme>`."""
    return (ALL, *(f"{ALL}.{theme.id}" for theme in a.comments.themes)) if a.comments else ()


class WordsPath(Lines):
    """The lines about comments."""

    def to(self, key: str) -> Iterator[str]:
        """The lines for a key that is known."""
        counts = self.a.comments
        assert counts is not None, "without comments no such key is known"
        if key == ALL:
            return self._all(counts)
        return self._theme(counts, next(theme for theme in counts.themes if f"{ALL}.{theme.id}" == key))

    def _all(self, counts: CommentCounts) -> Iterator[str]:
        yield self.say("words.all", count=counts.comments)
        for source in counts.sources:
            yield "  " + self.say("words.source", name=source.name, n=source.n)
        yield self.say("words.earlier", n=counts.earlier)
        yield self.say("words.tagged", tagged=counts.tagged, untagged=counts.untagged, doubtful=counts.doubtful)
        yield self.say("words.own" if counts.own_frame else "words.shipped")

    def _theme(self, counts: CommentCounts, theme: ThemeCount) -> Iterator[str]:
        if theme.n is None or theme.share is None or theme.low is None or theme.high is None:
            yield self.say("words.withheld", name=theme.name, least=self.a.engagement.minimum_group)
            return
        yield self.say("words.theme", name=theme.name, n=theme.n, of=counts.comments, share=theme.share,
                       low=theme.low, high=theme.high)  # fmt: skip
        for link in theme.scores:
            yield self._score(link)
        for by, groups in theme.groups.items():
            for group in groups:
                kind = self.words.say(f"workbook.words.{by}")
                if group.count is None or group.share is None:
                    yield "  " + self.say("words.group_withheld", kind=kind, name=group.name, n=group.n, count=group.n)
                else:
                    yield "  " + self.say(
                        "words.group", kind=kind, name=group.name, count=group.count, n=group.n, share=group.share
                    )

    def _score(self, link: ScoreLink) -> str:
        name = self.words.say(f"report.words.scores.{link.metric}", least=link.least, most=link.most)
        if link.mean is None or link.others_mean is None or link.difference is None:
            return self.say("words.too_few", score=name, n=link.n, others_n=link.others_n)
        told = self.say("words.score", score=name, mean=link.mean, n=link.n, others=link.others_mean,
                        others_n=link.others_n, difference=self.words.signed(link.difference))  # fmt: skip
        if link.low is None or link.high is None:
            return told
        return told + self.say("words.interval", low=self.words.signed(link.low), high=self.words.signed(link.high))

"""Who answered and where the company stands, as the cover, the summary and the profile say it."""

from cxassess.report.compose.context import Context


def who(page: Context, of_known: str, of_unknown: str, one: str, nobody: str) -> str:
    """Who answered, in one of four sentences: of how many, an open number, one person, nobody."""
    rests = page.assessment.sufficiency
    if not rests.respondents:
        return page.say(nobody)
    if rests.respondents == 1:
        return page.say(one)
    roles = sum(1 for count in rests.by_role.values() if count.n)
    known = rests.invited is not None and rests.invited >= rests.respondents
    return page.say(of_known if known else of_unknown, n=rests.respondents, invited=rests.invited, count=roles)


def furthest(page: Context) -> str:
    """Which disciplines stand furthest from their targets, as half a sentence."""
    widest = page.scored[0]
    if not widest.gap:
        return page.say("summary.furthest_reached")
    tied = [page.discipline_within(s.dimension) for s in page.scored if s.gap == widest.gap]
    if len(tied) == 1:
        return page.say("summary.furthest_one", name=tied[0], value=widest.value)
    if len(tied) == 2:
        return page.say("summary.furthest_two", names=page.words.join(tied))
    if len(tied) == len(page.disciplines):
        return page.say("summary.furthest_all")
    return page.say("summary.furthest_many", count=len(tied))

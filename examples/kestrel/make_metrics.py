"""Write the metric files of the example client: exports of four tools in their own shape, and a telephone log.

The client and all its rows are invented; the numbers tell one story with metrics.csv. The same rows come out each
time. Say `python examples/kestrel/make_metrics.py` after a change.
"""

import csv
import tomllib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

FOLDER = Path(__file__).parent / "metrics"
YEARS = (2024, 2025)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    relationship_survey(Random(1))
    contact_survey(Random(2))
    tickets(Random(3))
    installations(Random(4))
    calls(Random(5))


def write(name: str, rows: Iterable[Sequence[object]], *, encoding: str = "utf-8", delimiter: str = ",") -> None:
    with (FOLDER / name).open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)


def moments(random: Random, year: int, count: int) -> list[datetime]:
    """Moments of a year in their order, the first on its first day and the last on its last."""
    first, days = datetime(year, 1, 1, 8, tzinfo=UTC), 366 if year % 4 == 0 else 365
    between = [random.randrange(days * 14 * 60) for _ in range(count - 2)]
    minutes = sorted([0, *between, (days * 14 - 1) * 60])
    return [
        first + timedelta(days=minute // 840, minutes=minute % 840, seconds=random.randrange(60)) for minute in minutes
    ]


def shuffled(random: Random, counts: dict[object, int]) -> list[object]:
    listed = [value for value, count in counts.items() for _ in range(count)]
    random.shuffle(listed)
    return listed


# ── how likely to recommend: Qualtrics ───────────────────────────────────────────────────────────────────────

RECOMMENDING = {
    2024: {10: 150, 9: 112, 8: 146, 7: 85, 6: 41, 5: 47, 4: 15, 3: 16, 2: 9, 1: 4, 0: 15},
    2025: {10: 139, 9: 104, 8: 140, 7: 91, 6: 45, 5: 52, 4: 18, 3: 18, 2: 10, 1: 5, 0: 18},
}


def relationship_survey(random: Random) -> None:
    zone = '"timeZone":"Europe/London"'
    head = [
        ("StartDate", "Start Date", f'{{"ImportId":"startDate",{zone}}}'),
        ("EndDate", "End Date", f'{{"ImportId":"endDate",{zone}}}'),
        ("Status", "Response Type", '{"ImportId":"status"}'),
        ("Progress", "Progress", '{"ImportId":"progress"}'),
        ("Duration (in seconds)", "Duration (in seconds)", '{"ImportId":"duration"}'),
        ("Finished", "Finished", '{"ImportId":"finished"}'),
        ("RecordedDate", "Recorded Date", f'{{"ImportId":"recordedDate",{zone}}}'),
        ("ResponseId", "Response ID", '{"ImportId":"_recordId"}'),
        ("DistributionChannel", "Distribution Channel", '{"ImportId":"distributionChannel"}'),
        ("Q1_NPS_GROUP", "How likely … to recommend Kestrel\nto a friend? - Group", '{"ImportId":"QID1_NPS_GROUP"}'),
        ("Q1", "How likely are you to recommend Kestrel\nto a friend?", '{"ImportId":"QID1"}'),
        ("Tenure", "Tenure", '{"ImportId":"Tenure"}'),
    ]
    rows: list[list[object]] = [list(line) for line in zip(*head, strict=True)]
    number = 0
    for year in YEARS:
        answers = shuffled(random, dict(RECOMMENDING[year]))
        for at, (moment, score) in enumerate(zip(moments(random, year, len(answers)), answers, strict=True)):
            number += 1
            rows.append(_qualtrics_row(random, moment, number, score, "IP Address", "True"))
            if at % 90 == 40:  # somebody tries the survey out, and somebody gives up
                number += 2
                rows.append(_qualtrics_row(random, moment, number - 1, 10, "Survey Preview", "True"))
                rows.append(_qualtrics_row(random, moment, number, "", "IP Address", "False"))
    write("relationship-survey.csv", rows)


def _qualtrics_row(
    random: Random, moment: datetime, number: int, score: object, status: str, finished: str
) -> list[object]:
    seconds = random.randrange(25, 240)
    end = moment + timedelta(seconds=seconds)
    point = -1 if score == "" else int(str(score))
    group = "Promoter" if point > 8 else "Passive" if point > 6 else "Detractor" if point >= 0 else ""
    tenure = random.choice(["under 1 year", "1 to 3 years", "1 to 3 years", "over 3 years", "over 3 years"])
    progress = 100 if finished == "True" else 50
    times = (moment, end, end)
    start, stop, recorded = (f"{time:%Y-%m-%d %H:%M:%S}" for time in times)
    said = {10: "10 - Extremely likely", 0: "0 - Not at all likely"}.get(score, score)  # type: ignore[call-overload]
    channel = random.choice(["email", "email", "email", "sms"])
    return [start, stop, status, progress, seconds, finished, recorded, f"R_{number:07}k", channel, group, said, tenure]


# ── after a contact: Google Forms ────────────────────────────────────────────────────────────────────────────

SATISFIED = {2024: {5: 441, 4: 357, 3: 126, 2: 74, 1: 52}, 2025: {5: 420, 4: 357, 3: 137, 2: 78, 1: 58}}
EASY = {
    2024: {7: 200, 6: 285, 5: 238, 4: 165, 3: 90, 2: 47, 1: 25},
    2025: {7: 182, 6: 255, 5: 228, 4: 172, 3: 110, 2: 68, 1: 35},
}
ABOUT = ("A bill", "A fault", "Moving house", "My order", "Ending the contract")
REACHED = ("Telephone", "Chat", "Mail", "Shop")


def contact_survey(random: Random) -> None:
    rows: list[list[object]] = [
        [
            "Timestamp",
            "How did you reach us?",
            "What was it about?",
            "How satisfied are you with the contact you just had?",
            "It was easy to get this done.",
            "Is there anything you would like to tell us?",
        ]
    ]
    writing = Comments(Random(6))  # of its own, so that what is said moves no number
    for year in YEARS:
        satisfied, easy = shuffled(random, dict(SATISFIED[year])), shuffled(random, dict(EASY[year]))
        # who is satisfied found it easy more often than not
        pairs = sorted(zip(satisfied, easy, strict=True), key=lambda pair: str(pair[0]))
        half = len(pairs) // 2
        loosely = [*sorted(easy[:half], key=str), *easy[half:]]
        satisfied = [pair[0] for pair in pairs[:half]] + [pair[0] for pair in pairs[half:]]
        answers = list(zip(satisfied, loosely, strict=True))
        random.shuffle(answers)
        for moment, (score, ease) in zip(moments(random, year, len(answers)), answers, strict=True):
            weights = (50, 14, 24, 12) if int(str(score)) < 4 else (44, 24, 16, 16)
            reached = random.choices(REACHED, weights)[0]
            about = random.choices(ABOUT, (32, 30, 14, 16, 8) if int(str(score)) > 3 else (26, 32, 16, 10, 16))[0]
            shown = (
                f"{moment:%Y/%m/%d} {moment.hour % 12 or 12}:{moment:%M:%S} {'AM' if moment.hour < 12 else 'PM'} GMT"
            )
            answered = "" if random.random() < 0.02 else ease
            rows.append([shown, reached, about, score, answered, writing.comment(int(str(score)), about)])
    write("contact-survey.csv", rows)


class Comments:
    """Comments put together from the phrases: who is unhappy writes more often, and more."""

    def __init__(self, random: Random) -> None:
        told = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))
        self._random, self._groups = random, told["groups"]
        self._frames = told["frames"]
        self._personal = told["personal"]["ends"]

    def comment(self, score: int, about: str) -> str:
        """What somebody writes who gave a score, empty for those who write nothing."""
        random = self._random
        if random.random() > {1: 0.72, 2: 0.62, 3: 0.44, 4: 0.26, 5: 0.30}[score]:
            return ""
        is_good = random.random() < {1: 0.02, 2: 0.06, 3: 0.3, 4: 0.75, 5: 0.97}[score]
        phrases = self._phrases(about, "good" if is_good else "bad", random.choices((1, 2, 3), (60, 32, 8))[0])
        if score == 3 and random.random() < 0.3:
            phrases += self._phrases(about, "good" if not is_good else "bad", 1)
        opening = random.choice(self._frames["openings"]) if not is_good and random.random() < 0.15 else ""
        said = ". ".join(phrases)
        end = (
            random.choice(self._personal)
            if random.random() < 0.04
            else random.choice(self._frames["good" if is_good else "bad"])
        )
        return opening + (said[0].lower() + said[1:] if opening.endswith(", but ") and said[1] != " " else said) + end

    def _phrases(self, about: str, tone: str, count: int) -> list[str]:
        groups = [group for group in self._groups if about in group.get("about", [about])]
        weights = [group["weight"][tone] for group in groups]
        chosen: list[str] = []
        while len(chosen) < count:
            [group] = self._random.choices(groups, weights)
            phrase = self._random.choice(group[tone])
            chosen += [phrase] if phrase not in chosen else []
        return chosen


# ── e-mails and web forms: Zendesk ───────────────────────────────────────────────────────────────────────────

FIRST_REPLY = {2024: 160, 2025: 190}  # median, in minutes
AGAIN = {2024: 0.12, 2025: 0.16}  # how often somebody writes who wrote a few days ago


def tickets(random: Random) -> None:
    rows: list[list[object]] = [
        [
            "ID", "Requester", "Requester id", "Group", "Subject", "Tags", "Status", "Priority", "Via", "Created at",
            "Solved at", "Satisfaction Score", "Reopens", "Replies", "First reply time in minutes",
            "First reply time in minutes within business hours", "Full resolution time in minutes",
            "Full resolution time in minutes within business hours",
        ]
    ]  # fmt: skip
    number = 48_210
    lately: list[tuple[datetime, int]] = []
    for year in YEARS:
        count = 701
        waits = _around_median(random, count, FIRST_REPLY[year], spread=1.1)
        for moment, wait in zip(moments(random, year, count), waits, strict=True):
            number += random.randrange(1, 90)
            via = random.choices(("Mail", "Web form", "Help Center"), (60, 30, 10))[0]
            taken = round(wait + random.lognormvariate(6.6, 1.0))
            is_open = (year, moment.month) == (2025, 12) and random.random() < 0.2
            rated = "Not Offered" if is_open else random.choices(("Offered", "Good", "Bad"), (70, 24, 6))[0]
            complaint = random.random() < (0.06 if year == 2024 else 0.075)
            lately = [(day, who) for day, who in lately if day > moment - timedelta(days=6)]
            comes_back = bool(lately) and random.random() < AGAIN[year]
            customer = random.choice(lately)[1] if comes_back else random.randrange(40_000)
            lately.append((moment, customer))
            topic = random.choice(("bill", "fault", "moving", "order"))
            rows.append(
                [
                    number, f"Customer {customer}", 700_000 + customer, "Customer service", f"About my {topic}",
                    f"{topic} complaint" if complaint else topic, "Open" if is_open else "Closed",
                    random.choice(("Normal", "Normal", "High")), via, f"{moment:%Y-%m-%d %H:%M}",
                    "" if is_open else f"{moment + timedelta(minutes=taken):%Y-%m-%d %H:%M}", rated,
                    random.choices((0, 1), (93, 7))[0], random.randrange(1, 5), wait, round(wait * 0.55),
                    "" if is_open else taken, "" if is_open else round(taken * 0.4),
                ]
            )  # fmt: skip
    write("tickets.csv", rows)


def _around_median(random: Random, count: int, median: int, spread: float) -> list[int]:
    """An odd number of waiting times with exactly this median."""
    factors = sorted(random.lognormvariate(0, spread) for _ in range(count))
    middle = factors[count // 2]
    waits = [max(1, round(median * factor / middle)) for factor in factors]
    random.shuffle(waits)
    return waits


# ── after an installation: Microsoft Forms ───────────────────────────────────────────────────────────────────


def installations(random: Random) -> None:
    rows: list[list[object]] = [
        [
            "ID", "Start time", "Completion time", "Email", "Name",
            "How satisfied are you with the installation – all in all?",
            "Who came?",
        ]
    ]  # fmt: skip
    scores = shuffled(random, {5: 148, 4: 106, 3: 48, 2: 28, 1: 22})
    for number, (moment, score) in enumerate(zip(moments(random, 2025, len(scores)), scores, strict=True), start=1):
        weights = (70, 18, 12) if int(str(score)) > 3 else (46, 30, 24)
        who = random.choices(("Kestrel technician", "Partner A", "Partner B"), weights)[0]
        end = moment + timedelta(seconds=random.randrange(40, 300))
        start, stop = (f"{time.month}/{time.day}/{time:%y} {time:%H:%M:%S}" for time in (moment, end))
        rows.append([number, start, stop, "anonymous", "", score, f"{who};"])
    write("installations.csv", rows, encoding="cp1252")


# ── the telephone system's log: a table of one's own ─────────────────────────────────────────────────────────

HANDLED = {2024: 398, 2025: 412}  # mean seconds


def calls(random: Random) -> None:
    rows: list[list[object]] = [["Call", "Date", "About", "Talk (s)", "Hold (s)", "Notes (s)"]]
    number = 0
    for year in YEARS:
        count = 600
        lengths = [random.lognormvariate(5.7, 0.6) for _ in range(count)]
        scale = HANDLED[year] * count / sum(lengths)
        for moment, length in zip(moments(random, year, count), lengths, strict=True):
            number += 1
            whole = length * scale
            hold, notes = whole * random.uniform(0.02, 0.12), whole * random.uniform(0.15, 0.3)
            parts = (whole - hold - notes, hold, notes)
            about = random.choices(("A bill", "A fault", "My order"), (45, 40, 15))[0]
            rows.append([number, f"{moment:%d.%m.%Y}", about, *(f"{part:.1f}".replace(".", ",") for part in parts)])
    write("calls.csv", rows, delimiter=";")


if __name__ == "__main__":
    main()

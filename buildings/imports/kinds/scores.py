"""星级评分表: one row for each item of a star that a file stated, with the points it was awarded upon."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from buildings.errors import DomainError
from buildings.imports.kinds import common
from buildings.imports.kinds.building_facts import SCHEME_VERSION
from buildings.imports.kinds.common import Session
from buildings.imports.plans import Plan, Subject, Values, grouped
from buildings.imports.workbook import Workbook
from buildings.imports.writing import narrow
from buildings.kinds import Answer
from buildings.register import lookup
from buildings.register.tables.buildings import Building
from buildings.register.tables.ratings import Rating, RatingAnswer, RatingScore
from buildings.schemes import catalogue, scoring
from buildings.schemes.scheme import Scheme
from buildings.schemes.scoring import Marks

SAID: Final = ("assessed_by", "evidence", "link")
FIELDS: Final = ("building_code", "scheme", "granted_on", "item", "points", "answer", "assessed_on", *SAID)
_AT: Final = {"points_out_of_range": "points", "question_takes_answer": "points", "item_takes_points": "answer"}


class Key(NamedTuple):
    """What is scored: an item or question of a rating, on a day."""

    rating: int
    item: str
    day: dt.date | None


@dataclass
class Award:
    """A star with what is said of it, in this file or before."""

    rating: Any
    scheme: Scheme
    row: int
    points: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    heard: dict[str, dt.date] = field(default_factory=dict)

    def hear(self, key: Key, points: int | None, answer: str | None) -> None:
        """Points or an answer of a day, unless it lies after the award or something later was said."""
        day = key.day or dt.date.min
        filled = key.item in self.scheme.by_slug and self.scheme.by_slug[key.item].filling is not None
        known = self.heard.get(key.item)
        if filled or day > self.rating.granted_on or (known is not None and known >= day):
            return
        self.heard[key.item] = day
        self.points.pop(key.item, None)
        self.answers.pop(key.item, None)
        if points is not None:
            self.points[key.item] = points
        if answer is not None:
            self.answers[key.item] = Answer(answer)


class Recorded:
    """The register as far as stated ratings and their scores are concerned."""

    def __init__(self, session: Session, origin: str) -> None:
        self.buildings = {row.code: row.id for row in lookup.rows(session, Building, origin=origin)}
        codes = {key: code for code, key in self.buildings.items()}
        mine = [row for row in lookup.rows(session, Rating) if row.building_id in codes]
        self.ratings = grouped(mine, "building_id")
        self.stated = {row.id: f"{codes[row.building_id]} {row.granted_on}" for row in mine if row.applied_on is None}
        self.scores = {Key(row.rating_id, row.item, row.assessed_on): row for row in lookup.rows(session, RatingScore)}
        self.answers = {
            Key(row.rating_id, row.question, row.assessed_on): row for row in lookup.rows(session, RatingAnswer)
        }

    def said(self, key: Key) -> str:
        """A score as people name it."""
        return f"{self.stated[key.rating]} {key.item}"


def check(session: Session, book: Workbook) -> Plan:
    """Compare the scores with those of the stars that the register has from a file."""
    plan, recorded = Plan(book.kind), Recorded(session, book.origin)
    first: dict[Key, int] = {}
    versions: dict[int, str] = {}
    awards: dict[int, Award] = {}
    for number, record in common.records(book, FIELDS):
        home = common.known(book, number, "building_code", record["building_code"], recorded.buildings)
        scheme = _scheme(book, number, record["scheme"])
        if home is None or scheme is None:
            continue
        rating = _rating(book, number, record, recorded.ratings.get(home, []), scheme)
        item = _item(book, number, record, scheme)
        if rating is None or item is None:
            continue
        key = Key(rating.id, item, record["assessed_on"] or rating.granted_on)
        if key in first:
            book.log.add("key_twice", number, book.header("item"), record["item"], first=first[key], right="key_twice")
            continue
        first[key] = number
        if versions.setdefault(rating.id, scheme.version) != scheme.version:
            book.log.add("scores_of_two_schemes", number, book.header("scheme"), record["scheme"], right="scheme")
            continue
        _score(book, Subject(plan, recorded.said(key), number), (rating, scheme, key), record, recorded)
        awards.setdefault(rating.id, Award(rating, scheme, number)).hear(key, record["points"], record["answer"])
    _compare(book, awards.values(), recorded)
    known = (key for key in (*recorded.scores, *recorded.answers) if key.rating in versions)
    plan.absent = sorted(recorded.said(key) for key in known if key not in first)
    return plan


def _compare(book: Workbook, awards: Iterable[Award], recorded: Recorded) -> None:
    """Note a star that its points and answers rule out: either is wrong, and the file cannot know which."""
    for one in awards:
        for key, row in (*recorded.scores.items(), *recorded.answers.items()):
            if key.rating == one.rating.id:
                one.hear(key, *((row.points, None) if key.item in one.scheme.by_slug else (None, row.answer)))
        levels = {level.slug for level in one.scheme.levels}
        most = scoring.outcome(one.scheme, Marks(one.points, one.answers)).most
        if one.rating.grade in levels and one.scheme.rank(one.rating.grade) > most:
            said = {"star": recorded.stated[one.rating.id], "grade": one.rating.grade, "right": "award_beyond_scores"}
            book.log.note("award_beyond_scores", one.row, book.header("item"), None, **said)


def _scheme(book: Workbook, number: int, text: str) -> Scheme | None:
    family, _, version = narrow(text).partition("@")
    found = catalogue.known(family, version)
    if found is None:
        known = "、".join("@".join(one) for one in catalogue.everything())
        book.log.add("scheme_unknown", number, book.header("scheme"), text, right="scheme", known=known)
    return found


def _rating(book: Workbook, number: int, record: Mapping[str, Any], ratings: list[Any], scheme: Scheme) -> Any | None:  # noqa: ANN401 - a row of the register
    """The rating of the day that a file stated; what was assessed here is scored there, with its steps."""
    day, header = record["granted_on"], book.header("granted_on")
    mine = [row for row in ratings if row.scheme == scheme.scheme and row.granted_on == day]
    found = next((row for row in mine if row.applied_on is None), None)
    if found is None:
        slug = "scored_here" if mine else "no_star_of_day"
        book.log.add(slug, number, header, day, code=record["building_code"], right=slug)
        return None
    if found.scheme_version not in {SCHEME_VERSION, scheme.version}:
        said = {"known": f"{scheme.scheme}@{found.scheme_version}", "right": "scheme"}
        book.log.add("awarded_by_other_scheme", number, book.header("scheme"), record["scheme"], **said)
        return None
    assessed = record["assessed_on"]
    if assessed is not None and assessed > day:
        book.log.add("scored_after_award", number, book.header("assessed_on"), assessed, day=day, right="scored_by")
        return None
    return found


def _item(book: Workbook, number: int, record: Mapping[str, Any], scheme: Scheme) -> str | None:
    """The slug of what is scored, by its title or slug, if points or answer are such as it takes."""
    asked = {one.slug: one for one in (*scheme.vetoes, *scheme.preconditions) if one.slug in scheme.asked}
    titled = {
        narrow(name).lower(): one.slug
        for one in (*scheme.items, *asked.values())
        for name in (one.slug, one.title.zh, one.title.en)
    }
    slug: str = titled.get(narrow(record["item"]).lower(), record["item"])
    answer = None if record["answer"] is None else Answer(record["answer"])
    if slug not in scheme.by_slug and slug not in scheme.asked:
        titles = [one.title.zh for one in scheme.items if one.filling is None]
        titles += [one.title.zh for one in asked.values()]
        known = {"item": record["item"], "known": "、".join(titles)}
        book.log.add("no_such_score_item", number, book.header("item"), record["item"], **known)
        return None
    try:
        scoring.check_finding(scheme, slug, record["points"], answer)
    except DomainError as error:
        book.log.refuse(error, number, book.header(_AT.get(error.name, "item")))
        return None
    return slug


def _score(
    book: Workbook, subject: Subject, whole: tuple[Any, Scheme, Key], record: Mapping[str, Any], recorded: Recorded
) -> None:
    rating, scheme, key = whole
    asked = key.item in scheme.asked
    values: Values = common.stated(book, record, SAID)
    if asked:
        values["answer"] = record["answer"] or Answer.UNKNOWN.value
    elif book.has("points"):
        values["points"] = record["points"]
    cls, current = (RatingAnswer, recorded.answers.get(key)) if asked else (RatingScore, recorded.scores.get(key))
    if current is None:
        named = {"question" if asked else "item": key.item, "rating_id": key.rating, "assessed_on": key.day}
        values |= named
    subject.base(cls, current, values)
    if rating.scheme_version != scheme.version:
        subject.plan.edit(Rating, rating.id, {"scheme_version": scheme.version})
    subject.close()

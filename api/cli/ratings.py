"""``ratings``: schemes, ratings as at a day, what is due for re-review; nothing is written."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from api.cli import usage
from api.cli.drawing import For, Purpose, Subdistrict
from api.cli.screen import actor, language, origin_said, out, say
from buildings.words import label, labels, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buildings.access.principals import Principal
    from buildings.schemes.scheme import Scheme
    from buildings.workflows.opening import Prepared
    from buildings.workflows.rating_lists import Row

app = typer.Typer(
    cls=usage.Group,
    help=say(
        "星级与等级：评定方案、某日的星级、复评、还差什么。",
        "Ratings: schemes, as at a day, re-reviews, what is missing.",
    ),
    no_args_is_help=True,
)
Day = Annotated[
    dt.datetime | None,
    typer.Option("--day", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help=say("哪一天，默认今天", "as at; today")),
]
KnownAt = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help=say("按当日已登记的内容", "as recorded at the end of that day")),
]
RatingCode = Annotated[
    str, typer.Argument(metavar=say("编号", "CODE"), help=say("list 里的 S-…", "S-… as list shows it"))
]


def asks(audience: str | None, purpose: str | None, subdistrict: str | None) -> "tuple[Prepared, Principal]":
    """The database and who looks: the audience named, else the one it is shown to without accounts."""
    from api.writing import Asked, audience_of
    from buildings.access.principals import Principal, Via
    from buildings.workflows import opening

    named = None if audience is None else audience_of(Asked(None, audience, purpose, subdistrict))
    prepared = opening.opened()
    who = Principal(actor=actor(), via=Via.CONSOLE, standing=named or prepared.audience)
    origin_said(prepared.origin)
    return prepared, who


def on(day: dt.datetime | None) -> dt.date:
    """The day asked for, today unless said."""
    from buildings.access import clock

    return clock.today() if day is None else day.date()


@app.command(cls=usage.Command, help=say("列出评定方案及其版本和说明。", "List the schemes with their versions."))
def schemes() -> None:
    """List schemes."""
    from buildings.schemes import catalogue

    for one in catalogue.everything().values():
        status = label("scheme_status", one.status.value, language())
        out.print(f"{one.scheme}@{one.version}  {one.title[language()]}  {status}", markup=False, soft_wrap=True)
        if one.notice is not None:
            out.print(f"  {one.notice[language()]}", markup=False, soft_wrap=True)


@app.command(
    "list", cls=usage.Command, help=say("列出某日的星级和等级，连同进行中的评定。", "List ratings as at a day.")
)
def list_(
    day: Day = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
    known_at: KnownAt = None,
) -> None:
    """List ratings."""
    from buildings.register.views import values
    from buildings.workflows import rating_lists

    prepared, who = asks(audience, purpose, subdistrict)
    known = None if known_at is None else values.instant("known_at", known_at, end=True)
    _print(rating_lists.listed(prepared.engine, who, prepared.origin, on(day), known))


@app.command(
    cls=usage.Command, help=say("列出提前期内应复评的星级，最急的在前。", "List what is to be reviewed again soon.")
)
def rereview(day: Day = None, audience: For = None, purpose: Purpose = None, subdistrict: Subdistrict = None) -> None:
    """List what is due."""
    from buildings.workflows import rating_lists

    prepared, who = asks(audience, purpose, subdistrict)
    _print(rating_lists.rereviews(prepared.engine, who, prepared.origin, on(day)))


def _print(rows: "list[Row]") -> None:
    from buildings.schemes import catalogue

    table = Table(box=None, padding=(0, 2, 0, 0))
    heads = (("编号", "code"), ("楼宇", "building"), ("方案", "scheme"), ("状态", "status"), ("等级", "grade"))
    for head in (*heads, ("有效至", "valid until")):
        table.add_column(say(*head), overflow="fold")
    table.add_column(say("剩余天数", "days left"), no_wrap=True)
    for one in rows:
        scheme, now = catalogue.known(one.scheme, one.scheme_version), one.standing
        table.add_row(
            one.code,
            f"{one.building} {one.name}",
            f"{one.scheme}@{one.scheme_version}",
            label("rating_status", "undated" if now.undated else now.status.value, language()),
            _grade(scheme, now.grade),
            "—" if now.valid_until is None else now.valid_until.isoformat(),
            _term(one),
        )
    out.print(table, markup=False)
    out.print(say(f"共 {len(rows)} 项。", f"{len(rows)} ratings."))
    used = {(one.scheme, one.scheme_version) for one in rows}
    for scheme in (catalogue.known(*one) for one in sorted(used)):
        notice(scheme)


def _term(one: "Row") -> str:
    """Days left to the last day, or since when it is over."""
    now, over = one.standing, one.days_over
    if now.undated or now.end_untold:
        return label("state", "unknown", language())
    if over is None:
        return "—" if one.days_left is None else str(one.days_left)
    said = "rating_kept" if now.holds else f"rating_over_{now.status.value}"
    return text("edge", said, language(), days=over)


def notice(scheme: "Scheme | None") -> None:
    """What must be said wherever a scheme is used."""
    if scheme is not None and scheme.notice is not None:
        out.print(scheme.notice[language()], markup=False, soft_wrap=True)


def _grade(scheme: "Scheme | None", grade: str | None) -> str:
    if grade is None:
        return "—"
    if scheme is None:  # stated by a file
        return label("star", grade, language()) if grade in labels("star") else grade
    levels = {one.slug: one.title[language()] for one in scheme.levels}
    return levels.get(grade, grade)


@app.command(
    cls=usage.Command,
    help=say(
        "显示一次评定的步骤和评分。经济项和总分只给税务专员看（须写明用途，留痕）。",
        "Show an assessment: steps and points; economic ones and totals to a tax officer who says why.",
    ),
)
def show(
    code: RatingCode,
    day: Day = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
) -> None:
    """Show an assessment."""
    from buildings.schemes import catalogue
    from buildings.workflows import rating_seen

    prepared, who = asks(audience, purpose, subdistrict)
    found = rating_seen.one(prepared.engine, who, code, prepared.origin, on(day))
    scheme = catalogue.known(found["scheme"], found["scheme_version"])
    status = "—" if found["status"] is None else label("rating_status", found["status"], language())
    parts = (found["code"], found["building"], f"{found['scheme']}@{found['scheme_version']}", status)
    out.print("  ".join((*parts, _grade(scheme, found["grade"]))), markup=False, soft_wrap=True)
    for one in found["steps"]:
        told = (one["effective_on"], label("rating_status", one["status"], language()), one["grade"], one["note"])
        out.print("  " + "  ".join(str(part) for part in told if part), markup=False, soft_wrap=True)
    if found["beside"]:
        out.print(text("edge", "rating_beside", language(), codes=say("、", ", ").join(found["beside"])), markup=False)
    if scheme is not None and found["points"] is not None:
        _print_points(scheme, found["points"])
    notice(scheme)


def _print_points(scheme: "Scheme", points: dict[str, Any]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in (("类别", "category"), ("得分", "points"), ("满分", "of")):
        table.add_column(say(*head), overflow="fold")
    titles = {one.slug: one.title[language()] for one in scheme.categories}
    for one in points["categories"]:
        table.add_row(titles[one["slug"]], _span(one), str(one["of"]))
    table.add_row(say("合计", "total"), _span(points["total"]), str(scheme.points))
    out.print(table, markup=False)
    for said in _in_the_way(scheme, points):
        out.print(said, markup=False, soft_wrap=True)
    bare = [scheme.by_slug[slug].title[language()] for slug in points["unevidenced"]]
    if bare:
        named = say("、", ", ").join(bare)
        out.print(
            say(f"未附证据：{len(bare)} 项（{named}）", f"No evidence given: {len(bare)} items ({named})"),
            markup=False,
            soft_wrap=True,
        )
    if not points["suppressed"]:
        least, most = _grade(scheme, points["least"]), _grade(scheme, points["most"])
        out.print(say(f"可评等级：{least} 至 {most}", f"Grades from {least} to {most}"), markup=False)


def _in_the_way(scheme: "Scheme", points: dict[str, Any]) -> "Iterator[str]":
    """Vetoes that hold, preconditions that do not, categories below their minimum."""
    against = {one.slug: ("yes", one.title) for one in scheme.vetoes}
    against |= {one.slug: ("no", one.title) for one in scheme.preconditions}
    for one in points["answers"]:
        answer, title = against[one["slug"]]
        if one["answer"] == answer:
            yield say(f"挡住：{title['zh']}（{label('answer', answer)}）", f"In the way: {title['en']} ({answer})")
    titles = {one.slug: one.title[language()] for one in scheme.categories}
    for one in points["categories"]:
        if not one["suppressed"] and one["high"] < one["minimum"]:
            name, least = titles[one["slug"]], one["minimum"]
            yield say(f"挡住：{name} 低于 {least} 分", f"In the way: {name} is below {least} points")


def _span(one: dict[str, Any]) -> str:
    if one["suppressed"]:
        return label("state", "hidden", language())
    return str(one["low"]) if one["low"] == one["high"] else f"{one['low']}–{one['high']}"

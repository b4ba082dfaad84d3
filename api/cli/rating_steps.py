"""``ratings what-if``: the way to a star, as far as the asker may know it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from api.cli.drawing import For, Purpose, Subdistrict
from api.cli.ratings import Day, RatingCode, asks, notice, on
from api.cli.screen import language, out, say
from buildings.words import label

if TYPE_CHECKING:
    from buildings.schemes.scheme import Scheme

WHAT_IF = say(
    "距某一星级还差什么：按每份投入得分排序，最省的一组做法，或挡住的条件。",
    "What is missing for a star: items by points per effort, what would be enough, or what stands in the way.",
)
Grade = Annotated[
    str, typer.Option("--grade", metavar=say("等级", "GRADE"), help=say("目标，如 4", "what is aimed at, e.g. 4"))
]


def what_if(
    code: RatingCode,
    grade: Grade,
    day: Day = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
) -> None:
    """Say what is missing."""
    from buildings.schemes import catalogue
    from buildings.workflows import rating_seen

    prepared, who = asks(audience, purpose, subdistrict)
    found = rating_seen.what_if(prepared.engine, who, code, prepared.origin, (grade, on(day)))
    scheme = catalogue.find(found["scheme"], found["scheme_version"])
    _items(found)
    for slug in found["obstacles"]:
        out.print(say(f"挡住：{_named(scheme, slug)}", f"In the way: {_named(scheme, slug)}"), markup=False)
    for slug in found["open"]:
        out.print(say(f"尚不清楚：{_named(scheme, slug)}", f"Not known: {_named(scheme, slug)}"), markup=False)
    out.print(_conclusion(scheme, found), markup=False, soft_wrap=True)
    notice(scheme)


def _items(found: dict[str, Any]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    heads = (("评分项", "item"), ("可增分", "gain"), ("投入（人月）", "effort"), ("每人月得分", "points per month"))
    for head in (*heads, ("", "")):
        table.add_column(say(*head), overflow="fold")
    for one in found["items"]:
        missing = say("未评", "not scored") if one["missing"] else ""
        numbers = (str(one["gain"]), f"{one['effort']:g}", f"{one['per_effort']:g}")
        table.add_row(one["title"][language()], *numbers, missing)
    out.print(table, markup=False)


def _conclusion(scheme: "Scheme", found: dict[str, Any]) -> str:
    if found["suppressed"]:
        hidden = label("state", "hidden", language())
        return say(f"还差的分数和最省的做法：{hidden}（由税收推出）", f"What is lacking and enough: {hidden} (tax)")
    if found["reached"]:
        return say("已经达到。", "It is reached already.")
    if found["enough"] is None:
        return say("不能达到，原因见上。", "It cannot be reached, as said above.")
    named = say("、", ", ").join(_named(scheme, slug) for slug in found["enough"])
    lacking = found["lacking"]
    return say(f"还差 {lacking} 分；最省的做法：{named or '—'}", f"{lacking} points lack; enough: {named or '—'}")


def _named(scheme: "Scheme", slug: str) -> str:
    titles = {one.slug: one.title[language()] for one in (*scheme.items, *scheme.vetoes, *scheme.preconditions)}
    return titles.get(slug) or label("rating_obstacle", slug, language())

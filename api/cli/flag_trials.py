"""``flags try``: other thresholds tried before they are adopted."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.cli.drawing import For, Month, Purpose, Subdistrict
from api.cli.flags import headed, verdict
from api.cli.screen import actor, language, out, progress, say
from buildings.words import label, text

if TYPE_CHECKING:
    from buildings.workflows.rule_trials import Trial

TRY: Final = say(
    "试算：如果门槛一直是这样，某月末谁会进入、谁会离开名单。什么也不写入。",
    "Try thresholds as if they had always held: who would enter or leave the list. Nothing is written.",
)
Set = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar=say("门槛=值", "THRESHOLD=VALUE"),
        help=say("如 vacancy.share=0.25，可写多次", "e.g. vacancy.share=0.25; may be repeated"),
    ),
]


def try_(
    set: Set,  # noqa: A002 - the name of the option
    month: Month = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
) -> None:
    """Try."""
    from api import writing
    from buildings.kinds import Origin
    from buildings.quantities import parse_month
    from buildings.workflows import figures as figures_workflow
    from buildings.workflows import opening, rule_trials

    settings = rule_trials.wanted(writing.settings_of(set))
    asked = writing.Asked(month, audience, purpose, subdistrict)
    named = None if audience is None else writing.audience_of(asked)
    prepared = opening.opened()
    who = named or prepared.audience
    at = figures_workflow.month_or_latest(
        prepared.engine, prepared.origin, None if month is None else parse_month(month)
    )
    figures_workflow.note_look(prepared.engine, at, who, what="flags", actor=actor())
    with progress() as tell:
        trial = rule_trials.tried(prepared.engine, at, who, prepared.origin, settings, progress=tell)
    out.print(headed(prepared.origin == Origin.DEMONSTRATION, at, who), markup=False, soft_wrap=True)
    _said(trial)


def _said(trial: "Trial") -> None:
    from buildings.kinds import Rule

    for rule in (Rule.UPGRADE, *(one for one in Rule if one is not Rule.UPGRADE)):
        moved = [one for one in trial.moved if one.rule == rule]
        if not moved:
            continue
        out.print(label("rule", rule, language()))
        for slug, chosen in (
            ("enter", [one for one in moved if one.enters]),
            ("leave", [one for one in moved if one.leaves]),
            ("change", [one for one in moved if not one.enters and not one.leaves]),
        ):
            if chosen:
                out.print(f"  {text('flags', slug, language(), count=len(chosen))}", markup=False, soft_wrap=True)
            for one in chosen:
                change = f"{verdict(one.now.name.lower())} → {verdict(one.then.name.lower())}"
                out.print(f"    {one.code} {one.name}：{change}", markup=False, soft_wrap=True)
    if not trial.moved:
        out.print(text("flags", "nobody_moves", language()))
    if hidden := max(trial.hidden.values(), default=0):
        out.print(text("flags", "hidden_buildings", language(), count=hidden), markup=False, soft_wrap=True)

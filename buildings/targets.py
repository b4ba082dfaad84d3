"""Plan targets 规划目标: how many by when, dated and with their source; one is in force until a later one begins."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from buildings.errors import DomainError, Misconfigured
from buildings.quantities import parse_month
from buildings.settings import DATA

FILE: Final = DATA / "parameters" / "targets.yaml"
PREFIX: Final = "target."


@dataclass(frozen=True)
class Target:
    """So many, by the end of a month; ``more_than``: the value itself does not meet it."""

    slug: str
    value: int
    more_than: bool
    by: int
    valid_from: dt.date
    source: str

    @property
    def least(self) -> int:
        """The least count that meets it."""
        return self.value + self.more_than


@cache
def _all() -> Mapping[str, tuple[Target, ...]]:
    document: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8")) or {}
    return {name: _dated(name, entry) for name, entry in document.items()}


def _dated(name: str, entry: Mapping[str, Any]) -> tuple[Target, ...]:
    """One target in the order of its dates; Misconfigured names what is wrong."""
    try:
        found = [
            Target(
                name.removeprefix(PREFIX),
                int(item["value"]),
                bool(item.get("more_than", False)),
                parse_month(str(item["by"])),
                item["from"],
                str(item["source"]),
            )
            for item in entry["values"]
        ]
        return tuple(sorted(found, key=lambda one: one.valid_from))
    except (DomainError, KeyError, TypeError, ValueError) as error:
        raise Misconfigured("wrong_parameter", file=FILE.name, parameter=name, reason=str(error)) from error


def in_force(day: dt.date) -> tuple[Target, ...]:
    """The targets of a day, each in its latest form, in the order of the file."""
    valid = ([one for one in dated if one.valid_from <= day] for dated in _all().values())
    return tuple(dated[-1] for dated in valid if dated)

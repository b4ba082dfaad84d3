"""The hinge: the facts of a window of months as plain arrays. Everything that computes starts from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from buildings.findings import Findings, Outlook
from buildings.kinds import Derives

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

UNKNOWN = np.iinfo(np.int64).min
"""An unknown whole number; compare with ``==``, never compute with it."""

RECENT = 13
"""Months of the sums by section that most figures need: a rolling year, and the month a year before."""

Columns = Mapping[str, NDArray[np.generic]]


@runtime_checkable
class ByMonth(Protocol):
    """Facts that can give one month of a column without reading the whole window."""

    def at(self, name: str, month: int) -> Ints:
        """One column of one month of the window, shape (buildings,)."""


@dataclass(frozen=True)
class BuildingFrame:
    """Buildings as they stand at the month's end, index = position; sorted by code in code-point order.

    Shapes are all (n,). Areas dm² with UNKNOWN; text columns hold str or None; lon, lat (EPSG:4326), accuracy and years
    are NaN when unknown.
    """

    id: Ints
    code: Texts
    name: Texts
    aliases: Texts  # tuple of str
    address: Texts
    subdistrict: Texts  # code or None
    use: Texts
    status: Texts  # BuildingStatus at the month's end or None
    policy_type: Texts  # as decided for the month's end; None: nobody looked
    specialty: Texts
    policy_type_since: Texts  # ISO day; None: as far back as is known, or nothing decided
    specialty_since: Texts
    star: Texts  # grade of the valid star rating at the month's end, or None
    star_valid_until: Texts  # ISO day or None
    star_scheme: Texts  # scheme and version it was awarded by ("star@register": a file stated it), or None
    gross_dm2: Ints
    office_dm2: Ints
    lettable_declared_dm2: Ints
    land_dm2: Ints
    completed_earliest: Texts  # ISO day or None
    completed_latest: Texts
    lon: Floats
    lat: Floats
    accuracy_m: Floats
    footprint: Texts  # WKB (EPSG:4326) or None
    room_register: Flags
    in_scope: Flags  # counts in totals at the month's end
    scope_unknown: Flags  # status or use unknown, so that scope cannot be told: counted beside the totals
    office_dm2_by_month: Ints  # (months, n): office area as valid at each month's end

    def __len__(self) -> int:
        """Number of buildings."""
        return len(self.code)


@dataclass(frozen=True)
class ZoneFrame:
    """Zones of the layout in force, in display order (core, belts, clusters; then code), with memberships."""

    layout_code: str
    code: Texts
    name: Texts
    name_en: Texts
    kind: Texts
    schematic: Flags
    shape: Texts  # WKB, EPSG:4326
    member: Flags  # (zones, buildings)
    basis: Texts  # (zones, buildings): Basis or None
    uncertain: Flags  # (zones, buildings)
    primary: Ints  # (buildings,): index of the primary zone; -1 = in no zone; -2 = place unknown


@dataclass(frozen=True)
class SubdistrictFrame:
    """Sub-districts in code order."""

    code: Texts
    name: Texts


@dataclass(frozen=True)
class ConditionFrame:
    """What is recorded of a building's condition and hands at the month's end; days are ISO; (n,)."""

    renovated_earliest: Texts  # of the last major renovation that is done
    renovated_latest: Texts
    works_ahead: Flags  # an upgrade project on record may still begin
    maybe_renovated: Flags  # a renovation is done on a day that may lie before the month's end, or after it
    renovating: Flags  # works are certainly under way, by an upgrade project or by the building's status
    maybe_renovating: Flags  # works may be under way, and may not: when they began or ended is known as a span
    works_done_since: Texts  # works that certainly began go on, or were done on this day or later
    ever_starred: Flags  # a star was granted on or before the month's end
    maybe_starred: Flags  # a star is on record, and not since when: it may hold, and may not
    hardware_share: Floats  # of the points for hardware of the valid rating; NaN: none, or an item is missing
    owner_share_least: Floats  # the largest owner's of the area: between two ends; NaN: no room is on record
    owner_share_most: Floats
    one_hand_least: Floats  # share of the area in one hand: between two ends; NaN: no room is on record
    one_hand_most: Floats


@dataclass(frozen=True)
class Portfolio:
    """Facts of one origin for the months ``first`` … ``month`` (both included), ascending.

    ``facts[name]`` is (months, buildings) int64: every whole-number column of ``fact_building_months``; tax columns are
    UNKNOWN in months without a file, and every column is UNKNOWN in months before the horizon. Boolean columns are 0/1.
    The lazy tables are column dicts of equal length; ``building`` and ``month`` are positions, not keys.
    """

    origin: str
    first: int
    month: int
    buildings: BuildingFrame
    zones: ZoneFrame
    subdistricts: SubdistrictFrame
    files: Flags  # (months,): a tax file was imported for the month
    held: frozenset[Derives]  # kinds of data of which anything stands in any month on offer, of this window or not
    facts: Mapping[str, Ints]
    closed: bool
    parameters: Mapping[str, Fraction]  # dated values resolved for the month
    data_date: str  # ISO instant of the newest recorded change, for the imprint
    load: Mapping[str, Callable[[], Columns]] = field(repr=False)  # the tables below, files and divisions; when asked
    conditions: Callable[[], ConditionFrame] = field(repr=False)  # read when a rule first asks
    findings: Findings = field(default_factory=dict, repr=False)  # by rule; empty: nobody asked for them
    outlook: Outlook | None = None  # None: everything may be compared

    @cached_property
    def condition(self) -> ConditionFrame:
        """What is recorded of each building's condition and hands."""
        return self.conditions()

    @cached_property
    def months(self) -> range:
        """Month numbers of the window."""
        return range(self.first, self.month + 1)

    @cached_property
    def attributions(self) -> Columns:
        """Building, month, enterprise (id; −taxpayer id without a link), section, tax_fen, retained_fen, fee_fen.

        ``section`` is the industry counted in ``industries`` ('?' unknown): the gate judges industries by it, and
        below a tax officer hides all of them where the column is missing.
        """
        return self.load["attributions"]()

    @cached_property
    def occupancies(self) -> Columns:
        """Building, month, party, section, let_dm2, own_dm2, ledger_let_dm2, dm2_days, unknown_unit_days, present.

        Of the reporting month and the one before only. And for the reporting month's residents: registered ('yes',
        'no', 'unknown') and paying (1, 0; UNKNOWN without a taxpayer), both as at the month's end;
        newly_arrived (1: first present less than 3 months before).
        """
        return self.load["occupancies"]()

    @cached_property
    def coverage(self) -> Columns:
        """Building, party, section, dm2_days, unknown_unit_days, covered (1: a tax record stands for the party).

        Sums over the months of the yield: those of the rolling 12 with a file in which the building operated.
        """
        return self.load["coverage"]()

    @cached_property
    def open_space(self) -> Columns:
        """Building, party, section of whoever held space of unknown area in the months of the yield."""
        return self.load["open_space"]()

    @cached_property
    def registrations(self) -> Columns:
        """Building, month, years (back, of the pair compared), yes, no, unknown: residents by registration here."""
        return self.load["registrations"]()

    @cached_property
    def taxes(self) -> Columns:
        """Building, month, column_key, amount_fen, retained_fen of the reporting month."""
        return self.load["taxes"]()

    @cached_property
    def unattributed(self) -> Columns:
        """Month, taxpayer, enterprise (as in attributions), column_key, reason, amount_fen, retained_fen."""
        return self.load["unattributed"]()

    @cached_property
    def unattributed_sums(self) -> Columns:
        """Month, taxpayer, reason, tax_fen, retained_fen (of taxes), fee_fen of the rolling 12 months."""
        return self.load["unattributed_sums"]()

    @cached_property
    def unattributed_month(self) -> Columns:
        """Month, taxpayer, column_key, reason, amount_fen, retained_fen of the reporting month."""
        return self.load["unattributed_month"]()

    @cached_property
    def taxpayers(self) -> Columns:
        """Taxpayer, code, name of those with unattributed tax in the reporting month: for a tax officer alone."""
        return self.load["taxpayers"]()

    @cached_property
    def industries(self) -> Columns:
        """Building, month, section, dm2, dm2_days, enterprises, tax_fen, retained_fen, fee_fen."""
        return self.load["industries"]()

    @cached_property
    def estimated_sections(self) -> Columns:
        """Month and section wherever a building in scope has retained tax that was partly estimated; 25 months."""
        return self.load["estimated_sections"]()

    @cached_property
    def section_sums(self) -> Columns:
        """Month, section and the measures of ``industries`` over the buildings in scope; the last 13 months."""
        return self.load["section_sums"]()

    @cached_property
    def section_sums_before(self) -> Columns:
        """The same of the twelve months before these: what a year is compared with."""
        return self.load["section_sums_before"]()

    def at(self, name: str, month: int | None = None) -> Ints:
        """One column of one month (the reporting month unless said), shape (buildings,); UNKNOWN outside the window."""
        wanted = self.month if month is None else month
        if isinstance(self.facts, ByMonth) and self.first <= wanted <= self.month:
            return self.facts.at(name, wanted)
        index = wanted - self.first
        column = self.facts[name]
        return column[index] if 0 <= index < len(column) else np.full(len(self.buildings), UNKNOWN)

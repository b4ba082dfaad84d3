"""The rival: what somebody who knows pandas writes over CSV files. No database, nothing kept from month to month.

Attribution by area × days per file column (floats), the eight columns, and the roll-ups by zone, sub-district, industry
and district. By hand:
``python tests/benchmarks/rival.py CSV-FOLDER 2025-12 [--xlsx FILE] [--others FILE] [--months 13]``.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

FEES = ["jyffj", "dfjyfj", "whsyjsf", "sljszxsr", "swbmfmsr", "gjzdslgcjsjjsr"]
LOOK_BACK = 3
DAYS = ["first", "last"]
NAMES = {
    "occupied": "入驻面积",
    "vacancy": "空置率",
    "tax": "当月税收",
    "per_m2": "单位面积税收",
    "mom": "环比",
    "yoy": "同比",
    "ytd": "本年累计",
    "rolling": "近12个月",
}


@dataclass
class Report:
    """Tables by level, indexed by code; columns are the keys of NAMES."""

    tables: dict[str, pd.DataFrame]
    columns: pd.DataFrame  # building × month × file column, attributed yuan


def dated(path: Path, **types: str) -> pd.DataFrame:
    """A CSV file with first and last days; far days become a day that pandas can hold."""
    frame = pd.read_csv(path, dtype=types)
    for name in DAYS:
        frame[name] = pd.to_datetime(frame[name].replace("9999-12-31", "2200-01-01"))
    return frame


def spaces(tenancy: pd.DataFrame, months: list[pd.Timestamp]) -> pd.DataFrame:
    """Party × building × month: area × days, days, whether an area is unknown."""
    found = []
    for start in months:
        end = start + pd.offsets.MonthEnd(0)
        here = tenancy[(tenancy["first"] <= end) & (tenancy["last"] >= start)]
        days = (
            here["last"].where(here["last"] < end, end) - here["first"].where(here["first"] > start, start)
        ).dt.days + 1
        here = here.assign(month=start, days=days, weight=here["area_m2"] * days, unknown=here["area_m2"].isna())
        sums = here.groupby(["party", "building", "month"], as_index=False).agg(
            weight=("weight", "sum"), days=("days", "sum"), unknown=("unknown", "any")
        )
        found.append(sums)
    return pd.concat(found, ignore_index=True)


def linked(links: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    """Taxpayer and party as linked on the month's last day."""
    end = start + pd.offsets.MonthEnd(0)
    return links.loc[(links["first"] <= end) & (links["last"] >= end), ["taxpayer", "party"]]


def manual(splits: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    """Shares recorded by hand for the month; outside the district is a building without a code."""
    label = start.strftime("%Y-%m")
    here = splits[(splits["from"] <= label) & (splits["to"] >= label)].copy()
    here["share"] = here["weight"] / here.groupby("taxpayer")["weight"].transform("sum")
    return here[["taxpayer", "building", "share"]]


def shares_of(space: pd.DataFrame, links: pd.DataFrame, splits: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    """Taxpayer × building: share of the taxpayer's tax of a month."""
    by_hand = manual(splits, start)
    asked = linked(links, start)
    asked = asked[~asked["taxpayer"].isin(by_hand["taxpayer"])]
    found = []
    for back in range(LOOK_BACK + 1):
        there = space[space["month"] == start - pd.DateOffset(months=back)]
        hit = asked.merge(there, on="party")
        found.append(hit)
        asked = asked[~asked["taxpayer"].isin(hit["taxpayer"])]
    rows = pd.concat(found, ignore_index=True)
    group = rows.groupby("taxpayer")
    several = group["building"].transform("size") > 1
    rows = rows[~(several & group["unknown"].transform("any"))]
    group = rows.groupby("taxpayer")
    total = group["weight"].transform("sum")
    by_area = rows["weight"] / total.where(total > 0)
    rows["share"] = by_area.fillna(rows["days"] / group["days"].transform("sum"))
    rows = rows.assign(share=rows["share"].where(group["building"].transform("size") > 1, 1.0))
    return pd.concat([rows[["taxpayer", "building", "party", "share"]], by_hand], ignore_index=True)


def attributed(folder: Path, space: pd.DataFrame, months: list[pd.Timestamp]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Building × month × file column; and tax by building, party and month."""
    links = dated(folder / "links.csv", taxpayer="string")
    splits = pd.read_csv(folder / "splits.csv", dtype={"taxpayer": "string"})
    by_column, by_party = [], []
    for start in months:
        tax = pd.read_csv(folder / "tax" / f"{start:%Y-%m}.csv", dtype={"taxpayer": "string"})
        keys = [name for name in tax.columns if name != "taxpayer"]
        rows = tax.merge(shares_of(space, links, splits, start), on="taxpayer")
        rows[keys] = rows[keys].mul(rows["share"], axis=0).round(2)
        by_column.append(rows.groupby("building")[keys].sum().assign(month=start))
        rows["tax"] = rows[[key for key in keys if key not in FEES]].sum(axis=1)
        party = linked(links, start)
        rows = rows.drop(columns="party").merge(party, on="taxpayer", how="left")
        sums = rows.groupby(["building", "party"], as_index=False, dropna=False)["tax"].sum()
        by_party.append(sums.assign(month=start))
    return pd.concat(by_column).reset_index(), pd.concat(by_party, ignore_index=True)


def ledger(folder: Path, tenancy: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Per building at the month's end: occupied, serviceable area; NaN where a unit's area is unknown."""
    units = dated(folder / "units.csv")
    units = units[(units["first"] <= end) & (units["last"] >= end) & (units["lettable"] == 1)]
    held = tenancy[(tenancy["first"] <= end) & (tenancy["last"] >= end)]
    out = dated(folder / "outages.csv")
    out = out[(out["first"] <= end) & (out["last"] >= end)]
    out = out.merge(units[["unit", "area_m2"]], on="unit", suffixes=("", "_whole"))
    out["area_m2"] = out["area_m2"].fillna(out["area_m2_whole"])
    unknown = units["area_m2"].isna()
    taken = held["unit"].isin(units.loc[unknown, "unit"])
    frame = pd.DataFrame(index=pd.Index(units["building"].unique(), name="building"))
    frame["occupied"] = held[held["lettable"] == 1].groupby("building")["area_m2"].sum()
    frame["occupied"] = frame["occupied"].fillna(0)
    frame["serviceable"] = units.groupby("building")["area_m2"].sum()
    frame["serviceable"] -= out.groupby("building")["area_m2"].sum().reindex(frame.index, fill_value=0)
    frame["open"] = frame.index.isin(units.loc[unknown, "building"])
    frame["open_taken"] = frame.index.isin(held.loc[taken, "building"])
    return frame


def windows(tax: pd.DataFrame, keys: list[str], month: pd.Timestamp) -> pd.DataFrame:
    """Tax of the month, the month before, the year before, the year to date and 12 months, by some keys."""
    year = pd.DateOffset(years=1)

    def total(first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
        return tax[(tax["month"] >= first) & (tax["month"] <= last)].groupby(keys)["tax"].sum()

    before = month - pd.DateOffset(months=1)
    january = pd.Timestamp(month.year, 1, 1)
    found = {
        "tax": total(month, month),
        "before": total(before, before),
        "last_year": total(month - year, month - year),
        "ytd": total(january, month),
        "rolling": total(month - year + pd.DateOffset(months=1), month),
    }
    return pd.DataFrame(found)


def rates(frame: pd.DataFrame) -> pd.DataFrame:
    """The eight columns from sums."""
    served = frame["serviceable"].where(frame["serviceable"] > 0)
    return pd.DataFrame(
        {
            "occupied": frame["occupied"],
            "vacancy": 1 - frame["served"] / served,
            "tax": frame["tax"],
            "per_m2": frame["yielding"] / frame["office"].where(frame["office"] > 0),
            "mom": frame["tax"] / frame["before"].where(frame["before"] > 0) - 1,
            "yoy": frame["tax"] / frame["last_year"].where(frame["last_year"] > 0) - 1,
            "ytd": frame["ytd"],
            "rolling": frame["rolling"],
        }
    )


def base(folder: Path, tax: pd.DataFrame, books: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """One row per building with all that the columns and roll-ups are made of."""
    buildings = pd.read_csv(folder / "buildings.csv")
    frame = buildings.set_index("building").join(windows(tax, ["building"], month))
    sums = ["tax", "before", "last_year", "ytd", "rolling"]
    frame[sums] = frame[sums].fillna(0)
    frame = frame.join(books).fillna({"occupied": 0, "serviceable": 0, "open": False, "open_taken": False})
    runs = frame["runs"] == 1
    frame["served"] = frame["occupied"].where(runs & ~frame["open"].astype(bool))
    frame["serviceable"] = frame["serviceable"].where(frame["served"].notna())
    frame["occupied"] = frame["occupied"].where(runs & ~frame["open_taken"].astype(bool))
    running = dated(folder / "running.csv")
    yearly = tax[tax["month"] > month - pd.DateOffset(years=1)].merge(running, on="building")
    yearly = yearly[(yearly["first"] <= yearly["month"] + pd.offsets.MonthEnd(0)) & (yearly["last"] >= yearly["month"])]
    yearly = yearly.drop_duplicates(["building", "party", "month"])
    frame["yielding"] = yearly[yearly["month"] <= month].groupby("building")["tax"].sum()
    frame["office"] = frame["office_m2"].where(runs & (frame["office_m2"] > 0))
    frame["yielding"] = frame["yielding"].fillna(0).where(frame["office"].notna())
    return frame


SUMMED = ["occupied", "served", "serviceable", "tax", "before", "last_year", "ytd", "rolling", "yielding", "office"]


def rolled(folder: Path, frame: pd.DataFrame, tax: pd.DataFrame, month: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """Zone, sub-district, industry and district: ratios of sums over buildings in scope."""
    inside = frame[frame["scope"] == 1]
    zones = pd.read_csv(folder / "zones.csv").merge(inside.reset_index(), on="building")
    classes = dated(folder / "classes.csv")
    sections = tax[tax["building"].isin(inside.index)].merge(classes, on="party", how="left")
    end = sections["month"] + pd.offsets.MonthEnd(0)
    held = (sections["first"] <= end) & (sections["last"] >= end)
    known = sections[held]
    rest = tax[tax["building"].isin(inside.index)].merge(
        known[["building", "party", "month"]], how="left", indicator=True, on=["building", "party", "month"]
    )
    rest = rest[rest["_merge"] == "left_only"].assign(section="?")
    by_section = windows(pd.concat([known, rest]), ["section"], month).fillna(0)
    for name in ("occupied", "served", "serviceable", "yielding", "office"):
        by_section[name] = np.nan
    recorded = inside["subdistrict"].astype("string").fillna("?")
    return {
        "zone": rates(zones.groupby("zone")[SUMMED].sum(min_count=1)),
        "subdistrict": rates(inside.groupby(recorded)[SUMMED].sum(min_count=1)),
        "industry": rates(by_section),
        "district": rates(inside[SUMMED].sum(min_count=1).to_frame("district").T),
    }


def report(folder: Path, label: str, months: int | None = None) -> Report:
    """The report of a month from the files; ``months``: read only so many tax files, not all."""
    month = pd.Timestamp(f"{label}-01")
    files = sorted(pd.Timestamp(f"{path.stem}-01") for path in (folder / "tax").glob("*.csv"))
    files = [one for one in files if one <= month][-(months or len(files)) :]
    tenancy = dated(folder / "tenancy.csv")
    earlier = [files[0] - pd.DateOffset(months=back) for back in range(LOOK_BACK, 0, -1)]
    by_column, tax = attributed(folder, spaces(tenancy, [*earlier, *files]), files)
    books = ledger(folder, tenancy, month + pd.offsets.MonthEnd(0))
    frame = base(folder, tax, books, month)
    return Report({"building": rates(frame), **rolled(folder, frame, tax, month)}, by_column)


def write(found: Report, path: Path, others: dict[str, pd.DataFrame] | None = None) -> None:
    """The report's tables by pandas and xlsxwriter: formats, frozen panes, a chart.

    ``others``: further sheets of the workbook, made for it beforehand, so that it holds what its rival's holds.
    """
    with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
        for name, table in (others or {}).items():
            table.to_excel(writer, sheet_name=name, index=False)
            writer.sheets[name].freeze_panes(1, 1)
            writer.sheets[name].set_column(0, len(table.columns) - 1, 16)
        book = writer.book
        looks = [book.add_format({"num_format": code}) for code in ("#,##0.00", "0.0%")]
        for name, table in found.tables.items():
            table.rename(columns=NAMES).to_excel(writer, sheet_name=name)
            sheet = writer.sheets[name]
            sheet.freeze_panes(1, 1)
            for place, column in enumerate(table.columns, 1):
                sheet.set_column(place, place, 16, looks[column in {"vacancy", "mom", "yoy"}])
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": [name, 1, 3, min(len(table), 20), 3]})
            sheet.insert_chart("L2", chart)


def main() -> None:
    """Make a report and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("month")
    parser.add_argument("--xlsx", type=Path)
    parser.add_argument("--others", type=Path, help="pickle of further sheets")
    parser.add_argument("--months", type=int)
    given = parser.parse_args()
    found = report(given.folder, given.month, given.months)
    if given.xlsx is not None:
        write(found, given.xlsx, None if given.others is None else pd.read_pickle(given.others))  # noqa: S301 - our own
    print({name: len(table) for name, table in found.tables.items()})


if __name__ == "__main__":
    main()

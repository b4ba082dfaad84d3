"""The report as a workbook (.xlsx)."""

import datetime as dt
import io
from typing import Final

from buildings.reports.content import Report, said
from buildings.words import Language

_EPOCH: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the file format knows no zones
_LONGEST_NAME: Final = 31


def render(report: Report, language: Language = "zh") -> bytes:
    """Bytes of the workbook; the same for equal figures."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - loaded when a workbook is wanted

    from buildings.reports.workbook.bulk import BulkSheet  # noqa: PLC0415
    from buildings.reports.workbook.layout import Layout  # noqa: PLC0415
    from buildings.reports.workbook.sheet import fill  # noqa: PLC0415
    from buildings.reports.workbook.styles import Styles  # noqa: PLC0415

    stream = io.BytesIO()
    workbook = Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    _properties(workbook, report, language)
    styles = Styles(workbook, language)
    for section in report.sections:
        name = section.tab.pick(language)[:_LONGEST_NAME]
        sheet = workbook.add_worksheet(name, worksheet_class=BulkSheet)
        fill(Layout(workbook, sheet, styles, report), section)
    workbook.close()
    return stream.getvalue()


def _properties(workbook: object, report: Report, language: Language) -> None:
    """Title, marks and a creation date that is the data's, so that equal figures make equal files."""
    try:
        created = dt.datetime.fromisoformat(report.data_date).replace(tzinfo=None)
    except ValueError:
        created = _EPOCH
    mark = said("demonstration" if report.demonstration else "real").pick(language)
    workbook.set_properties(  # type: ignore[attr-defined]  # the library ships no types
        {
            "title": f"{report.title.pick(language)} {report.month}",
            "subject": said("seen_by", audience=report.audience).pick(language),
            "author": "louyu",
            "company": "",
            "keywords": mark,
            "comments": mark,
            "created": created,
        }
    )

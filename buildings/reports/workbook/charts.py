"""Native charts of a workbook, drawn by the spreadsheet program from the cells above them."""

from typing import Any, Final

from buildings.reports.content import Block, Chart
from buildings.reports.workbook.layout import Layout
from buildings.reports.workbook.styles import ACCENT, FONT, GREY, LINE, NUMBER_FORMATS

CHART_ROWS: Final = 17
WIDTH, HEIGHT = 760, 320
COLOURS: Final = (ACCENT, "#7FA7C9", "#C98B3C")
PLAIN: Final = {"name": FONT, "size": 9, "color": "#1F2933"}


def add_chart(layout: Layout, block: Block, chart: Chart) -> None:
    """Draw a chart of a block below it."""
    made = layout.workbook.add_chart({"type": chart.kind})
    name, first = layout.sheet.get_name(), layout.first_rows[block.slug]
    last, category = first + len(block) - 1, block.place(chart.category)
    for index, key in enumerate(chart.series):
        column = block.place(key)
        made.add_series(
            {
                "name": block.fields[column].label.pick(layout.language),
                "categories": [name, first, category, last, category],
                "values": [name, first, column, last, column],
                "fill": {"color": COLOURS[index % len(COLOURS)]},
                "gap": 60,
                "data_labels": {"value": True, "font": {**PLAIN, "size": 8}} if len(chart.series) == 1 else {},
            }
        )
    made.set_title({"name": chart.title.pick(layout.language), "name_font": {**PLAIN, "size": 11}, "overlay": False})
    made.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": PLAIN})
    _axes(made, chart, NUMBER_FORMATS[block.fields[block.place(chart.series[0])].unit])
    made.set_size({"width": WIDTH, "height": HEIGHT})
    made.set_chartarea({"border": {"color": LINE}})
    layout.sheet.insert_chart(
        layout.row, 0, made, {"x_offset": 6, "y_offset": 4, "description": chart.title.pick(layout.language)}
    )


def _axes(made: Any, chart: Chart, number_format: str) -> None:  # noqa: ANN401 - the library ships no types
    """Calm axes; names run from the top where bars lie."""
    names: dict[str, Any] = {"num_font": PLAIN, "line": {"color": GREY}}
    values: dict[str, Any] = {
        "num_font": {**PLAIN, "color": GREY}, "num_format": number_format.partition(".")[0].removeprefix("+"),
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}}, "line": {"none": True},
    }  # fmt: skip
    if number_format.startswith("0.0%"):
        values["num_format"] = "0%"
    if chart.kind == "bar":  # lying bars: the library calls the upright axis y
        made.set_y_axis(names | {"reverse": True, "major_gridlines": {"visible": False}})
        made.set_x_axis(values | {"label_position": "low"})
    else:
        made.set_x_axis(names)
        made.set_y_axis(values)

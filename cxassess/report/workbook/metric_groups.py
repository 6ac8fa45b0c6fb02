"""The sheet Metric groups: each outcome by channel, touchpoint and segment, small groups withheld."""

from typing import get_args

from cxassess.measures.measure import Dimension
from cxassess.outcomes import name_of
from cxassess.report.metric_charts import groups_of, number_of, readings_of
from cxassess.report.workbook.book import LINE, QUIET, TEXT, WRAP, Sheet
from cxassess.report.workbook.layout import METRICS, METRICS_FIRST
from cxassess.report.workbook.live import Live
from cxassess.report.workbook.parts import Parts

_WIDTHS = (34, 18, 44, 14, 44, 12, 12, 12, 10, 14, 14, 28)
_VALUE = "F"  # the column of the value, on this sheet and on Metrics


def write_metric_groups(sheet: Sheet, parts: Parts) -> None:
    """The sheet Metric groups."""
    least = parts.assessment.engagement.minimum_group
    columns = "ABCDEFGHIJKL"
    sheet.title(parts.say("metric_groups.title"), parts.subtitle)
    sheet.text("A3", parts.say("metric_groups.note", least=least), QUIET)
    heads = dict(zip(columns, parts.heads("metric_groups").values(), strict=True))
    sheet.heads(METRICS_FIRST - 1, heads, right=tuple("FGHIJ"), height=30)
    sheet.widths(dict(zip(columns, _WIDTHS, strict=True)))
    row = METRICS_FIRST - 1
    for place, metric in enumerate(readings_of(parts.assessment)):
        form, name = number_of(metric.unit), name_of(metric, parts.words)
        whole = parts.layout.at(METRICS, f"{_VALUE}{METRICS_FIRST + place}")
        for dimension in get_args(Dimension):
            kind = parts.words.say(f"report.metric_groups.{dimension}")
            found = [(source, group) for source, of in groups_of(metric, dimension).items() for group in of]
            for source, group in found:
                row += 1
                number = group.measured
                texts = (name, metric.touchpoint, metric.definition, kind, group.name)
                for column, text in zip("ABCDE", texts, strict=True):
                    sheet.text(f"{column}{row}", text, LINE, WRAP, bold=column == "A", valign="vcenter")
                for column, value in zip("FGH", (number.value, number.low, number.high), strict=True):
                    sheet.number(f"{column}{row}", value, LINE, num_format=form, bold=column == _VALUE)
                sheet.number(f"I{row}", number.n, LINE, num_format="#,##0")
                if number.value is None or metric.reading.value is None or source != metric.source:
                    sheet.text(f"J{row}", "", LINE)
                else:
                    less = number.value - metric.reading.value
                    sheet.live(f"J{row}", Live(f"{_VALUE}{row}-{whole}", less), LINE, num_format=form)
                withheld = parts.say("metric_groups.withheld") if number.why == "withheld" else ""
                sheet.text(f"K{row}", withheld, LINE, TEXT)
                sheet.text(f"L{row}", source, LINE, WRAP, TEXT, valign="vcenter")
                sheet.fit(row, [(metric.definition, 44), (group.name, 44), (source, 28)])
    sheet.writer.autofilter(f"A{METRICS_FIRST - 1}:L{row}")
    sheet.writer.freeze_panes(METRICS_FIRST - 1, 1)

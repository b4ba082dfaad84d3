"""What figures there are, for the generated catalogue."""

from buildings.metrics.catalogue import METRICS
from buildings.warnings.catalogue import WARNINGS
from buildings.words import label


def warnings() -> list[tuple[str, str]]:
    """Slug and what it derives from, of every early warning in display order."""
    return [(slug, one.derives_from.value) for slug, one in WARNINGS.items()]


def metrics() -> list[tuple[str, ...]]:
    """Slug, label zh, label en, unit, window, derives from, definition zh + en; in display order."""
    return [
        (
            metric.slug,
            metric.label("zh"),
            metric.label("en"),
            label("unit", metric.unit, "zh"),
            label("window", metric.window, "zh"),
            metric.derives_from.value,
            f"{metric.definition('zh')} {metric.definition('en')}",
        )
        for metric in METRICS.values()
    ]

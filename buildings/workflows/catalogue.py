"""What figures there are, for the generated catalogue."""

from buildings.metrics.catalogue import METRICS
from buildings.types.catalogue import TYPES
from buildings.warnings.catalogue import WARNINGS
from buildings.words import label, text


def warnings() -> list[tuple[str, str]]:
    """Slug and what it derives from, of every early warning in display order."""
    return [(slug, one.derives_from.value) for slug, one in WARNINGS.items()]


def types() -> list[tuple[str, ...]]:
    """Slug, label zh, label en, derives from, definition zh + en, of every rule that proposes a type."""
    return [
        (
            slug,
            label("type_kind", slug, "zh"),
            label("type_kind", slug, "en"),
            rule.derives_from.value,
            f"{text('types', f'rule_{slug}', 'zh')} {text('types', f'rule_{slug}', 'en')}",
        )
        for slug, rule in TYPES.items()
    ]


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

"""Templates of the pages and the words they speak."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from buildings.words import Language, text

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(name: str, language: Language, **context: object) -> str:
    """A page in a language; ``say`` gives its sentences."""

    def say(slug: str, **details: object) -> str:
        return text("edge", slug, language, **details)

    words: dict[str, Any] = {"say": say, "language": language, "other": "en" if language == "zh" else "zh"}
    return TEMPLATES.get_template(name).render({**words, **context})

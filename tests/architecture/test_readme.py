"""What people read names every setting and every command."""

from collections.abc import Iterator

import pytest
import typer

from api.cli.commands import app
from buildings.settings import ROOT, Settings

README = (ROOT / "README.md").read_text("utf-8")


def commands(group: typer.Typer) -> Iterator[str]:
    """Every command with the groups it stands in, e.g. ``facts verify``."""
    for command in group.registered_commands:
        yield str(command.name or getattr(command.callback, "__name__", ""))
    for below in group.registered_groups:
        if below.typer_instance is not None:
            yield from (f"{below.name} {name}" for name in commands(below.typer_instance))


COMMANDS = sorted(commands(app))


def test_the_commands_of_the_office_are_there() -> None:
    first_words = {command.split()[0] for command in COMMANDS}
    assert first_words >= {"run", "serve", "demo", "import", "report", "map", "facts", "catalogue", "check-data"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"`./louyu {command}" in README


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_documented(field: str) -> None:
    assert f"`LOUYU_{field.upper()}`" in README


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("command", ["./louyu run", "./louyu test"])
def test_both_readmes_name_the_two_commands(readme: str, command: str) -> None:
    assert command in (ROOT / readme).read_text("utf-8")

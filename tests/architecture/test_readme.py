"""What people read names every setting."""

import pytest

from buildings.settings import ROOT, Settings

README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_documented(field: str) -> None:
    assert f"`LOUYU_{field.upper()}`" in README


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("command", ["./louyu run", "./louyu test"])
def test_both_readmes_name_the_two_commands(readme: str, command: str) -> None:
    assert command in (ROOT / readme).read_text("utf-8")

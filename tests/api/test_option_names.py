"""What is wrong with a value is said of the option that gave it, not of the field it fills."""

from pathlib import Path

import pytest

from api.cli.usage import by_option
from buildings.errors import DomainError, InvalidValue
from tests.builders.edge import Louyu
from tests.fixtures.edge import Configure

DECIDE = ("types", "decide", "SF-0001", "--kind", "specialty", "--value", "media", "--reason", "例会", "--from")
LINK = "https://example.org/a.jpg"


@pytest.mark.usefixtures("configure", "loopback")
@pytest.mark.parametrize(
    ("asked", "option", "field"),
    [
        ((*DECIDE, "soon"), "“--from”的值“soon”", "valid_from"),
        ((*DECIDE, "2099-01-01"), "（选项 --from）。\n", "valid_from"),
        (("types", "void", "SF-0001", "--kind", "x", "--reason", "错"), "“--kind”的值“x”", "“kind”"),
        (("ratings", "list", "--known-at", "soon"), "“--known-at”的值“soon”", "known_at"),
        (("projects", "list", "--day", "soon"), "“--day”的值“soon”", "as_of"),
        (("projects", "photo", "SP-0001", LINK, "--when", "before", "--taken", "soon"), "“--taken”", "taken_on"),
    ],
)
def test_a_refusal_names_the_option(
    louyu: Louyu, demo_file: Path, asked: tuple[str, ...], option: str, field: str
) -> None:
    said = louyu(*asked, at=demo_file)
    assert said.code == 1, said.both
    assert option in said.err
    assert field not in said.err


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize(
    ("asked", "option"),
    [((*DECIDE, "soon"), '--from: "soon"'), ((*DECIDE, "2099-01-01"), " (option --from).\n")],
)
def test_a_refusal_names_the_option_in_english_before_the_full_stop(
    louyu: Louyu, configure: Configure, demo_file: Path, asked: tuple[str, ...], option: str
) -> None:
    configure(language="en", database_url=f"sqlite:///{demo_file}")
    said = louyu(*asked)
    assert said.code == 1, said.both
    assert option in said.err
    assert "valid_from" not in said.err
    assert not set("（）。") & set(said.err)


@pytest.mark.parametrize(
    ("error", "details"),
    [
        (InvalidValue(field="valid_from", value="x"), {"field": "--from", "value": "x"}),
        (InvalidValue("type_ahead", pointer="/valid_from"), {"pointer": "/valid_from", "option": "--from"}),
        (InvalidValue("x", pointer="/valid_from/0"), {"pointer": "/valid_from/0", "option": "--from"}),
        (InvalidValue(field="file", value="x"), {"field": "file", "value": "x"}),
        (InvalidValue("x", pointer=""), {"pointer": ""}),
        (DomainError("x"), {}),
    ],
)
def test_what_no_option_gave_is_called_as_it_is(error: DomainError, details: dict[str, str]) -> None:
    by_option(error, {"valid_from": "--from"})
    assert error.details == details


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_value_that_is_none_of_a_list_is_answered_with_the_list(
    louyu: Louyu, configure: Configure, language: str
) -> None:
    configure(language=language)
    said = louyu("warnings", "list", "--event", "nonsense")
    assert said.code == 2
    for value in ("--event", "raised", "standing", "ended", "cannot_tell"):
        assert value in said.err.replace("\n", "")

"""Parameters of the files: what cannot be is refused when they are read, with what would be right."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from buildings import parameters
from buildings.errors import Misconfigured
from buildings.words import sentence


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(parameters, "DATA", tmp_path)
    (tmp_path / "parameters").mkdir()
    parameters._defaults.cache_clear()
    yield tmp_path / "parameters" / "warnings.yaml"
    parameters._defaults.cache_clear()


def write(path: Path, spans: dict[str, Any], years: dict[str, Any]) -> None:
    document = {
        slug: {
            "unit": "months",
            "values": [{"from": f"{day}-01-01", "value": value, "source": "assumed"} for day, value in dated.items()],
        }
        for slug, dated in ((parameters.SPAN, spans), (parameters.SEASONS, years))
    }
    path.write_text(yaml.safe_dump(document), "utf-8")


@pytest.mark.parametrize(
    ("spans", "years"),
    [({"2000": 3}, {"2000": 2}), ({"2000": 12}, {"2000": 2}), ({"2000": 24, "2020": 12}, {"2000": 1, "2020": 2})],
)
def test_falls_may_look_as_far_back_as_facts_are_read(files: Path, spans: Any, years: Any) -> None:  # noqa: ANN401
    write(files, spans, years)
    assert set(parameters._defaults()) == {parameters.SPAN, parameters.SEASONS}


@pytest.mark.parametrize(
    ("spans", "years", "slug", "says"),
    [
        ({"2000": 3}, {"2000": 0}, parameters.SEASONS, "不能小于 1"),
        ({"2000": 0}, {"2000": 2}, parameters.SPAN, "不能小于 1"),
        ({"2000": "2.5"}, {"2000": 2}, parameters.SPAN, "应为整数"),
        ({"2000": 3}, {"2000": 3}, parameters.SEASONS, "不能大于 2"),
        ({"2000": 13}, {"2000": 2}, parameters.SPAN, "不能大于 12"),
        ({"2000": 24}, {"2000": 1, "2020": 2}, parameters.SPAN, "不能大于 12"),  # from 2020 on
    ],
)
def test_what_falls_cannot_look_at_is_refused_with_what_would_be_right(
    files: Path,
    spans: Any,  # noqa: ANN401
    years: Any,  # noqa: ANN401
    slug: str,
    says: str,
) -> None:
    write(files, spans, years)
    with pytest.raises(Misconfigured, match="wrong_parameter") as refusal:
        parameters._defaults()
    assert (refusal.value.details["file"], refusal.value.details["parameter"]) == ("warnings.yaml", slug)
    assert says in sentence(refusal.value, "zh")

"""Settings that are wrong are told to people, not to programmers."""

import re

import pytest

from buildings.errors import Misconfigured
from buildings.settings import settings
from buildings.words import sentence
from tests.fixtures.edge import Configure


@pytest.mark.parametrize(
    ("wrong", "chinese", "english"),
    [
        ({"port": "acht"}, "应为整数", "it must be a whole number"),
        ({"port": "-1"}, "不能小于 0", "it must be at least 0"),
        ({"port": "70000"}, "不能大于 65535", "it must be at most 65535"),
        ({"tile_crs": "bd09"}, "应为 wgs84、gcj02 之一", "it must be one of wgs84, gcj02"),
        ({"adcode": "福州"}, "写法不对", "it is not formed as"),
    ],
)
def test_a_wrong_setting_is_told_in_the_readers_language(
    configure: Configure, wrong: dict[str, str], chinese: str, english: str
) -> None:
    configure(**wrong)
    with pytest.raises(Misconfigured) as refused:
        settings()
    said, other = sentence(refused.value), sentence(refused.value, "en")
    assert chinese in said
    assert english in other
    assert not re.search("[一-鿿、]", other)
    assert not re.search("Input|String", said)

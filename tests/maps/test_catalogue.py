"""Every layer is declared, labelled in both languages, and drawn by a function the page has."""

import re

from buildings import words
from buildings.kinds import Derives
from buildings.settings import ROOT
from maps import assets
from maps.catalogue import LAYERS


def test_every_layer_file_is_in_the_catalogue() -> None:
    files = {path.stem for path in (ROOT / "maps" / "layers").glob("*.py")} - {"__init__"}
    assert files == {layer.draw.__module__.rpartition(".")[2] for layer in LAYERS.values()}


def test_every_layer_has_labels_and_says_what_it_derives_from() -> None:
    for slug, layer in LAYERS.items():
        assert layer.slug == slug
        assert words.label("layer", slug, "zh") != words.label("layer", slug, "en")
        assert layer.derives_from in set(Derives)


def test_every_kind_of_layer_has_its_drawing_function() -> None:
    scripts = "\n".join((assets.OWN / name).read_text("utf-8") for name in assets.SCRIPTS)
    assert {layer.kind for layer in LAYERS.values()} <= set(re.findall(r"louyu\.draw\.(\w+) = ", scripts))


def test_scripts_build_no_markup_from_text() -> None:
    for name in assets.SCRIPTS:
        text = (assets.OWN / name).read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text), name


def test_every_word_of_the_page_is_in_the_labels_and_used() -> None:
    own = [assets.OWN / "page.html", *(assets.OWN / name for name in assets.SCRIPTS)]
    text = "\n".join(path.read_text("utf-8") for path in own)
    text += (ROOT / "maps" / "texts.py").read_text("utf-8")
    known = set(words.labels("map"))
    asked = set(re.findall(r'data-(?:word|say)="(\w+)"', text)) | set(
        re.findall(r'louyu\.say\("(\w+)"(?:\)|, \{ \w)', text)
    )
    assert asked <= known
    assert {slug for slug in known if not re.search(rf'"{slug}"|from_', text)} == set()

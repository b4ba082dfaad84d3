"""Layers of the page, one file each; ``maps.catalogue`` lists them."""

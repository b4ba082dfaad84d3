"""Maps: disclosed figures in, folium pages and GeoJSON out."""

from maps.page import build

__all__ = ["build"]

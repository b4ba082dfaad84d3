"""Disclosed figures in, Folium out."""

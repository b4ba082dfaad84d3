"""GeoJSON (RFC 7946) and OGC API – Features."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Open(BaseModel):
    """An answer that may hold more."""

    model_config = ConfigDict(extra="allow")


class Geometry(Open):
    """A point, line or polygon in degrees, longitude first (CRS84)."""

    type: Literal["Point", "LineString", "Polygon", "MultiPolygon", "MultiLineString", "MultiPoint"]
    coordinates: list[Any]


class Feature(Open):
    """One feature; geometry null where the place is unknown."""

    type: Literal["Feature"]
    id: str
    geometry: Geometry | None
    properties: dict[str, Any]


class FeatureCollection(Open):
    """Features with the imprint of their figures."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


class Link(BaseModel):
    """Where to go from here."""

    model_config = ConfigDict(extra="forbid")

    href: str
    rel: str
    type: str
    title: str


class FeaturePage(FeatureCollection):
    """A page of features."""

    timeStamp: str  # noqa: N815 - as the standard writes it
    numberMatched: int = Field(ge=0)  # noqa: N815
    numberReturned: int = Field(ge=0)  # noqa: N815
    links: list[Link]


class LinkedFeature(Feature):
    """One feature with its links."""

    links: list[Link]


class Landing(Open):
    """Landing page."""

    title: str
    description: str
    links: list[Link]


class Conformance(Open):
    """Conformance classes."""

    conformsTo: list[str]  # noqa: N815


class OgcCollection(Open):
    """A collection with its extent and links."""

    id: str
    title: str
    description: str
    extent: dict[str, Any]
    itemType: str  # noqa: N815
    crs: list[str]
    links: list[Link]


class OgcCollections(Open):
    """All collections."""

    links: list[Link]
    collections: list[OgcCollection]


class Definition(Open):
    """A document that describes others: OpenAPI 3.0, or a JSON Schema."""

"""Settings from the environment (``LOUYU_…``); they refuse to start wrong and hold no default secret."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from buildings.errors import Misconfigured, Word, rightly

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
_REASONS = {
    "int_parsing": "setting_whole",
    "greater_than_equal": "setting_least",
    "less_than_equal": "setting_most",
    "literal_error": "setting_one_of",
}
"""What is wrong with a setting, by what pydantic calls it; anything else: its form."""


class Settings(BaseSettings):
    """Every knob of louyu, with its default."""

    model_config = SettingsConfigDict(env_prefix="LOUYU_", extra="ignore")

    database_url: str = Field(
        default=f"sqlite:///{ROOT / 'louyu.db'}",
        pattern=r"^(sqlite:///|postgresql\+psycopg://)",
        description="where the record lives",
    )
    adcode: str = Field(default="350102", pattern=r"^\d{6}$", description="the district, one per database")
    out_dir: Path = Field(default=ROOT / "out", description="where files are written")
    cache_dir: Path = Field(default=ROOT / ".cache", description="where demonstration workbooks are kept, by seed")
    host: str = Field(default="127.0.0.1", description="address that serve binds; beyond loopback see public_url")
    port: int = Field(default=8000, ge=0, le=65535, description="port that serve binds")
    public_url: str = Field(
        default="",
        pattern=r"^(https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?/?)?$",
        description="address that people type, e.g. https://louyu.example.org; serve may then bind others",
    )
    oidc_issuer: str = Field(
        default="", pattern=r"^(https?://\S+)?$", description="OpenID Connect provider for sign-in; empty = none"
    )
    oidc_client_id: str = Field(default="", description="how the provider knows this site")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="what this site proves itself with there")
    oidc_name: str = Field(default="OpenID Connect", description="what the button says")
    webhook_hosts: str = Field(
        default="",
        pattern=r"^[\s,]*((http://)?([A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])([\s,]+|$))*$",
        description="hosts inside that webhooks may be sent to, by https; with http:// before one, also without",
    )
    language: Literal["zh", "en"] = Field(default="zh", description="first language of screens")
    district_file: Path = Field(default=DATA / "geo" / "district.geojson", description="outline of the district")
    tile_url: str = Field(default="", description="tile server of the base map; empty = none, no outside request")
    tile_crs: Literal["wgs84", "gcj02"] = Field(
        default="wgs84", description="datum of the tiles; layers are shifted to meet it"
    )
    tile_attribution: str = Field(default="", description="credit line of the tiles")
    tile_subdomains: str = Field(default="", description="subdomains of the tile server, e.g. 1234")
    tile_key: str = Field(default="", description="key of the tile server, put in place of {key}")

    @property
    def https(self) -> bool:
        """Whether people come by https: cookies and answers then insist on it."""
        return self.public_url.startswith("https://")

    @property
    def public_hosts(self) -> list[str]:
        """The host that people type, if one is set."""
        return re.findall(r"^https?://(\[[^]]+\]|[^:/]+)", self.public_url)


@cache
def settings() -> Settings:
    """Settings of this process; Misconfigured names the wrong field."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "LOUYU_" + "_".join(str(part) for part in first["loc"]).upper()
        reason = Word(_REASONS.get(first["type"], "setting_form"), rightly(first.get("ctx", {})))
        raise Misconfigured("wrong_setting", setting=name, reason=reason) from error

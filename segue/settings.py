"""All settings of Segue: from the environment, else from a `.env` file, else the default."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings, each with the name of its environment variable."""

    model_config = SettingsConfigDict(env_file=PROJECT_ROOT / ".env", extra="ignore")

    database_url: str | None = Field(default=None, alias="DATABASE_URL")
    max_lag_s: float = Field(default=2.0, alias="SEGUE_MAX_LAG_S", ge=0)
    home: Path = Field(default=Path(".segue"), alias="SEGUE_HOME")
    rate_limit: bool = Field(default=True, alias="SEGUE_RATE_LIMIT")
    no_serve: bool = Field(default=False, alias="SEGUE_NO_SERVE")
    host: str = Field(default="127.0.0.1", alias="SEGUE_HOST")
    port: int = Field(default=8000, alias="SEGUE_PORT", ge=1, le=65535)
    allowed_hosts: str = Field(default="", alias="SEGUE_ALLOWED_HOSTS")
    root: Path = Field(default=PROJECT_ROOT, alias="SEGUE_ROOT")
    spotify_client_id: str | None = Field(default=None, alias="SPOTIPY_CLIENT_ID")
    spotify_redirect_port: int = Field(default=8898, alias="SEGUE_SPOTIFY_PORT", ge=1, le=65535)
    spotify_market: str | None = Field(default=None, alias="SEGUE_SPOTIFY_MARKET")
    spotify_per_second: float = Field(default=1.0, alias="SEGUE_SPOTIFY_PER_SECOND", gt=0)
    spotify_per_day: int = Field(default=300, alias="SEGUE_SPOTIFY_PER_DAY", ge=1)
    reccobeats_url: str = Field(
        default="https://api.reccobeats.com/v1", alias="SEGUE_RECCOBEATS_URL"
    )
    reccobeats_per_second: float = Field(default=1.0, alias="SEGUE_RECCOBEATS_PER_SECOND", gt=0)
    reccobeats_per_day: int = Field(default=2_000, alias="SEGUE_RECCOBEATS_PER_DAY", ge=1)
    reccobeats_ask_again_after_days: int = Field(
        default=30, alias="SEGUE_RECCOBEATS_ASK_AGAIN_AFTER_DAYS", ge=0
    )
    token_key: SecretStr | None = Field(default=None, alias="SEGUE_TOKEN_KEY")

    @field_validator("database_url")
    @classmethod
    def replace_empty_url(cls, value: str | None) -> str | None:
        """Treat `DATABASE_URL=` as not set, as shells and compose files write it."""
        return value or None

    @field_validator("home")
    @classmethod
    def resolve_home(cls, value: Path) -> Path:
        """Resolve a relative home against the project, so that it does not follow `cd`."""
        return value if value.is_absolute() else PROJECT_ROOT / value

    @property
    def dbt_target(self) -> Path:
        """Return the folder of dbt's artifacts and docs site for this home."""
        return self.home / "dbt" / "target"


@lru_cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()

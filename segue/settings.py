"""All settings of Segue: from the environment, else secret files, else `.env`, else the default."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from segue.errors import WrongUsage

PROJECT_ROOT = Path(__file__).resolve().parent.parent
SECRETS_FOLDERS = ("SEGUE_SECRETS_DIR", "CREDENTIALS_DIRECTORY")  # the second is systemd's


class Settings(BaseSettings):
    """The settings, each with the name of its environment variable."""

    model_config = SettingsConfigDict(env_file=PROJECT_ROOT / ".env", extra="ignore")

    database_url: str | None = Field(default=None, alias="DATABASE_URL")
    max_lag_s: float = Field(default=2.0, alias="SEGUE_MAX_LAG_S", ge=0)
    home: Path = Field(default=Path(".segue"), alias="SEGUE_HOME")
    backup_dir: Path | None = Field(default=None, alias="SEGUE_BACKUP_DIR")
    etcd: Path | None = Field(default=None, alias="SEGUE_ETCD")
    rate_limit: bool = Field(default=True, alias="SEGUE_RATE_LIMIT")
    dask_scheduler: str | None = Field(default=None, alias="DASK_SCHEDULER")
    device: Literal["cpu", "cuda"] = Field(default="cpu", alias="SEGUE_DEVICE")
    block_mib: int = Field(default=2_048, alias="SEGUE_BLOCK_MIB", ge=1)
    no_serve: bool = Field(default=False, alias="SEGUE_NO_SERVE")
    host: str = Field(default="127.0.0.1", alias="SEGUE_HOST")
    port: int = Field(default=8000, alias="SEGUE_PORT", ge=1, le=65535)
    workers: int | None = Field(default=None, alias="SEGUE_WORKERS", ge=1)
    allowed_hosts: str = Field(default="", alias="SEGUE_ALLOWED_HOSTS")
    library: Path | None = Field(default=None, alias="SEGUE_LIBRARY")
    imports: Literal["on", "pipeline", "off"] = Field(default="on", alias="SEGUE_IMPORTS")
    upload_dir: Path | None = Field(default=None, alias="SEGUE_UPLOAD_DIR")
    max_upload_mb: int = Field(default=1_024, alias="SEGUE_MAX_UPLOAD_MB", ge=1)
    anonymous: Literal["on", "read", "off"] = Field(default="off", alias="SEGUE_ANONYMOUS")
    proxies: str = Field(default="", alias="SEGUE_PROXIES")
    path_prefix: str = Field(default="", alias="SEGUE_PATH_PREFIX")
    spotify_player: Literal["on", "off"] = Field(default="on", alias="SEGUE_SPOTIFY_PLAYER")
    spotify_sign_in: Literal["known", "anyone", "off"] = Field(
        default="known", alias="SEGUE_SPOTIFY_SIGN_IN"
    )
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
    listenbrainz_user: str | None = Field(default=None, alias="LISTENBRAINZ_USER")
    listenbrainz_token: SecretStr | None = Field(default=None, alias="LISTENBRAINZ_TOKEN")
    listenbrainz_url: str = Field(
        default="https://api.listenbrainz.org", alias="SEGUE_LISTENBRAINZ_URL"
    )
    lastfm_user: str | None = Field(default=None, alias="LASTFM_USER")
    lastfm_api_key: SecretStr | None = Field(default=None, alias="LASTFM_API_KEY")
    lastfm_url: str = Field(default="https://ws.audioscrobbler.com/2.0/", alias="SEGUE_LASTFM_URL")
    time_zone: str = Field(default="UTC", alias="SEGUE_TIME_ZONE")
    token_key: SecretStr | None = Field(default=None, alias="SEGUE_TOKEN_KEY")
    secret_key: SecretStr | None = Field(default=None, alias="SEGUE_SECRET_KEY")
    otlp_endpoint: str | None = Field(default=None, alias="OTEL_EXPORTER_OTLP_ENDPOINT")
    otlp_headers: SecretStr | None = Field(default=None, alias="OTEL_EXPORTER_OTLP_HEADERS")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - its folder is fixed
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read secret files between the environment and `.env`, if there is a folder of them."""
        folder = _secrets_folder()
        if folder is None:
            return init_settings, env_settings, dotenv_settings
        _check_is_set_once(folder, cls)
        secrets = SecretsSettingsSource(settings_cls, secrets_dir=folder, case_sensitive=True)
        return init_settings, env_settings, secrets, dotenv_settings

    @field_validator(
        "database_url", "backup_dir", "library", "upload_dir", "dask_scheduler", mode="before"
    )
    @classmethod
    def replace_empty(cls, value: object) -> object:
        """Treat `DATABASE_URL=` as not set, as shells and compose files write it."""
        return value or None

    @field_validator("home", "backup_dir", "library", "upload_dir")
    @classmethod
    def resolve_folder(cls, value: Path | None) -> Path | None:
        """Resolve a relative folder against the project, so that it does not follow `cd`."""
        return value if value is None or value.is_absolute() else PROJECT_ROOT / value

    @property
    def dbt_target(self) -> Path:
        """Return the folder of dbt's artifacts and docs site for this home."""
        return self.home / "dbt" / "target"

    @property
    def uploads(self) -> Path:
        """Return the folder of files that people send, until they are loaded."""
        return self.upload_dir or self.home / "uploads"


def _secrets_folder() -> Path | None:
    """Return the folder whose files are settings: the name of a file is that of the variable."""
    for variable in SECRETS_FOLDERS:
        if name := os.environ.get(variable):
            if not Path(name).is_dir():
                raise WrongUsage(
                    f"expected a folder of secret files as {variable}, got {name}, which is none; "
                    "correct or unset the variable"
                )
            return Path(name)
    return None


def _check_is_set_once(folder: Path, cls: type[BaseSettings]) -> None:
    """Raise if a setting is both a variable and a secret file, or if a file cannot be read."""
    for field in cls.model_fields.values():
        file = folder / str(field.alias)
        if not file.is_file():
            continue
        if file.name in os.environ:
            raise WrongUsage(
                f"expected {file.name} either in the environment or as the file {file}, got both; "
                "unset the variable, or remove the file"
            )
        if not os.access(file, os.R_OK):
            raise WrongUsage(
                f"expected to read the secret file {file}, got no permission; "
                "make it readable for the user of this process"
            )


@lru_cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()

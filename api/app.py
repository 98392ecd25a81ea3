"""Factory of the Flask app: a list of its settings, extensions and blueprints."""

from typing import Any

from apiflask import APIFlask

import api.accounts.owner_routes
import api.accounts.routes
import api.explore.map_routes
import api.explore.routes
import api.exports.routes
import api.exports.service_routes
import api.exports.station_routes
import api.feedback.routes
import api.imports.routes
import api.listening.routes
import api.quality.routes
import api.recommendations.routes
import api.tracks.routes
from api.accounts.spotify import SPOTIFY_SETTINGS
from api.db.database import engine_settings, register_database
from api.http.access import register_access
from api.http.compression import register_compression
from api.http.flask_class import SegueFlask
from api.http.hosts import register_hosts
from api.http.identity import register_identity
from api.http.json import OrjsonProvider
from api.http.openapi import DOCUMENT_SETTINGS, register_documents
from api.http.own_writes import register_own_writes
from api.http.problems import register_problems
from api.http.profiles import register_profiles
from api.http.proxies import register_proxies
from api.http.rate_limits import RATE_LIMIT_SETTINGS, register_rate_limits
from api.http.secret_key import load_secret_key
from api.http.security import MAX_BODY_BYTES, register_security, register_security_headers
from api.http.slow_bodies import register_slow_bodies
from api.http.telemetry import register_telemetry
from api.http.tracing import register_tracing
from api.recommendations.index_cache import register_index
from api.site import covers, docs, health, pages
from api.spotify_compat.blueprints import register_spotify
from api.tracks.catalogue import register_catalogue
from segue.connection import database_url
from segue.settings import settings

API_BLUEPRINTS = (
    api.accounts.routes.bp,
    api.accounts.owner_routes.bp,
    api.tracks.routes.bp,
    api.explore.routes.bp,
    api.explore.map_routes.bp,
    api.recommendations.routes.bp,
    api.feedback.routes.bp,
    api.recommendations.routes.genres_bp,
    api.quality.routes.bp,
    api.exports.routes.bp,
    api.exports.service_routes.bp,
    api.exports.station_routes.bp,
    api.imports.routes.bp,
    api.listening.routes.bp,
)
SITE_BLUEPRINTS = (api.exports.station_routes.feeds_bp, health.bp, covers.bp, docs.bp, pages.bp)


def create_app(url: str | None = None, **overrides: Any) -> APIFlask:
    """Return the app that serves the database at `url`; `overrides` are Flask settings."""
    app = SegueFlask(
        "segue",
        "Segue",
        "1",
        docs_path="/docs/api",
        docs_oauth2_redirect_path=None,
        static_folder=None,  # type: ignore[arg-type]
    )
    app.json = OrjsonProvider(app)
    app.config.update(DOCUMENT_SETTINGS, **SPOTIFY_SETTINGS)
    app.config.update(RATE_LIMIT_SETTINGS, RATELIMIT_ENABLED=settings().rate_limit)
    address = url or database_url()
    app.config.update(engine_settings(address))
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES)
    app.config.update(overrides)
    shared_key = settings().secret_key
    app.secret_key = app.secret_key or (
        shared_key.get_secret_value() if shared_key else load_secret_key(settings().home)
    )
    register_compression(app)
    register_documents(app)
    register_database(app, address)
    register_telemetry(app)
    register_tracing(app)
    register_hosts(app)
    register_own_writes(app)
    register_identity(app)
    register_rate_limits(app)
    register_security(app)
    register_access(app)
    register_profiles(app)
    register_catalogue(app)
    register_index(app)
    register_problems(app)
    for bp in API_BLUEPRINTS:
        app.register_blueprint(bp, url_prefix="/api/v1")
    register_spotify(app)
    for bp in SITE_BLUEPRINTS:
        app.register_blueprint(bp)
    register_slow_bodies(app)
    pages.register_pages(app)
    register_security_headers(app)
    register_proxies(app)
    return app

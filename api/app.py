"""The Flask app, as a list of what it is made of."""

from typing import Any

from apiflask import APIFlask

from api.database import db, engine_settings
from api.hosts import register_hosts
from api.json import OrjsonProvider
from api.limits import LIMIT_SETTINGS, register_limits
from api.observing import register_observing
from api.openapi import DOCUMENT_SETTINGS, finish_document
from api.problems import register_problems
from api.profiles import register_profiles
from api.resources import (
    covers,
    docs,
    feedback,
    genres,
    health,
    pages,
    quality,
    recommendations,
    tracks,
)
from api.search import register_search
from api.secret_key import secret_key
from api.security import MAX_BODY_BYTES, register_security
from api.serving import register_index
from segue.connection import database_url
from segue.settings import settings

RESOURCES = (tracks.bp, recommendations.bp, feedback.bp, genres.bp, quality.bp)
SURROUNDINGS = (health.bp, covers.bp, docs.bp, pages.bp)


def create_app(url: str | None = None, **overrides: Any) -> APIFlask:
    """Return the app that serves the database at `url`; `overrides` are Flask settings."""
    app = APIFlask(
        "segue",
        "Segue",
        "1",
        docs_path="/docs/api",
        docs_oauth2_redirect_path=None,
        static_folder=None,  # type: ignore[arg-type]
    )
    app.json = OrjsonProvider(app)
    app.config.update(DOCUMENT_SETTINGS)
    app.config.update(LIMIT_SETTINGS, RATELIMIT_ENABLED=settings().rate_limit)
    app.config.update(engine_settings(url or database_url()))
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES)
    app.config.update(overrides)
    app.secret_key = app.secret_key or secret_key(settings().home)
    app.spec_callback = finish_document  # type: ignore[assignment]
    db.init_app(app)
    register_observing(app)
    register_hosts(app)
    register_limits(app)
    register_security(app)
    register_profiles(app)
    register_search(app)
    register_index(app)
    register_problems(app)
    for bp in RESOURCES:
        app.register_blueprint(bp, url_prefix="/api/v1")
    for bp in SURROUNDINGS:
        app.register_blueprint(bp)
    pages.register_pages(app)
    return app

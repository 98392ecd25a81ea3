"""All routes of `/v1`, added to the app."""

from flask import Flask

from api.http.problems import SPOTIFY_PATHS
from api.spotify_compat import description, library_routes, routes


def register_spotify(app: Flask) -> None:
    """Add the routes of `/v1`; a slash at the end of an address is ignored, as clients send it."""
    for bp in (routes.bp, library_routes.bp, description.bp):
        app.register_blueprint(bp, url_prefix=SPOTIFY_PATHS.rstrip("/"))
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(SPOTIFY_PATHS):
            rule.strict_slashes = False

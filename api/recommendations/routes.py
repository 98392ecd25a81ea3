"""What to hear after a track, or after any mix of seeds, without what this listener refused."""

from typing import Any

from apiflask import APIBlueprint
from flask import jsonify

from api.http.profiles import profile_id
from api.recommendations.for_seeds import wished
from api.recommendations.for_track import recommendations_of
from api.recommendations.genres import genres
from api.recommendations.schemas import (
    GenreList,
    GenresQuery,
    RecommendationList,
    RecommendationsQuery,
    WishBody,
    WishList,
)

bp = APIBlueprint("recommendations", __name__)
genres_bp = APIBlueprint("genres", __name__)


@bp.get("/tracks/<track_id>/recommendations")
@bp.input(RecommendationsQuery, location="query")
@bp.output(RecommendationList)
@bp.doc(responses=[404])
def get_recommendations(track_id: str, query_data: RecommendationsQuery) -> Any:
    """Return the tracks to hear after a track, and why each.

    Without any feedback this is the list of `marts.recommendations`. Feedback works at once:
    likes pull the list towards what lies near them and dislikes push it away, by Rocchio's rule
    (each by a share of the seed, the more the nearer it lies to it); no liked track is given that
    would not be here without its like. Tracks that the listener disliked or never wants to hear,
    and all tracks of an artist that they never want to hear, are left out, as is what was banned
    on Spotify (`marts.banned_tracks`), and others take their places. Such a list, one with
    `diversity` or `artist_cap`, and one that is longer than the stored list is made out of the
    whole catalogue, by the same scores. `short_because` says why when there are fewer than
    `limit`.
    """
    return jsonify(recommendations_of(track_id, query_data, profile_id()))


@bp.post("/recommendations")
@bp.input(WishBody)
@bp.output(WishList)
@bp.doc(responses=[403, 404, 415])
def post_recommendations(json_data: WishBody) -> Any:
    """Return the tracks to hear after any seeds, and why each.

    Seeds may be tracks, artists, genres and playlists; a negative weight means "not like this".
    Neither a seed, nor what was excluded, refused or banned on Spotify, nor another version of it
    is in the answer, and no recording is in it twice. Without `seeds` the list is made from the
    listener's likes; beside seeds, likes pull it and dislikes push it a little, and no liked track
    is given that would not be here without its like. `short_because` says why when there are
    fewer than `limit`.
    """
    return jsonify(wished(json_data, profile_id()))


@genres_bp.get("/genres")
@genres_bp.input(GenresQuery, location="query")
@genres_bp.output(GenreList)
def list_genres(query_data: GenresQuery) -> Any:
    """Return the genres of the catalogue, those with the most tracks first."""
    return genres(query_data.limit)

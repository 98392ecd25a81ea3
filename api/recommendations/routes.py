"""Routes of recommendations and of the genres that seeds and filters name."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from api.http.answer_cache import Answer
from api.http.identity import has_credentials
from api.http.profiles import known_profile_id
from api.recommendations.for_seeds import recommend_for_seeds
from api.recommendations.for_track import answer_for_track
from api.recommendations.genres import load_genres
from api.recommendations.schemas import (
    GenreList,
    GenresQuery,
    RecommendationList,
    RecommendationRequest,
    RecommendationsQuery,
    TrackRecommendationList,
)

bp = APIBlueprint("recommendations", __name__)
genres_bp = APIBlueprint("genres", __name__)


@bp.get("/tracks/<track_id>/recommendations")
@bp.input(RecommendationsQuery, location="query")
@bp.output(TrackRecommendationList)
@bp.doc(responses={304: "The list is the one whose ETag was sent as `If-None-Match`.", 404: ""})
def get_recommendations(track_id: str, query_data: RecommendationsQuery) -> Any:
    """Return recommendations for a track, with the reasons for each.

    For a listener without feedback this is the list of `marts.recommendations`. Likes and
    dislikes change the list at once (relevance feedback by Rocchio's rule): likes raise the scores
    of similar tracks and dislikes lower them. Each counts for a fraction of the seed, the more the
    closer it is to it. A liked track is recommended only if it would be without the like.

    The list leaves out tracks that the listener disliked or blocked (`never`), all tracks of
    blocked artists, and tracks that were banned on Spotify (`marts.banned_tracks`). With feedback,
    `diversity` or `max_per_artist`, or beyond the length of the stored list, recommendations come
    from the whole catalogue and are scored in the same way. `shortfall_reason` explains a list of
    fewer than `limit` items.
    """
    answer = answer_for_track(track_id, query_data, known_profile_id())
    return send_answer(answer)


@bp.post("/recommendations")
@bp.input(RecommendationRequest)
@bp.output(RecommendationList)
@bp.doc(responses=[403, 404, 415])
def post_recommendations(json_data: RecommendationRequest) -> Any:
    """Return recommendations for any seeds, with the reasons for each.

    Seeds are tracks, artists, genres and playlists; a negative weight means "not like this".
    The list contains each recording once. It leaves out the seeds, the excluded tracks, everything
    that the listener disliked or blocked, tracks that were banned on Spotify, and other versions of
    all these. Without `seeds` the listener's likes are the seeds, or with `use_feedback: false` the
    list has the most popular tracks that the filters leave. With seeds, likes raise the scores of
    similar tracks and dislikes lower them; a liked track is recommended only if it would be without
    the like. `shortfall_reason` explains a list of fewer than `limit` items.
    """
    return jsonify(recommend_for_seeds(json_data, known_profile_id()))


@genres_bp.get("/genres")
@genres_bp.input(GenresQuery, location="query")
@genres_bp.output(GenreList)
def list_genres(query_data: GenresQuery) -> Any:
    """Return the genres of the catalogue, those with the most tracks first."""
    return load_genres(query_data.limit)


def send_answer(answer: Answer) -> BaseResponse:
    """Return the response; a list without verdicts may be kept, and asked for by its ETag."""
    response = Response(answer.body, mimetype="application/json")
    if answer.etag is None or has_credentials():
        return response
    response.headers.add("ETag", answer.etag)
    response.headers.add("Cache-Control", "private, no-cache")
    if "HTTP_IF_NONE_MATCH" in request.environ:
        return response.make_conditional(request)
    return response

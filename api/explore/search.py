"""Search over all kinds: the name that was typed first, and versions of one song as one entry."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import orjson

from api.db.database import fetch_rows
from api.explore.albums import load_found_albums
from api.explore.playlists import load_found_playlists
from api.explore.portraits import ARTISTS
from api.explore.versions import fold_versions
from api.tracks.catalogue import Catalogue, current_catalogue
from api.tracks.queries import artist_names
from api.tracks.search import did_you_mean, find_rows
from api.tracks.search_sources import Kind
from api.tracks.search_words import split_query, split_runs

N_POPULAR = 60
N_SHORTEST = 60  # a name of nothing but the query is among those of the fewest words
Value = dict[str, Any]


def answer_search(query: str, limit: int) -> bytes:
    """Return the fields of `SearchResults` as JSON."""
    catalogue = current_catalogue()
    return catalogue.answers.get(
        f"all kinds {limit} {query}", lambda: orjson.dumps(_search(catalogue, query, limit))
    ).body


def _search(catalogue: Catalogue, query: str, limit: int) -> Value:
    corrected = did_you_mean(query, find_rows(catalogue.by_kind["track"], query, 1, 0))
    results: Value = {"did_you_mean": corrected}
    for kind, (load, names) in _kinds(catalogue).items():
        found = load(_find_candidates(catalogue, kind, query))
        ranked = sorted(found, key=lambda one: _distance(corrected or query, names(one)))
        results[f"{kind}s"] = fold_versions(ranked, limit) if kind == "track" else ranked[:limit]
    return results


def _kinds(
    catalogue: Catalogue,
) -> Mapping[Kind, tuple[Callable[[list[str]], list[Any]], Callable[[Any], Iterable[str | None]]]]:
    """Return for each kind how its ids become values, and what a value is called."""
    return {
        "track": (lambda ids: _load_tracks(catalogue, ids), _track_names),
        "artist": (_load_artists, lambda artist: [artist["artist_name"]]),
        "album": (_load(load_found_albums), _album_names),
        "genre": (lambda ids: ids, lambda genre: [genre]),
        "playlist": (_load(load_found_playlists), lambda one: [one["playlist_name"]]),
    }


def _find_candidates(catalogue: Catalogue, kind: Kind, query: str) -> list[str]:
    """Return the ids of the best known of what matches, and of what has few other words."""
    of_kind = catalogue.by_kind[kind]
    rows = find_rows(of_kind, query, N_POPULAR, 0).rows
    if words := split_query(query):
        rows = rows + of_kind.index.find_shortest(words, N_SHORTEST)
    return [of_kind.ids[row] for row in dict.fromkeys(rows)]


def _distance(query: str, names: Iterable[str | None]) -> int:
    """Return 0 for what is called like the query, 1 for what begins with it, else 2."""
    typed = _spell(query)
    spelled = [_spell(name) for name in names if name]
    if not typed or typed in spelled:
        return 0
    return 1 if any(name.startswith(typed) for name in spelled) else 2


def _spell(name: str) -> str:
    return " ".join(split_runs(name))


def _load(load: Callable[[list[str]], Mapping[str, Value]]) -> Callable[[list[str]], list[Value]]:
    def in_order(ids: list[str]) -> list[Value]:
        found = load(ids)
        return [found[key] for key in ids if key in found]

    return in_order


def _load_tracks(catalogue: Catalogue, ids: Sequence[str]) -> list[Value]:
    found = [catalogue.find_json(key) for key in ids]
    return [orjson.loads(text) for text in found if text is not None]


def _load_artists(ids: list[str]) -> list[Value]:
    rows = fetch_rows(ARTISTS, {"artist_ids": ids}) if ids else []
    names = {row.artist_id: row.artist_name for row in rows}
    return [{"artist_id": key, "artist_name": names[key]} for key in ids if key in names]


def _track_names(track: Value) -> list[str]:
    title, artists = track["track_name"] or "", " ".join(artist_names(track))
    return [title, f"{title} {artists}", f"{artists} {title}"]


def _album_names(album: Value) -> list[str]:
    name = album["album"]["album_name"] or ""
    artists = " ".join(artist_names(album))
    return [name, f"{name} {artists}", f"{artists} {name}"]

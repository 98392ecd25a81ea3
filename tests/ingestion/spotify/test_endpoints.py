"""The table of endpoints: complete entries, and an error for a name that it does not have."""

import pytest
import spotipy

from ingestion.load.tables import TABLES
from ingestion.spotify.endpoints import ENDPOINTS, PATHS, SCOPES, find_endpoint
from segue.errors import WrongUsage


def test_an_unknown_endpoint_is_an_error_that_lists_the_known_ones():
    with pytest.raises(WrongUsage, match=r"saved_tracks, saved_albums, .*, got 'shows'"):
        find_endpoint("shows")


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_entry_names_methods_of_spotipy_and_a_raw_table(name):
    endpoint = find_endpoint(name)
    assert hasattr(spotipy.Spotify, endpoint.method)
    assert endpoint.single is None or hasattr(spotipy.Spotify, endpoint.single)
    assert endpoint.table in TABLES
    assert PATHS[endpoint.method] == endpoint.path
    assert set(endpoint.scope.split()) <= set(SCOPES)


@pytest.mark.parametrize("name", [name for name, e in ENDPOINTS.items() if e.row])
def test_a_row_mapping_fills_columns_of_its_raw_table(name):
    endpoint = find_endpoint(name)
    context = {"playlist_items": ("a playlist", 0)}.get(name, ())
    row = endpoint.row(*context, {})
    table = TABLES[endpoint.table]
    assert set(table.key) <= set(row) <= {*table.columns}
    assert endpoint.fields

-- What the tests of /v1 need besides the small catalogue of the API.
insert into marts.dim_albums (album_id, album_name, album_type) values
    ('long', 'Long', 'single'), ('guests', 'Guests', 'compilation');
insert into marts.dim_artists (artist_id, artist_name) values
    ('name:b1946ac92492d2347c6235b4d2611184', 'Somebody');
insert into marts.fact_tracks (track_id, album_id, artist_id, track_name, source)
select 'long-' || number, 'long', 'acdc', 'Long ' || to_char(number, 'FM00'), 'tracks'
from generate_series(1, 60) as number;
insert into marts.fact_tracks (track_id, album_id, artist_id, track_name, source) values
    ('guests-1', 'guests', 'sigur', 'A', 'tracks'), ('guests-2', 'guests', 'sigur', 'B', 'tracks'),
    ('guests-3', 'guests', 'acdc', 'C', 'tracks');
insert into marts.artist_tracks
select track_id, artist_id, 1 from marts.fact_tracks where album_id in ('long', 'guests');
insert into marts.track_genres
select 'thunder', unnest(array['hip hop', 'r&b', 'drum and bass', 'folk, world']), 'track';
update marts.fact_tracks set isrc = 'GBDUW0000059' where track_id = '1111111111111111111111';
update marts.dim_artists set genres = array['hip hop', 'r&b'] where artist_id = 'acdc';
insert into marts.dim_playlists
select playlist_id, initcap(playlist_id), null, null, 'Ann', count(track_id), 'spotify'
from marts.playlist_tracks group by playlist_id;
insert into marts.dim_playlists values
    ('name:5d41402abc4b2a76b9719d911017c592', null, null, null, null, 0, 'playlists');
update marts.playlist_tracks set added_at = '2024-05-01 10:00:00+00' where playlist_id = 'mix';
insert into marts.saved_tracks values
    ('thunder', '2024-05-01 10:00:00.5+00', 'spotify'), ('one', '2024-06-01', 'spotify'),
    ('t01', null, 'history');

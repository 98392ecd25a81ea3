-- A little of every source, and some of it dirty: what the warehouse's tests build from.
insert into raw.tracks (
    _source, _provider, _fetched_at, _row_hash, _dlt_load_id, track_id, name, duration_ms,
    popularity, album_id, album_name, release_date, artists, genres, images
) values
('tracks', 'generic', now(), 1, 'l', 'gold', 'Gold', 200000, null, null, 'Hits', '1999',
 '[{"id": null, "name": "ÅBBA"}]', '["Pop"]', null),
('tracks', 'generic', now(), 2, 'l', 'gold_live', 'Gold - Live', 210000, 101, null, 'Stage', '',
 '[{"id": null, "name": "abba"}]', null, null),
('spotify', 'spotify', now(), 3, 'l', 'gold', 'Gold (Spotify)', 200001, 70, 'hits', 'Hits', '1999-05',
 '[{"id": "a1", "name": "Abba"}, {"id": "a2", "name": "Guest"}]', null,
 '[{"url": "big", "width": 640}, {"url": "tiny", "width": 64}]'),
('tracks', 'generic', now(), 4, 'l', 'alone', 'Alone', null, null, null, 'Hits', '1999-13-45',
 '[{"id": null, "name": "Nobody Else"}]', '"no list"', 'null'),
('playlists', 'playlist_table', now(), 5, 'l', 'bare', '', 0, null, 'bare_album', null, null,
 '[{"id": null, "name": null}, {"id": null, "name": " "}]', null, '[{"url": ""}]');

insert into raw.audio_features (
    _source, _provider, _fetched_at, _row_hash, _dlt_load_id, track_id, danceability, energy, tempo
) values
('reccobeats', 'reccobeats', now(), 1, 'l', 'gold', 0.9, 0.9, 90),
('tracks', 'generic', now(), 2, 'l', 'gold', 0.1, null, 80),
('tracks', 'generic', now(), 3, 'l', 'alone', 'NaN', 0.2, 'Infinity'),
('tracks', 'generic', now(), 4, 'l', 'only_features', 0.3, 0.3, 100),
('tracks', 'generic', now(), 5, 'l', 'bare', 'NaN', null, -1),
('tracks', 'soundcharts', now(), 6, 'l', 'isrc:QZABC2600001', 0.4, 0.6, 110),
('tracks', 'soundcharts', now(), 7, 'l', 'isrc:QZABC2600002', 0.5, 0.7, 115);
update raw.tracks set isrc = 'qz-abc-26-00001' where track_id = 'gold_live';
update raw.audio_features set valence = 0.5 where track_id = 'gold' and _provider = 'generic';

insert into raw.artists (
    _source, _provider, _fetched_at, _row_hash, _dlt_load_id, artist_id, name, popularity, genres
) values ('spotify', 'spotify', now(), 1, 'l', 'a1', 'ABBA', 80, '["Europop", "Disco"]');

insert into raw.playlists (
    _source, _provider, _fetched_at, _row_hash, _dlt_load_id, playlist_id, name, genre
) values
('spotify', 'spotify', now(), 1, 'l', 'mine', 'Mine', null),
('playlists', 'mpd', now(), 2, 'l', 'theirs', 'Theirs', 'Rock');

insert into raw.playlist_items (
    _source, _provider, _fetched_at, _row_hash, _dlt_load_id, playlist_id, position, track_id,
    item_type, track_name
) values
('spotify', 'spotify', now(), 1, 'l', 'mine', 0, 'gold', 'track', null),
('spotify', 'spotify', now(), 2, 'l', 'mine', 1, null, 'episode', 'Talk'),
('spotify', 'spotify', now(), 3, 'l', 'mine', 2, 'only_listed', 'track', 'Only Listed'),
('playlists', 'mpd', now(), 4, 'l', 'theirs', 0, 'gold', 'track', null),
('playlists', 'mpd', now(), 5, 'l', 'theirs', 1, 'alone', 'track', null),
('playlists', 'mpd', now(), 6, 'l', 'unnamed', 7, 'bare', 'track', null);

insert into raw.plays (
    _source, _provider, _fetched_at, _row_hash, _dlt_load_id, played_at, track_key, track_id,
    track_name, artist_name, album_name, ms_played
) values
('history', 'history', now(), 1, 'l', '2024-05-01 10:00+00', 'only_played', 'only_played',
 'Only Played', 'Guest', 'Hits', 31000),
('spotify', 'spotify', now(), 2, 'l', '2024-05-01 10:00+00', 'only_played', 'only_played',
 null, null, null, null),
('history', 'history', now(), 3, 'l', '2024-05-01 10:04+00', 'hash', null,
 'Nameless', 'Who', null, 3000000000);

insert into raw.saved_tracks (
    _source, _provider, _fetched_at, _row_hash, _dlt_load_id, track_id, added_at
) values ('spotify', 'spotify', now(), 1, 'l', 'only_saved', '2026-11-01 12:00+00');

insert into app.profiles (profile_id) values ('11111111-1111-1111-1111-111111111111');
insert into app.feedback (profile_id, track_id, verdict) values
('11111111-1111-1111-1111-111111111111', 'gold', 'like'),
('11111111-1111-1111-1111-111111111111', 'forgotten', 'never');

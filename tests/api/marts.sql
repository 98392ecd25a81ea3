-- A small catalogue, made by hand: the marts as the API reads them.
create schema marts;

create table marts.dim_albums (
    album_id text primary key, album_name text, album_popularity integer, total_tracks integer,
    album_release_date date, album_image text, album_img_sm text, album_img_md text,
    album_img_lg text, album_type text, album_label text
);
create table marts.dim_artists (
    artist_id text primary key, artist_name text, is_placeholder boolean not null default false,
    genres text[] not null default '{}', artist_popularity integer,
    artist_followers bigint, artist_profile text, image text, lg_image text, md_image text,
    sm_image text
);
create table marts.dim_audio_features (
    af_track_id text primary key, af_danceability double precision, af_energy double precision,
    af_loudness double precision, af_mode integer, af_acousticness double precision,
    af_instrumentalness double precision, af_liveness double precision,
    af_valence double precision, af_tempo double precision, af_key integer,
    af_speechiness double precision, af_time_signature integer, af_duration_ms integer,
    af_provider text
);
create table marts.fact_tracks (
    track_id text primary key, album_id text references marts.dim_albums,
    artist_id text references marts.dim_artists,
    af_track_id text references marts.dim_audio_features, track_name text,
    track_popularity integer, track_release_date date, duration_ms integer, is_explicit boolean,
    isrc text, number_of_playlists integer, recording_id text, search_text text, source text,
    recording_key text generated always as (coalesce(recording_id, track_id)) stored,
    canonical_track_id text not null
);
create function marts.stand_for_itself() returns trigger language plpgsql as $$
begin
    new.canonical_track_id := coalesce(new.canonical_track_id, new.track_id);
    return new;
end $$;
create trigger stand_for_itself before insert on marts.fact_tracks
for each row execute function marts.stand_for_itself();
create table marts.artist_tracks (
    track_id text references marts.fact_tracks, artist_id text references marts.dim_artists,
    position smallint, is_placeholder boolean not null default false,
    primary key (track_id, artist_id)
);
create table marts.track_genres (
    track_id text references marts.fact_tracks, genre text, source text,
    primary key (track_id, genre)
);
create table marts.track_vectors (
    track_id text primary key references marts.fact_tracks, vector real[], audio real[],
    taste real[], factors real[], popularity real, number_of_training_playlists integer, cold_start_source text, model_version text
);
create table marts.track_map (
    track_id text primary key references marts.fact_tracks, x real not null, y real not null,
    cluster_number integer not null, vector_hash bigint not null
);
create table marts.track_map_clusters (
    cluster_number integer primary key, x real not null, y real not null,
    number_of_tracks integer not null, genre text, artist_id text references marts.dim_artists
);
create table marts.recommendations (
    track_id text references marts.fact_tracks, rank smallint,
    recommended_track_id text references marts.fact_tracks, score real, similarity real,
    audio real, taste real, artist real, co_occurrence real, popularity real,
    artist_repeat real, model_version text,
    primary key (track_id, rank)
);

create table marts.playlist_tracks (
    playlist_id text, position integer, track_id text references marts.fact_tracks,
    added_at timestamptz, source text, primary key (playlist_id, position)
);
create table marts.dim_playlists (
    playlist_id text primary key, playlist_name text, playlist_genre text, playlist_subgenre text,
    owner_name text, number_of_tracks integer not null, source text not null
);
create table marts.playlist_memberships (
    membership_id text primary key, playlist_id text not null, track_id text not null,
    joined_at timestamptz not null, left_at timestamptz, is_current boolean not null
);
create table marts.saved_tracks (
    track_id text primary key references marts.fact_tracks, added_at timestamptz, source text
);
create table marts.banned_tracks (
    track_id text primary key references marts.fact_tracks, source text
);
create table marts.fact_plays (
    play_id text primary key, track_id text, played_at timestamptz, is_listened boolean,
    source text
);
create table marts.recommendation_parameters (
    parameter text primary key, value double precision, kind text, model_version text
);
create table marts.training_memberships (
    kind text, playlist_id text, track_id text, position integer
);

insert into marts.dim_albums values
    ('name:lemonade', 'Lemonade', 80, 12, '2016-04-23', null, null, null, null),
    ('discovery', 'Discovery', 85, 14, '2001-03-12', 'https://i.scdn.co/image/discovery',
     null, null, 'https://i.scdn.co/image/discovery-640');
insert into marts.dim_artists (artist_id, artist_name) values
    ('beyonce', 'Beyoncé'), ('weeknd', 'The Weeknd'), ('daft', 'Daft Punk'), ('acdc', 'AC/DC'),
    ('sigur', 'Sigur Rós'), ('metallica', 'Metallica'), ('band', 'The Filler Band');
insert into marts.dim_audio_features values
    ('1111111111111111111111', 0.8, 0.70, -5.0, 1, 0.1, 0.0, 0.1, 0.60, 120.4, 0, 0.05, 4,
     210000, 'tracks'),
    ('t02', 0.75, 0.72, -6.0, 0, 0.2, 0.0, 0.1, 0.65, 118.2, 11, 0.04, 4, 200000, 'tracks');

insert into marts.fact_tracks values
    ('1111111111111111111111', 'discovery', 'daft', '1111111111111111111111', 'One More Time',
     88, '2000-11-13', 320000, false, null, 9, 'one more time|daft punk',
     'one more time daft punk', 'tracks'),
    ('2222222222222222222222', 'name:lemonade', 'beyonce', null, 'Sorry', 90, '2016-04-23',
     230000, true, null, 3, 'sorry|beyonce', 'sorry beyonce the weeknd', 'demo'),
    ('thunder', null, 'acdc', null, 'Thunderstruck', 85, null, null, null, null, 5,
     'thunderstruck|ac/dc', 'thunderstruck ac/dc', 'tracks'),
    ('hoppipolla', null, 'sigur', null, 'Hoppípolla', 60, null, null, null, null, 1,
     'hoppipolla|sigur ros', 'hoppipolla sigur ros', 'tracks'),
    ('matters', null, 'metallica', null, 'Nothing Else Matters', 86, null, null, null, null, 4,
     'nothing else matters|metallica', 'nothing else matters metallica', 'tracks'),
    ('one', null, 'metallica', null, 'One', 70, null, null, null, null, 2, 'one|metallica',
     'one metallica', 'tracks'),
    ('lonely', null, null, null, null, null, null, null, null, null, 0, null, null, 'playlists');
insert into marts.fact_tracks
select
    't' || to_char(number, 'FM00'), null, 'band', case when number = 2 then 't02' end,
    'Filler ' || number, 50 - number, null, 180000, false, null, 1,
    'filler ' || number || '|the filler band', 'filler ' || number || ' the filler band', 'tracks'
from generate_series(1, 20) as number;
-- another version of the same recording as t01
insert into marts.fact_tracks values
    ('t01-live', null, 'band', null, 'Filler 1 - Live', 5, null, 190000, false, null, 1,
     'filler 1|the filler band', 'filler 1 live the filler band', 'tracks');

insert into marts.artist_tracks
select track_id, artist_id, 1 from marts.fact_tracks where artist_id is not null;
insert into marts.artist_tracks values ('2222222222222222222222', 'weeknd', 0);
insert into marts.track_genres values
    ('1111111111111111111111', 'house', 'tracks'), ('1111111111111111111111', 'disco', 'tracks');
insert into marts.track_vectors (track_id, cold_start_source, model_version)
select track_id, 'none', 'test-1' from marts.fact_tracks where track_id <> 'lonely';
-- the fillers lie on an arc, one beside the next and One More Time before the first;
-- the others lie across, Sorry on the far side
update marts.track_vectors set
    audio = array[cos(place), sin(place), 0]::real[],
    taste = array[cos(place), sin(place)]::real[],
    factors = '{}',
    popularity = 0, number_of_training_playlists = 1
from (
    select
        track_id,
        case
            when track_id like 't__' then substr(track_id, 2)::int * 0.04
            when track_id = 't01-live' then 0.05
            when track_id = '1111111111111111111111' then 0
            when track_id = '2222222222222222222222' then 3
            else 1.2 + length(track_id) * 0.02
        end as place
    from marts.fact_tracks
) as places
where places.track_id = track_vectors.track_id;
insert into marts.track_map
select
    track_id, audio[1], audio[2], case when audio[1] > 0 then 0 else 1 end,
    hashtextextended(track_id, 0)
from marts.track_vectors;
insert into marts.track_map_clusters
select cluster_number, avg(x), avg(y), count(*), case when cluster_number = 0 then 'house' end,
    case when cluster_number = 1 then 'weeknd' end
from marts.track_map group by cluster_number;
insert into marts.training_memberships
select 'playlist', 'mix', 't' || to_char(number, 'FM00') from generate_series(1, 6) as number
union all select 'playlist', 'mix', '1111111111111111111111'
union all select 'playlist', 'rock', unnest(array['thunder', 'one', 'matters', 't20'])
union all select 'playlist', 'late', 't' || to_char(number, 'FM00') from generate_series(6, 20) as number;
update marts.track_vectors set cold_start_source = 'audio'
where track_id not in (select track_id from marts.training_memberships);
insert into marts.playlist_tracks
select playlist_id, row_number() over (partition by playlist_id order by track_id), track_id
from marts.training_memberships;
insert into marts.recommendation_parameters values
    ('audio_weight', 0.5, 'given', 'test-1'), ('precision_at_10', 0.2, 'figure', 'test-1');
insert into marts.fact_plays values
    ('play1', 't03', '2026-01-01', true), ('play2', null, '2026-01-01', true),
    ('play3', 't02', '2026-01-01', false);

-- twenty for One More Time, three for Sorry, the live version in the list of One
insert into marts.recommendations
select
    '1111111111111111111111', number, 't' || to_char(number, 'FM00'), 1.0 - number * 0.01,
    0.9 - number * 0.01, 0.30, 0.25, 0, 0.1, 0.05, 0, 'test-1'
from generate_series(1, 20) as number;
insert into marts.recommendations values
    ('2222222222222222222222', 1, 'thunder', 0.5, 0.4, 0, 0.5, 0, 0, 0, 0, 'test-1'),
    ('2222222222222222222222', 2, 'matters', 0.4, 0.4, 0, 0.4, 0, 0, 0, 0, 'test-1'),
    ('2222222222222222222222', 3, 'one', 0.3, 0.4, 0, 0.3, 0, 0, 0, 0, 'test-1'),
    ('one', 1, 'matters', 0.9, 0.8, 0.1, 0.1, 0.7, 0, 0, 0, 'test-1'),
    ('one', 2, 't01-live', 0.5, 0.4, 0.5, 0, 0, 0, 0, 0, 'test-1');

with

tracks as (

    select
        track_id,
        track_name,
        released_date,
        duration_ms,
        track_popularity,
        is_explicit,
        isrc,
        source,
        provider
    from {{ ref('int_tracks_merged') }}

),

albums as (

    select
        track_albums.track_id,
        track_albums.album_id,
        albums.released_date
    from {{ ref('int_track_albums_resolved') }} as track_albums
    inner join {{ ref('int_albums_merged') }} as albums
        on track_albums.album_id = albums.album_id

),

first_artists as (

    select
        track_id,
        artist_id
    from {{ ref('int_track_artists_resolved') }}
    where position = 1

),

recordings as (

    select
        track_id,
        recording_id,
        search_text
    from {{ ref('int_tracks_keyed_by_recording') }}

),

features as (

    select af_track_id
    from {{ ref('dim_audio_features') }}

),

playlists_counted as (

    select
        track_id,
        count(distinct playlist_id)::integer as number_of_playlists
    from {{ ref('int_playlist_items_selected') }}
    group by track_id

)

select
    tracks.track_id,
    albums.album_id,
    first_artists.artist_id,
    features.af_track_id,
    tracks.track_name,
    tracks.track_popularity,
    coalesce(tracks.released_date, albums.released_date) as track_release_date,
    tracks.duration_ms,
    tracks.is_explicit,
    tracks.isrc,
    coalesce(playlists_counted.number_of_playlists, 0) as number_of_playlists,
    recordings.recording_id,
    recordings.search_text,
    tracks.source,
    tracks.provider
from tracks
inner join recordings on tracks.track_id = recordings.track_id
left join albums on tracks.track_id = albums.track_id
left join first_artists on tracks.track_id = first_artists.track_id
left join features on tracks.track_id = features.af_track_id
left join playlists_counted on tracks.track_id = playlists_counted.track_id

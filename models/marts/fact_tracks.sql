with

tracks as (

    select
        track_id,
        track_name,
        duration_ms,
        track_popularity,
        is_explicit,
        isrc,
        source,
        provider
    from {{ ref('int_tracks_merged') }}

),

links as (

    select
        track_id,
        album_id,
        artist_id,
        released_date,
        number_of_playlists
    from {{ ref('int_tracks_linked') }}

),

recordings as (

    select
        track_id,
        recording_id,
        search_text
    from {{ ref('int_tracks_keyed_by_recording') }}

),

identities as (

    select
        track_id,
        canonical_track_id
    from {{ ref('int_tracks_identified') }}

),

features as (

    select af_track_id
    from {{ ref('dim_audio_features') }}

)

select
    tracks.track_id,
    links.album_id,
    links.artist_id,
    features.af_track_id,
    tracks.track_name,
    tracks.track_popularity,
    links.released_date as track_release_date,
    tracks.duration_ms,
    tracks.is_explicit,
    tracks.isrc,
    links.number_of_playlists,
    recordings.recording_id,
    coalesce(recordings.recording_id, tracks.track_id) as recording_key,
    identities.canonical_track_id,
    recordings.search_text,
    tracks.source,
    tracks.provider
from tracks
inner join links on tracks.track_id = links.track_id
inner join recordings on tracks.track_id = recordings.track_id
inner join identities on tracks.track_id = identities.track_id
left join features on tracks.track_id = features.af_track_id

with

tracks_described as (

    select
        source,
        provider,
        track_id,
        track_name,
        first_artist_name,
        album_id,
        album_name,
        album_type,
        released_date,
        duration_ms,
        track_popularity,
        is_explicit,
        isrc,
        recording_mbid
    from {{ ref('stg_raw__tracks') }}

),

tracks_mentioned as (

    select
        source,
        provider,
        raw_table,
        track_id,
        track_name,
        artist_name,
        album_name
    from {{ ref('int_mentions_selected') }}

)

select
    source,
    provider,
    'tracks' as raw_table,
    track_id,
    true as is_described,
    track_name,
    first_artist_name,
    album_id,
    album_name,
    album_type,
    released_date,
    duration_ms,
    track_popularity,
    is_explicit,
    isrc,
    recording_mbid
from tracks_described
union all
select
    source,
    provider,
    raw_table,
    track_id,
    false as is_described,
    track_name,
    artist_name as first_artist_name,
    null as album_id,
    album_name,
    null as album_type,
    null as released_date,
    null as duration_ms,
    null as track_popularity,
    null as is_explicit,
    null as isrc,
    null as recording_mbid
from tracks_mentioned

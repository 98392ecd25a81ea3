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
        isrc
    from {{ ref('stg_spotify__tracks') }}

),

tracks_played as (

    select distinct on (source, provider, track_id)
        source,
        provider,
        track_id,
        track_name,
        artist_name,
        album_name
    from {{ ref('stg_spotify__plays') }}
    where track_id is not null
    order by source, provider, track_id, played_at desc, track_key

),

tracks_listed as (

    select
        source,
        provider,
        track_id,
        min(track_name) as track_name,
        min(artist_name) as artist_name
    from {{ ref('stg_spotify__playlist_items') }}
    where track_id is not null
    group by source, provider, track_id

),

tracks_only_named as (

    select source, provider, track_id, track_name, artist_name, album_name
    from tracks_played
    union all
    select source, provider, track_id, track_name, artist_name, null
    from tracks_listed
    union all
    select source, provider, track_id, null, null, null
    from {{ ref('stg_spotify__saved_tracks') }}
    union all
    select source, provider, track_id, null, null, null
    from {{ ref('stg_spotify__audio_features') }}

)

select
    source,
    provider,
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
    isrc
from tracks_described
union all
select
    source,
    provider,
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
    null as isrc
from tracks_only_named

with

mentions as (

    select
        source,
        provider,
        raw_table,
        track_id,
        track_name,
        artist_name,
        album_name
    from {{ ref('int_tracks_mentioned') }}

),

tracks_described as (

    select distinct track_id
    from {{ ref('stg_raw__tracks') }}

)

select
    mentions.source,
    mentions.provider,
    mentions.raw_table,
    mentions.track_id,
    mentions.track_name,
    mentions.artist_name,
    mentions.album_name
from mentions
left join tracks_described on mentions.track_id = tracks_described.track_id
where
    tracks_described.track_id is null
    or mentions.track_name is not null
    or mentions.artist_name is not null
    or mentions.album_name is not null

with

plays as (

    select
        source,
        md5(track_key || ' ' || extract(epoch from played_at)) as play_id,
        track_key,
        track_id,
        track_name,
        artist_name,
        played_at,
        played_ms,
        reason_start,
        reason_end,
        platform,
        is_shuffle,
        is_skipped,
        is_offline,
        is_incognito
    from {{ ref('int_plays_deduplicated') }}

),

tracks_by_name as (

    select
        name_key,
        track_id
    from {{ ref('int_tracks_by_name') }}

)

select
    plays.play_id,
    coalesce(plays.track_id, tracks_by_name.track_id) as track_id,
    plays.track_name,
    plays.artist_name,
    plays.played_at,
    {{ between_or_null('plays.played_ms', 0, 2147483647) }} as played_ms,
    plays.reason_start,
    plays.reason_end,
    plays.platform,
    plays.is_shuffle,
    plays.is_skipped,
    plays.is_offline,
    plays.is_incognito,
    plays.source
from plays
left join tracks_by_name on plays.track_key = tracks_by_name.name_key

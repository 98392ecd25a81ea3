with

plays as (

    select
        source,
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

)

select
    md5(track_key || ' ' || extract(epoch from played_at)) as play_id,
    track_id,
    track_name,
    artist_name,
    played_at,
    {{ between_or_null('played_ms', 0, 2147483647) }} as played_ms,
    reason_start,
    reason_end,
    platform,
    is_shuffle,
    is_skipped,
    is_offline,
    is_incognito,
    source
from plays

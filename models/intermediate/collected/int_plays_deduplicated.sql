with

plays as (

    select
        source,
        provider,
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
    from {{ ref('stg_spotify__plays') }}

)

select distinct on (track_key, played_at)
    source,
    provider,
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
from plays
order by
    track_key asc, played_at asc, played_ms desc nulls last, provider asc, source asc

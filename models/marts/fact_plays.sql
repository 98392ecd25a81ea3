select
    play_id,
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
    is_incognito,
    is_listened,
    is_early_skip,
    source
from {{ ref('int_plays_resolved') }}
union all
select
    play_id,
    track_id,
    null as track_name,
    null as artist_name,
    played_at,
    played_ms,
    null as reason_start,
    null as reason_end,
    null as platform,
    null::boolean as is_shuffle,
    is_skipped,
    null::boolean as is_offline,
    null::boolean as is_incognito,
    is_listened,
    is_early_skip,
    source
from {{ ref('int_app_plays_resolved') }}

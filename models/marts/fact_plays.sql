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

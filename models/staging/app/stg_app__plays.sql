select
    play_id::text as play_id,
    profile_id::text as profile_id,
    track_id,
    started_at as played_at,
    played_ms,
    is_skipped
from {{ source('app', 'plays') }}

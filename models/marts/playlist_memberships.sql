select
    membership_id,
    playlist_id,
    track_id,
    joined_at,
    left_at,
    left_at is null as is_current
from {{ ref('snapshot_playlist_memberships') }}

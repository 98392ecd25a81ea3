select
    playlist_id,
    position,
    track_id,
    added_at,
    source
from {{ ref('int_playlist_items_selected') }}

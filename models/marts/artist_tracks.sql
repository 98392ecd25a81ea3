select
    track_id,
    artist_id,
    position
from {{ ref('int_track_artists_resolved') }}

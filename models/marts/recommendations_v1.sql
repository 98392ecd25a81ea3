select
    track_id,
    rank,
    recommended_track_id,
    similarity
from {{ ref('recommendations', v=2) }}

-- Returns the tracks that have audio features and no vector.
select features.af_track_id
from {{ ref('dim_audio_features') }} as features
left join {{ ref('track_vectors') }} as vectors
    on features.af_track_id = vectors.track_id
where vectors.track_id is null

-- Returns the tracks that are recommended to themselves, also under another id.
select
    recommendations.track_id,
    recommendations.recommended_track_id,
    seeds.recording_id
from {{ ref('recommendations') }} as recommendations
inner join {{ ref('fact_tracks') }} as seeds
    on recommendations.track_id = seeds.track_id
inner join {{ ref('fact_tracks') }} as recommended
    on recommendations.recommended_track_id = recommended.track_id
where seeds.recording_id = recommended.recording_id

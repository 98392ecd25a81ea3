-- Returns the recordings that are in the list of one track under more than one id.
select
    recommendations.track_id,
    recommended.recording_id,
    count(*) as number_of_tracks
from {{ ref('recommendations') }} as recommendations
inner join {{ ref('fact_tracks') }} as recommended
    on recommendations.recommended_track_id = recommended.track_id
group by recommendations.track_id, recommended.recording_id
having count(*) > 1

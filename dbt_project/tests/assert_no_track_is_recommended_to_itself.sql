-- Returns the tracks that are recommended to themselves, also under another id.
with

recommendations as (

    select
        track_id,
        recommended_track_id
    from {{ ref('recommendations') }}

),

tracks as (

    select
        track_id,
        recording_key
    from {{ ref('fact_tracks') }}

)

select
    recommendations.track_id,
    recommendations.recommended_track_id,
    seeds.recording_key
from recommendations
inner join tracks as seeds on recommendations.track_id = seeds.track_id
inner join tracks as recommended
    on recommendations.recommended_track_id = recommended.track_id
where seeds.recording_key = recommended.recording_key

-- Returns the recordings that are in the list of one track under more than one id.
with

recommendations as (

    select
        track_id,
        recommended_track_id
    from {{ ref('recommendations') }}

),

recommended as (

    select
        recording_key,
        track_id
    from {{ ref('fact_tracks') }}

)

select
    recommendations.track_id,
    recommended.recording_key,
    count(*) as number_of_tracks
from recommendations
inner join recommended
    on recommendations.recommended_track_id = recommended.track_id
group by recommendations.track_id, recommended.recording_key
having count(*) > 1

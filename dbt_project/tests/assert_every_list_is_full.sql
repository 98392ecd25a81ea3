-- Returns the tracks with a vector whose list is shorter than the catalogue allows:
-- twenty, or every other recording.
{% set length = var('recommender_parameters')['n_neighbors'] | default(20) %}
with

vectors as (

    select track_id
    from {{ ref('track_vectors') }}

),

tracks as (

    select
        recording_key,
        track_id
    from {{ ref('fact_tracks') }}

),

recommendations as (

    select
        rank,
        track_id
    from {{ ref('recommendations') }}

),

recordings_counted as (

    select count(distinct tracks.recording_key) as number_of_recordings
    from vectors
    inner join tracks on vectors.track_id = tracks.track_id

),

lists_counted as (

    select
        vectors.track_id,
        count(recommendations.rank) as number_of_recommendations
    from vectors
    left join recommendations
        on vectors.track_id = recommendations.track_id
    group by vectors.track_id

)

select
    lists_counted.track_id,
    lists_counted.number_of_recommendations
from lists_counted
cross join recordings_counted
where
    lists_counted.number_of_recommendations
    <> least({{ length }}, recordings_counted.number_of_recordings - 1)

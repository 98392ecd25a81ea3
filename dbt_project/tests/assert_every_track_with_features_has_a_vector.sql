-- Returns the tracks that have audio features and no vector.
with

features as (

    select af_track_id
    from {{ ref('dim_audio_features') }}

),

vectors as (

    select track_id
    from {{ ref('track_vectors') }}

)

select features.af_track_id
from features
left join vectors
    on features.af_track_id = vectors.track_id
where vectors.track_id is null

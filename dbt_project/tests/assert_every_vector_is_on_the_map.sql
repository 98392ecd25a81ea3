-- Returns the tracks that have a vector and no place on the map.
with

vectors as (

    select track_id
    from {{ ref('track_vectors') }}

),

places as (

    select track_id
    from {{ ref('track_map') }}

)

select vectors.track_id
from vectors
left join places
    on vectors.track_id = places.track_id
where places.track_id is null

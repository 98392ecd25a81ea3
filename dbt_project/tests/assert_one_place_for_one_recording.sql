-- Returns the recordings whose tracks have more than one place on the map.
with

places as (

    select
        track_id,
        x,
        y
    from {{ ref('track_map') }}

),

identities as (

    select
        track_id,
        canonical_track_id
    from {{ ref('recording_identities') }}

)

select identities.canonical_track_id
from places
inner join identities
    on places.track_id = identities.track_id
group by identities.canonical_track_id
having min(places.x) < max(places.x) or min(places.y) < max(places.y)

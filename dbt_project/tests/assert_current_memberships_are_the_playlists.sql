-- Returns the memberships that the history holds for current and the playlists do not,
-- or the reverse.
with

places as (

    select
        track_id,
        playlist_id
    from {{ ref('playlist_tracks') }}

),

memberships as (

    select
        playlist_id,
        track_id
    from {{ ref('playlist_memberships') }}
    where is_current

)

select
    places.track_id as listed_track_id,
    memberships.track_id as kept_track_id
from places
full join memberships
    on
        places.playlist_id = memberships.playlist_id
        and places.track_id = memberships.track_id
where places.track_id is null or memberships.track_id is null

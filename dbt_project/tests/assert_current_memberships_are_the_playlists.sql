-- Returns the memberships that the history holds for current and the playlists do not,
-- or the reverse.
with

memberships as (

    select
        playlist_id,
        track_id
    from {{ ref('playlist_memberships') }}
    where is_current

)

select
    listed.track_id as listed_track_id,
    memberships.track_id as kept_track_id
from {{ ref('playlist_tracks') }} as listed
full join memberships
    on
        listed.playlist_id = memberships.playlist_id
        and listed.track_id = memberships.track_id
where listed.track_id is null or memberships.track_id is null

-- Returns the tracks that joined a playlist before they had left it.
with

stays_with_next as (

    select
        playlist_id,
        track_id,
        joined_at,
        left_at,
        lead(joined_at) over (
            partition by playlist_id, track_id order by joined_at
        ) as joined_again_at
    from {{ ref('playlist_memberships') }}

)

select
    playlist_id,
    track_id,
    joined_at
from stays_with_next
where joined_again_at < coalesce(left_at, 'infinity')

-- Returns the memberships that only Spotify's API gave, unless the owner lets taste
-- learn from them.
with

memberships as (

    select
        playlist_id,
        track_id,
        kind
    from {{ ref('training_memberships') }}

),

items as (

    select
        playlist_id,
        track_id,
        source
    from {{ ref('stg_raw__playlist_items') }}

)

select
    memberships.playlist_id,
    memberships.track_id
from memberships
left join items
    on
        memberships.playlist_id = items.playlist_id
        and memberships.track_id = items.track_id
        and items.source <> 'spotify'
where
    items.track_id is null
    and memberships.kind = 'playlist'
    and {{ not var('train_on_spotify_api') }}

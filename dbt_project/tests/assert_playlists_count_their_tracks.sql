-- Returns the playlists whose number of tracks is not that of their places.
with

playlists as (

    select
        playlist_id,
        number_of_tracks
    from {{ ref('dim_playlists') }}

),

places as (

    select
        track_id,
        playlist_id
    from {{ ref('playlist_tracks') }}

)

select
    playlists.playlist_id,
    playlists.number_of_tracks,
    count(places.track_id) as number_of_places
from playlists
left join places
    on playlists.playlist_id = places.playlist_id
group by playlists.playlist_id, playlists.number_of_tracks
having playlists.number_of_tracks <> count(places.track_id)

-- Returns the tracks whose number of playlists is not that of the lists they are in.
with

tracks as (

    select
        track_id,
        number_of_playlists
    from {{ ref('fact_tracks') }}

),

places as (

    select
        playlist_id,
        track_id
    from {{ ref('playlist_tracks') }}

)

select
    tracks.track_id,
    tracks.number_of_playlists,
    count(distinct places.playlist_id) as number_of_playlists_counted
from tracks
left join places on tracks.track_id = places.track_id
group by tracks.track_id, tracks.number_of_playlists
having tracks.number_of_playlists <> count(distinct places.playlist_id)

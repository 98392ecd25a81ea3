-- Returns the tracks whose number of playlists is not that of the lists they are in.
select
    tracks.track_id,
    tracks.number_of_playlists,
    count(distinct places.playlist_id) as number_of_lists
from {{ ref('fact_tracks') }} as tracks
left join {{ ref('playlist_tracks') }} as places on tracks.track_id = places.track_id
group by tracks.track_id, tracks.number_of_playlists
having tracks.number_of_playlists <> count(distinct places.playlist_id)

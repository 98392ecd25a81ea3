-- Returns the playlists whose number of tracks is not that of their places.
select
    playlists.playlist_id,
    playlists.number_of_tracks,
    count(places.track_id) as number_of_places
from {{ ref('dim_playlists') }} as playlists
left join {{ ref('playlist_tracks') }} as places
    on playlists.playlist_id = places.playlist_id
group by playlists.playlist_id, playlists.number_of_tracks
having playlists.number_of_tracks <> count(places.track_id)

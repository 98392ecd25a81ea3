-- The ten artists with the most tracks.
select
    artists.artist_name,
    count(*) as number_of_tracks
from marts.artist_tracks as credits
inner join marts.dim_artists as artists on credits.artist_id = artists.artist_id
group by artists.artist_id, artists.artist_name
order by number_of_tracks desc, artists.artist_id asc
limit 10

-- The ten tracks that were heard the longest.
select
    track_name,
    artist_name,
    count(*) as number_of_plays,
    sum(coalesce(played_ms, 0)) as total_played_ms
from marts.fact_plays
group by track_id, track_name, artist_name
order by total_played_ms desc, track_name asc, track_id asc
limit 10

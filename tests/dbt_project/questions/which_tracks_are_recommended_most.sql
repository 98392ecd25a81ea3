-- The ten tracks that are in the most lists.
select
    tracks.track_name,
    count(*) as number_of_lists
from marts.recommendations as recommendations
inner join marts.fact_tracks as tracks
    on recommendations.recommended_track_id = tracks.track_id
group by tracks.track_id, tracks.track_name
order by number_of_lists desc, tracks.track_id asc
limit 10

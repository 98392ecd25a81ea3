-- The ten tracks that were heard the longest.
select
    track_name,
    artist_name,
    count(*) as number_of_plays,
    sum(played_ms) as played_ms
from {{ ref('fact_plays') }}
group by track_id, track_name, artist_name
order by played_ms desc nulls last, track_name asc
limit 10

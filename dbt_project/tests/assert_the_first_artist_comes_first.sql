-- Returns the tracks whose artist is not the first of their credits.
select
    tracks.track_id,
    tracks.artist_id,
    credits.artist_id as first_artist_id
from {{ ref('fact_tracks') }} as tracks
left join {{ ref('artist_tracks') }} as credits
    on tracks.track_id = credits.track_id and credits.position = 1
where tracks.artist_id is distinct from credits.artist_id

-- Returns the tracks whose artist is not the first of their credits.
with

tracks as (

    select
        track_id,
        artist_id
    from {{ ref('fact_tracks') }}

),

credits as (

    select
        artist_id,
        track_id,
        position
    from {{ ref('artist_tracks') }}

)

select
    tracks.track_id,
    tracks.artist_id,
    credits.artist_id as first_artist_id
from tracks
left join credits
    on tracks.track_id = credits.track_id and credits.position = 1
where tracks.artist_id is distinct from credits.artist_id

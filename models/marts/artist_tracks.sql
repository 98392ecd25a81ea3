with

credits as (

    select
        track_id,
        artist_id,
        position
    from {{ ref('int_track_artists_resolved') }}

),

artists as (

    select
        artist_id,
        is_placeholder
    from {{ ref('dim_artists') }}

)

select
    credits.track_id,
    credits.artist_id,
    credits.position,
    artists.is_placeholder
from credits
inner join artists on credits.artist_id = artists.artist_id

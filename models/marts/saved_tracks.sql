with

savings as (

    select
        source,
        track_id,
        added_at
    from {{ ref('stg_raw__saved_tracks') }}

),

tracks_by_name as (

    select
        name_key,
        track_id
    from {{ ref('int_tracks_by_name') }}

),

tracks as (

    select track_id
    from {{ ref('fact_tracks') }}

),

savings_of_tracks as (

    select
        savings.source,
        savings.added_at,
        coalesce(tracks_by_name.track_id, savings.track_id) as track_id
    from savings
    left join tracks_by_name on savings.track_id = tracks_by_name.name_key

)

select
    savings_of_tracks.track_id,
    min(savings_of_tracks.added_at) as added_at,
    min(savings_of_tracks.source) as source
from savings_of_tracks
inner join tracks on savings_of_tracks.track_id = tracks.track_id
group by savings_of_tracks.track_id

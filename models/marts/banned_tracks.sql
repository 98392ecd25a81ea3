with

bans as (

    select
        source,
        track_id
    from {{ ref('stg_raw__banned_tracks') }}

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

bans_of_tracks as (

    select
        bans.source,
        coalesce(tracks_by_name.track_id, bans.track_id) as track_id
    from bans
    left join tracks_by_name on bans.track_id = tracks_by_name.name_key

)

select
    bans_of_tracks.track_id,
    min(bans_of_tracks.source) as source
from bans_of_tracks
inner join tracks on bans_of_tracks.track_id = tracks.track_id
group by bans_of_tracks.track_id

-- Returns the plays that were staged and never reached the mart.
with

plays as (

    select
        track_key,
        played_at,
        md5(track_key || ' ' || extract(epoch from played_at)) as play_id
    from {{ ref('stg_raw__plays') }}

),

facts as (

    select
        played_at,
        play_id
    from {{ ref('fact_plays') }}

)

select
    plays.track_key,
    plays.played_at
from plays
left join facts
    on
        plays.played_at = facts.played_at
        and plays.play_id = facts.play_id
where facts.play_id is null

-- Returns the plays that were staged and never reached the mart.
with

plays as (

    select
        track_key,
        played_at
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
        and facts.play_id
        = md5(plays.track_key || ' ' || extract(epoch from plays.played_at))
where facts.play_id is null

-- Returns the plays that were staged and never reached the mart, except those that an
-- export has again with more detail.
with

plays as (

    select
        source,
        provider,
        track_key,
        played_at,
        md5(track_key || ' ' || extract(epoch from played_at)) as play_id
    from {{ ref('stg_raw__plays') }}

),

repetitions as (

    select
        source,
        provider,
        track_key,
        played_at
    from {{ ref('int_plays_repeated') }}

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
left join repetitions
    on
        plays.source = repetitions.source
        and plays.provider = repetitions.provider
        and plays.track_key = repetitions.track_key
        and plays.played_at = repetitions.played_at
left join facts
    on
        plays.played_at = facts.played_at
        and plays.play_id = facts.play_id
where
    facts.play_id is null
    and repetitions.track_key is null

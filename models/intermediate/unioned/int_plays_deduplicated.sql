with

plays as (

    select
        source,
        provider,
        track_key,
        track_id,
        track_name,
        artist_name,
        played_at,
        played_ms,
        reason_start,
        reason_end,
        platform,
        is_shuffle,
        is_skipped,
        is_offline,
        is_incognito
    from {{ ref('stg_raw__plays') }}

),

repetitions as (

    select
        source,
        provider,
        track_key,
        played_at
    from {{ ref('int_plays_repeated') }}

)

select distinct on (plays.track_key, plays.played_at)
    plays.source,
    plays.provider,
    plays.track_key,
    plays.track_id,
    plays.track_name,
    plays.artist_name,
    plays.played_at,
    plays.played_ms,
    plays.reason_start,
    plays.reason_end,
    plays.platform,
    plays.is_shuffle,
    plays.is_skipped,
    plays.is_offline,
    plays.is_incognito
from plays
left join repetitions
    on
        plays.source = repetitions.source
        and plays.provider = repetitions.provider
        and plays.track_key = repetitions.track_key
        and plays.played_at = repetitions.played_at
where repetitions.track_key is null
order by
    plays.track_key asc, plays.played_at asc, plays.played_ms desc nulls last,
    plays.provider asc, plays.source asc

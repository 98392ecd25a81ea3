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

plays_by_name_and_minute as (

    select
        source,
        track_key,
        played_at,
        played_ms
    from plays
    where provider = 'account_data'

),

plays_by_id_and_second as (

    select
        source,
        played_at,
        played_ms,
        {{ name_key('artist_name', 'track_name') }} as track_key
    from plays
    where
        provider = 'extended_history'
        and exists (select from plays_by_name_and_minute)

),

-- the extended history contains the account data, with more detail
plays_told_twice as (

    select distinct
        by_minute.source,
        by_minute.track_key,
        by_minute.played_at
    from plays_by_name_and_minute as by_minute
    inner join plays_by_id_and_second as by_second
        on
            by_minute.source = by_second.source
            and by_minute.track_key = by_second.track_key
            and by_second.played_at >= by_minute.played_at - interval '1 minute'
            and by_second.played_at < by_minute.played_at + interval '1 minute'
            and (
                by_minute.played_at <= by_second.played_at
                or by_minute.played_ms = by_second.played_ms
            )

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
left join plays_told_twice as twice
    on
        plays.provider = 'account_data'
        and plays.source = twice.source
        and plays.track_key = twice.track_key
        and plays.played_at = twice.played_at
where twice.track_key is null
order by
    plays.track_key asc, plays.played_at asc, plays.played_ms desc nulls last,
    plays.provider asc, plays.source asc

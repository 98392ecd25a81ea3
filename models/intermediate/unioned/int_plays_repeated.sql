with

plays as (

    select
        source,
        provider,
        track_key,
        track_name,
        artist_name,
        played_at,
        played_ms
    from {{ ref('stg_raw__plays') }}

),

plays_of_account_data as (

    select
        source,
        provider,
        track_key,
        played_at,
        played_ms
    from plays
    where provider = 'account_data'

),

plays_of_extended_history as (

    select
        source,
        played_at,
        played_ms,
        {{ name_key('artist_name', 'track_name') }} as track_key
    from plays
    where
        provider = 'extended_history'
        and exists (select from plays_of_account_data)

),

-- an export names its tracks by id or by names
plays_of_the_api as (

    select
        source,
        provider,
        track_key,
        played_at,
        unnest(
            array[track_key, {{ name_key('artist_name', 'track_name') }}]
        ) as export_key
    from plays
    where source = 'spotify'

)

select
    account.source,
    account.provider,
    account.track_key,
    account.played_at
from plays_of_account_data as account
inner join plays_of_extended_history as extended
    on
        account.source = extended.source
        and account.track_key = extended.track_key
        and extended.played_at >= account.played_at - interval '1 minute'
        and extended.played_at < account.played_at + interval '1 minute'
        and (
            account.played_at <= extended.played_at
            or account.played_ms = extended.played_ms
        )
union
-- the API gives the start or the end of a play, by another clock
select
    api.source,
    api.provider,
    api.track_key,
    api.played_at
from plays_of_the_api as api
inner join plays as export
    on
        api.export_key = export.track_key
        and export.source = 'history'
        and api.played_at <= export.played_at + interval '2 minutes'
        and api.played_at >= export.played_at - interval '2 minutes'
        - coalesce(export.played_ms, 0) * interval '1 millisecond'
union
select
    source,
    provider,
    track_key,
    played_at
from {{ ref('int_listens_repeated') }}

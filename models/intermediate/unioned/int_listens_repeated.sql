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

-- a track is known by its id or by its names; of two services, ListenBrainz knows more
listens as (

    select
        source,
        provider,
        track_key,
        played_at,
        case source when 'listenbrainz' then '' else provider end as precedence,
        unnest(
            array[track_key, {{ name_key('artist_name', 'track_name') }}]
        ) as listen_key
    from plays
    where source in ('listenbrainz', 'lastfm')

),

-- without listens, no name is normalised
plays_of_spotify as (

    select
        source,
        played_at,
        coalesce(
            played_ms,
            case source when 'spotify' then {{ var('longest_play_of_the_api_ms') }} end,
            0
        ) as played_ms,
        unnest(
            array[track_key, {{ name_key('artist_name', 'track_name') }}]
        ) as play_key
    from plays
    where
        source in ('history', 'spotify')
        and exists (select from listens)

)

-- a listen has the start of a play, by another clock
select
    listens.source,
    listens.provider,
    listens.track_key,
    listens.played_at
from listens
inner join plays_of_spotify
    on
        listens.listen_key = plays_of_spotify.play_key
        and listens.played_at <= plays_of_spotify.played_at + interval '2 minutes'
        and listens.played_at >= plays_of_spotify.played_at - interval '2 minutes'
        - plays_of_spotify.played_ms * interval '1 millisecond'
union
-- one player tells several services, and some tables have no seconds
select
    listens.source,
    listens.provider,
    listens.track_key,
    listens.played_at
from listens
inner join listens as better
    on
        listens.listen_key = better.listen_key
        and listens.precedence > better.precedence
        and listens.played_at <= better.played_at + interval '1 minute'
        and listens.played_at >= better.played_at - interval '1 minute'

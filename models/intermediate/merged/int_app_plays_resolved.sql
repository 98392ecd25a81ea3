with

plays as (

    select
        play_id,
        profile_id,
        track_id,
        played_at,
        played_ms,
        is_skipped
    from {{ ref('stg_app__plays') }}

),

tracks as (

    select
        track_id,
        nullif(duration_ms, 0) as duration_ms
    from {{ ref('int_tracks_merged') }}

),

plays_of_services as (

    select
        play_id,
        track_id,
        played_at
    from {{ ref('int_plays_resolved') }}

),

plays_of_tracks as (

    select
        plays.play_id,
        plays.profile_id,
        tracks.track_id,
        plays.played_at,
        plays.played_ms,
        plays.is_skipped,
        {{ is_long_enough('plays.played_ms', 'tracks.duration_ms') }} as is_listened
    from plays
    left join tracks on plays.track_id = tracks.track_id
    -- a service knows what its player played in the app, by another clock
    left join plays_of_services
        on
            plays.track_id = plays_of_services.track_id
            and plays_of_services.played_at >= plays.played_at - interval '2 minutes'
            and plays_of_services.played_at <= plays.played_at + interval '2 minutes'
            + plays.played_ms * interval '1 millisecond'
    where plays_of_services.play_id is null

)

select
    play_id,
    profile_id,
    track_id,
    played_at,
    played_ms,
    is_skipped,
    is_listened,
    is_skipped and not is_listened as is_early_skip,
    'app' as source
from plays_of_tracks

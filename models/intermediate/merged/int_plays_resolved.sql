with

plays as (

    select
        source,
        md5(track_key || ' ' || extract(epoch from played_at)) as play_id,
        track_key,
        track_id,
        track_name,
        artist_name,
        played_at,
        {{ between_or_null('played_ms', 0, 2147483647) }} as played_ms,
        reason_start,
        reason_end,
        platform,
        is_shuffle,
        is_skipped,
        is_offline,
        is_incognito,
        coalesce(is_skipped or reason_end = 'fwdbtn', false) as is_ended_by_listener
    from {{ ref('int_plays_deduplicated') }}

),

plays_of_listeners as (

    select
        play_id,
        profile_id,
        track_id,
        played_at,
        played_ms,
        is_skipped
    from {{ ref('stg_app__plays') }}

),

tracks_by_name as (

    select
        name_key,
        track_id
    from {{ ref('int_tracks_by_name') }}

),

tracks as (

    select
        track_id,
        nullif(duration_ms, 0) as duration_ms
    from {{ ref('int_tracks_merged') }}

),

plays_of_tracks as (

    select
        plays.source,
        null::text as profile_id,
        plays.play_id,
        tracks.track_id,
        tracks.duration_ms,
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
        plays.is_incognito,
        plays.is_ended_by_listener
    from plays
    left join tracks_by_name on plays.track_key = tracks_by_name.name_key
    left join tracks
        on coalesce(plays.track_id, tracks_by_name.track_id) = tracks.track_id

),

-- Spotify and the scrobblers know what their player played in the app, by another clock
plays_in_the_app as (

    select
        'app' as source,
        plays_of_listeners.profile_id,
        plays_of_listeners.play_id,
        tracks.track_id,
        tracks.duration_ms,
        null::text as track_name,
        null::text as artist_name,
        plays_of_listeners.played_at,
        plays_of_listeners.played_ms,
        null::text as reason_start,
        null::text as reason_end,
        null::text as platform,
        null::boolean as is_shuffle,
        plays_of_listeners.is_skipped,
        null::boolean as is_offline,
        null::boolean as is_incognito,
        plays_of_listeners.is_skipped as is_ended_by_listener
    from plays_of_listeners
    left join tracks on plays_of_listeners.track_id = tracks.track_id
    left join plays_of_tracks
        on
            plays_of_listeners.track_id = plays_of_tracks.track_id
            and plays_of_tracks.played_at
            >= plays_of_listeners.played_at - interval '2 minutes'
            and plays_of_tracks.played_at
            <= plays_of_listeners.played_at + interval '2 minutes'
            + plays_of_listeners.played_ms * interval '1 millisecond'
    where plays_of_tracks.play_id is null

),

all_plays as (

    select
        source,
        profile_id,
        play_id,
        track_id,
        duration_ms,
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
        is_incognito,
        is_ended_by_listener
    from plays_of_tracks
    union all
    select
        source,
        profile_id,
        play_id,
        track_id,
        duration_ms,
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
        is_incognito,
        is_ended_by_listener
    from plays_in_the_app

),

plays_that_count as (

    select
        source,
        profile_id,
        play_id,
        track_id,
        duration_ms,
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
        is_incognito,
        is_ended_by_listener,
        -- without a playing time, as from Spotify's API, the play ran to its end
        coalesce(
            played_ms >= least(
                {{ var('listened_after_ms') }},
                {{ var('listened_share') }} * duration_ms
            ),
            not is_ended_by_listener
            and reason_end is distinct from 'trackerror'
        ) as is_listened
    from all_plays

)

select
    play_id,
    profile_id,
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
    is_incognito,
    is_listened,
    is_ended_by_listener and not is_listened as is_early_skip,
    source
from plays_that_count

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
        plays.play_id,
        tracks.track_id,
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
        plays.is_ended_by_listener,
        -- without a playing time, as from Spotify's API, the play ran to its end
        coalesce(
            {{ is_long_enough('plays.played_ms', 'tracks.duration_ms') }},
            not plays.is_ended_by_listener
            and plays.reason_end is distinct from 'trackerror'
        ) as is_listened
    from plays
    left join tracks_by_name on plays.track_key = tracks_by_name.name_key
    left join tracks
        on coalesce(plays.track_id, tracks_by_name.track_id) = tracks.track_id

)

select
    play_id,
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
from plays_of_tracks

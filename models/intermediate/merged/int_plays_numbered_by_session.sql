with

plays as (

    select
        play_id,
        source,
        null as profile_id,
        track_id,
        played_at,
        is_listened,
        is_early_skip
    from {{ ref('int_plays_resolved') }}
    where {{ var('train_on_private_sessions') }} or is_incognito is not true
    union all
    select
        play_id,
        source,
        profile_id,
        track_id,
        played_at,
        is_listened,
        is_early_skip
    from {{ ref('int_app_plays_resolved') }}

),

plays_with_gap as (

    select
        play_id,
        source,
        profile_id,
        track_id,
        played_at,
        is_listened,
        is_early_skip,
        played_at - lag(played_at) over (
            partition by source, profile_id order by played_at, play_id
        ) as gap
    from plays
    where is_listened or is_early_skip

),

plays_opening_a_session as (

    select
        play_id,
        source,
        profile_id,
        track_id,
        played_at,
        is_listened,
        is_early_skip,
        gap is null or gap > interval '{{ var("session_gap") }}' as is_opening
    from plays_with_gap

)

select
    play_id,
    source,
    track_id,
    played_at,
    is_listened,
    is_early_skip,
    count(*) filter (where is_opening) over (
        partition by source order by profile_id, played_at
    ) as session_number
from plays_opening_a_session

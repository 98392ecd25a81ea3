with

plays_with_gap as (

    select
        source,
        track_key,
        track_id,
        played_at,
        played_at - lag(played_at) over (
            partition by source order by played_at, track_key
        ) as gap
    from {{ ref('int_plays_deduplicated') }}

),

plays_opening_a_session as (

    select
        source,
        track_key,
        track_id,
        played_at,
        gap is null or gap > interval '{{ var("session_gap") }}' as is_opening
    from plays_with_gap

)

select
    source,
    track_key,
    track_id,
    played_at,
    count(*) filter (where is_opening) over (
        partition by source order by played_at
    ) as session_number
from plays_opening_a_session

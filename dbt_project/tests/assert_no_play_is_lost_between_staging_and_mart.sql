-- Returns the plays that were staged and never reached the mart.
select
    plays.track_key,
    plays.played_at
from {{ ref('stg_raw__plays') }} as plays
left join {{ ref('fact_plays') }} as kept
    on
        plays.played_at = kept.played_at
        and kept.play_id
        = md5(plays.track_key || ' ' || extract(epoch from plays.played_at))
where kept.play_id is null

-- Returns the recommendations whose six contributions do not add up to their score.
with

recommendations as (

    select
        track_id,
        rank,
        score,
        audio,
        taste,
        artist,
        co_occurrence,
        popularity,
        artist_repeat
    from {{ ref('recommendations') }}

)

select
    track_id,
    rank,
    score,
    audio + taste + artist + co_occurrence + popularity + artist_repeat
        as sum_of_contributions
from recommendations
where
    abs(score - (audio + taste + artist + co_occurrence + popularity + artist_repeat))
    > 0.001

-- Returns the recommendations whose five contributions do not add up to their score.
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
        popularity
    from {{ ref('recommendations') }}

)

select
    track_id,
    rank,
    score,
    audio + taste + artist + co_occurrence + popularity as sum_of_contributions
from recommendations
where abs(score - (audio + taste + artist + co_occurrence + popularity)) > 0.001

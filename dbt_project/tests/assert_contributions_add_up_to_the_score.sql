-- Returns the recommendations whose five contributions do not add up to their score.
with

recommendations as (

    select
        track_id,
        rank,
        score,
        sound,
        taste,
        artist,
        co_occurrence,
        "prior"
    from {{ ref('recommendations') }}

)

select
    track_id,
    rank,
    score,
    sound + taste + artist + co_occurrence + "prior" as sum_of_contributions
from recommendations
where abs(score - (sound + taste + artist + co_occurrence + "prior")) > 0.001

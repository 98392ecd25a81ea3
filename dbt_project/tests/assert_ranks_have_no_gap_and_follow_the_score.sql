-- Returns the recommendations that do not come next in their list, or are better than
-- the one before.
with

recommendations_with_last as (

    select
        track_id,
        rank,
        score,
        lag(rank, 1, 0::smallint) over list as last_rank,
        lag(score) over list as last_score
    from {{ ref('recommendations') }}
    window list as (partition by track_id order by rank)

)

select
    track_id,
    rank,
    score
from recommendations_with_last
where rank <> last_rank + 1 or score > last_score

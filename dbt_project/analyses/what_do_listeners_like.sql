-- The verdicts on each genre.
select
    genres.genre,
    count(*) filter (where feedback.verdict = 'like') as number_of_likes,
    count(*) filter (where feedback.verdict <> 'like') as number_of_dislikes
from {{ ref('fact_feedback') }} as feedback
inner join {{ ref('track_genres') }} as genres on feedback.track_id = genres.track_id
group by genres.genre
order by number_of_likes desc, genres.genre asc

-- The verdicts on each genre.
select
    genres.genre,
    count(*) filter (where feedback.verdict = 'like') as number_of_likes,
    count(*) filter (where feedback.verdict <> 'like') as number_of_dislikes
from marts.fact_feedback as feedback
inner join marts.track_genres as genres on feedback.track_id = genres.track_id
group by genres.genre
order by number_of_likes desc, genres.genre asc

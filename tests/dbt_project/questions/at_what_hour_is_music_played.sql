-- Plays, and the share that was skipped, by the hour of the day (UTC).
select
    extract(hour from played_at at time zone 'UTC') as hour_of_day,
    count(*) as number_of_plays,
    avg(is_skipped::integer) as share_skipped
from marts.fact_plays
group by hour_of_day
order by hour_of_day

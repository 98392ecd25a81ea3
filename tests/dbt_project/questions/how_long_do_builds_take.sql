-- The seconds of the builds of each day, and how many failed.
select
    date_trunc('day', finished_at at time zone 'UTC') as day,
    count(*) as number_of_builds,
    avg(seconds) as mean_seconds,
    count(*) filter (where not is_whole) as number_of_failed_builds
from observability.fact_builds
where command = 'build' and selection is null
group by day
order by day

-- How many tracks each rule joined with their recordings.
select
    rule,
    count(*) as number_of_identities,
    avg(confidence) as mean_confidence
from marts.recording_identities
group by rule
order by number_of_identities desc, rule asc

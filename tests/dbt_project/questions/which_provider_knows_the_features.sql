-- How many tracks take their audio features from each provider.
select
    af_provider,
    count(*) as number_of_tracks
from marts.dim_audio_features
group by af_provider
order by number_of_tracks desc, af_provider asc

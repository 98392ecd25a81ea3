-- The mean loudness, length and popularity of the tracks of each decade.
select
    10 * floor(extract(year from tracks.track_release_date) / 10) as decade,
    count(*) as number_of_tracks,
    avg(tracks.duration_ms) as mean_duration_ms,
    avg(tracks.track_popularity) as mean_popularity,
    avg(features.af_loudness) as mean_loudness
from marts.fact_tracks as tracks
inner join marts.dim_audio_features as features
    on tracks.af_track_id = features.af_track_id
where tracks.track_release_date is not null
group by decade
order by decade

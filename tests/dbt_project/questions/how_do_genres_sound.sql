-- The mean energy, valence and tempo of each genre of ten tracks or more.
select
    genres.genre,
    count(*) as number_of_tracks,
    avg(features.af_energy) as mean_energy,
    avg(features.af_valence) as mean_valence,
    avg(features.af_tempo) as mean_tempo
from marts.track_genres as genres
inner join marts.dim_audio_features as features
    on genres.track_id = features.af_track_id
group by genres.genre
having count(*) >= 10
order by genres.genre

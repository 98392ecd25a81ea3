with

genres as (

    select
        track_id,
        genre
    from {{ ref('track_genres') }}

),

features as (

    select
        af_track_id,
        af_energy,
        af_valence,
        af_tempo
    from {{ ref('dim_audio_features') }}

),

verdicts_counted as (

    select
        track_id,
        count(*) filter (where verdict = 'like')::integer as number_of_likes,
        count(*) filter (where verdict <> 'like')::integer as number_of_dislikes
    from {{ ref('fact_feedback') }}
    group by track_id

)

select
    genres.track_id,
    genres.genre,
    features.af_track_id,
    features.af_energy,
    features.af_valence,
    features.af_tempo,
    coalesce(counted.number_of_likes, 0) as number_of_likes,
    coalesce(counted.number_of_dislikes, 0) as number_of_dislikes
from genres
left join features on genres.track_id = features.af_track_id
left join verdicts_counted as counted on genres.track_id = counted.track_id

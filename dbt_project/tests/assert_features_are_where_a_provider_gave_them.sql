-- Returns the tracks that have features in the mart and from no provider, or the
-- reverse: a row counts if one value at least can be.
with

tracks_measured as (

    select distinct track_id
    from {{ ref('stg_raw__audio_features') }}
    where
        danceability between 0 and 1 or energy between 0 and 1
        or loudness between -100 and 20 or mode between 0 and 1
        or acousticness between 0 and 1 or instrumentalness between 0 and 1
        or liveness between 0 and 1 or valence between 0 and 1
        or tempo between 0 and 300 or key between -1 and 11
        or speechiness between 0 and 1 or time_signature between 0 and 7
        or duration_ms between 1 and 2147483647

)

select
    measured.track_id,
    features.af_track_id
from tracks_measured as measured
full join {{ ref('dim_audio_features') }} as features
    on measured.track_id = features.af_track_id
where measured.track_id is null or features.af_track_id is null

select
    _source as source,
    _provider as provider,
    _fetched_at as fetched_at,
    track_id,
    danceability,
    energy,
    loudness,
    speechiness,
    acousticness,
    instrumentalness,
    liveness,
    valence,
    tempo,
    {{ integer_or_null('key') }} as key,
    {{ integer_or_null('mode') }} as mode,
    {{ integer_or_null('time_signature') }} as time_signature,
    {{ integer_or_null('duration_ms') }} as duration_ms
from {{ source('raw', 'audio_features') }}

select
    _source as source,
    _provider as provider,
    _fetched_at as fetched_at,
    track_id,
    {{ text_or_null('track_name') }} as track_name,
    {{ text_or_null('artist_name') }} as artist_name
from {{ source('raw', 'banned_tracks') }}

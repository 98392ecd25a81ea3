select
    _source as source,
    _provider as provider,
    _fetched_at as fetched_at,
    album_id,
    added_at
from {{ source('raw', 'saved_albums') }}

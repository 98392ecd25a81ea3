select
    _source as source,
    _provider as provider,
    _fetched_at as fetched_at,
    playlist_id,
    position,
    {{ text_or_null('track_id') }} as track_id,
    {{ text_or_null('track_uri') }} as track_uri,
    {{ text_or_null('item_type') }} as item_type,
    {{ text_or_null('track_name') }} as track_name,
    {{ text_or_null('artist_name') }} as artist_name,
    added_at,
    {{ text_or_null('added_by') }} as added_by
from {{ source('raw', 'playlist_items') }}

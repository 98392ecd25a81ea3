select
    _source as source,
    _provider as provider,
    _fetched_at as fetched_at,
    album_id,
    {{ text_or_null('name') }} as album_name,
    {{ text_or_null("artists -> 0 ->> 'name'") }} as first_artist_name,
    {{ text_or_null('album_type') }} as album_type,
    {{ integer_or_null('total_tracks') }} as total_tracks,
    {{ date_of_any_precision('release_date') }} as released_date,
    {{ text_or_null('release_date_precision') }} as released_precision,
    {{ integer_or_null('popularity') }} as album_popularity,
    {{ text_or_null('label') }} as label
from {{ source('raw', 'albums') }}

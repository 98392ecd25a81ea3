select
    _source as source,
    _provider as provider,
    _fetched_at as fetched_at,
    playlist_id,
    {{ text_or_null('name') }} as playlist_name,
    {{ text_or_null('description') }} as playlist_description,
    {{ text_or_null('owner_id') }} as owner_id,
    {{ text_or_null('owner_name') }} as owner_name,
    {{ text_or_null('snapshot_id') }} as snapshot_id,
    is_collaborative,
    is_public,
    {{ text_or_null('lower(genre)') }} as playlist_genre,
    {{ text_or_null('lower(subgenre)') }} as playlist_subgenre,
    {{ integer_or_null('number_of_followers') }} as number_of_followers,
    modified_at
from {{ source('raw', 'playlists') }}

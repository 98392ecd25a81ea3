select
    _source as source,
    _provider as provider,
    _fetched_at as fetched_at,
    artist_id,
    {{ text_or_null('name') }} as artist_name,
    {{ integer_or_null('popularity') }} as artist_popularity,
    {{ integer_or_null('followers') }} as artist_followers,
    {{ text_or_null('profile_url') }} as artist_profile
from {{ source('raw', 'artists') }}

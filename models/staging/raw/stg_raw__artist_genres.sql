select
    artists._source as source,
    artists._provider as provider,
    artists.artist_id,
    genres.position::integer as position,
    {{ text_or_null("lower(genres.genre #>> '{}')") }} as genre
from (
    select
        _source,
        _provider,
        artist_id,
        genres
    from {{ source('raw', 'artists') }}
) as artists
cross join {{ elements_of('artists.genres') }} as genres (genre, position)

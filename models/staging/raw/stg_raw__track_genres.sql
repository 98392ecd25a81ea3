select
    tracks._source as source,
    tracks._provider as provider,
    tracks.track_id,
    genres.position::integer as position,
    {{ text_or_null("lower(genres.genre #>> '{}')") }} as genre
from (
    select
        _source,
        _provider,
        track_id,
        genres
    from {{ source('raw', 'tracks') }}
) as tracks
cross join {{ elements_of('tracks.genres') }} as genres (genre, position)

select
    albums._source as source,
    albums._provider as provider,
    albums.album_id,
    artists.position::integer as position,
    {{ text_or_null("artists.artist ->> 'id'") }} as artist_id,
    {{ text_or_null("artists.artist ->> 'name'") }} as artist_name
from (
    select
        _source,
        _provider,
        album_id,
        artists
    from {{ source('raw', 'albums') }}
) as albums
cross join {{ elements_of('albums.artists') }} as artists (artist, position)

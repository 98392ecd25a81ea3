select
    tracks._source as source,
    tracks._provider as provider,
    tracks.track_id,
    artists.position::integer as position,
    {{ text_or_null("artists.artist ->> 'id'") }} as artist_id,
    {{ text_or_null("artists.artist ->> 'name'") }} as artist_name
from (
    select
        _source,
        _provider,
        track_id,
        artists
    from {{ source('raw', 'tracks') }}
) as tracks
cross join {{ elements_of('tracks.artists') }} as artists (artist, position)

select
    tracks._source as source,
    tracks._provider as provider,
    tracks.track_id,
    {{ text_or_null('tracks.album_id') }} as album_id,
    images.position::integer as position,
    {{ text_or_null("images.image ->> 'url'") }} as image_url,
    {{ integer_or_null("images.image ->> 'width'") }} as image_width
from (
    select
        _source,
        _provider,
        track_id,
        album_id,
        images
    from {{ source('raw', 'tracks') }}
) as tracks
cross join {{ elements_of('tracks.images') }} as images (image, position)

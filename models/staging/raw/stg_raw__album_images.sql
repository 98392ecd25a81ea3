select
    albums._source as source,
    albums._provider as provider,
    albums.album_id,
    images.position::integer as position,
    {{ text_or_null("images.image ->> 'url'") }} as image_url,
    {{ integer_or_null("images.image ->> 'width'") }} as image_width
from (
    select
        _source,
        _provider,
        album_id,
        images
    from {{ source('raw', 'albums') }}
) as albums
cross join {{ elements_of('albums.images') }} as images (image, position)

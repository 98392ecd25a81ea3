select
    artists._source as source,
    artists._provider as provider,
    artists.artist_id,
    images.position::integer as position,
    {{ text_or_null("images.image ->> 'url'") }} as image_url,
    {{ integer_or_null("images.image ->> 'width'") }} as image_width
from (
    select
        _source,
        _provider,
        artist_id,
        images
    from {{ source('raw', 'artists') }}
) as artists
cross join {{ elements_of('artists.images') }} as images (image, position)

with

images as (

    select
        album_id,
        image_url,
        image_width,
        position,
        is_described,
        provider,
        source
    from {{ ref('int_album_images_unioned') }}

),

precedences as (

    select
        provider,
        catalog_precedence
    from {{ ref('provider_precedence') }}

),

images_ranked as (

    select
        images.album_id,
        images.image_url,
        images.image_width,
        images.position,
        dense_rank() over (
            partition by images.album_id
            order by
                images.is_described desc,
                {{ precedence_of('precedences.catalog_precedence') }},
                images.provider,
                images.source
        ) as list_rank
    from images
    left join precedences on images.provider = precedences.provider

)

select
    album_id,
    {{ image_nearest(640) }} as large_image,
    {{ image_nearest(300) }} as medium_image,
    {{ image_nearest(64) }} as small_image
from images_ranked
group by album_id

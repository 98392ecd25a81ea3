with

images as (

    select
        artist_id,
        image_url,
        image_width,
        position,
        provider,
        source
    from {{ ref('stg_raw__artist_images') }}

),

precedences as (

    select
        provider,
        catalog_precedence
    from {{ ref('provider_precedence') }}

),

images_ranked as (

    select
        images.artist_id,
        images.image_url,
        images.image_width,
        images.position,
        dense_rank() over (
            partition by images.artist_id
            order by
                {{ precedence_of('precedences.catalog_precedence') }},
                images.provider,
                images.source
        ) as list_rank
    from images
    left join precedences on images.provider = precedences.provider
    where images.image_url is not null

)

select
    artist_id,
    {{ image_nearest(640) }} as large_image,
    {{ image_nearest(300) }} as medium_image,
    {{ image_nearest(64) }} as small_image
from images_ranked
group by artist_id

with

images_of_albums as (

    select
        source,
        provider,
        album_id,
        position,
        image_url,
        image_width
    from {{ ref('stg_raw__album_images') }}
    where image_url is not null

),

images_of_tracks as (

    select distinct
        source,
        provider,
        album_id,
        position,
        image_url,
        image_width
    from {{ ref('stg_raw__track_images') }}
    where album_id is not null and image_url is not null

)

select
    source,
    provider,
    true as is_described,
    album_id,
    position,
    image_url,
    image_width
from images_of_albums
union all
select
    source,
    provider,
    false as is_described,
    album_id,
    position,
    image_url,
    image_width
from images_of_tracks

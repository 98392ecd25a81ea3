with

albums as (

    select
        album_id,
        album_name,
        album_type,
        album_popularity,
        total_tracks,
        label,
        released_date
    from {{ ref('int_albums_merged') }}

),

images as (

    select
        album_id,
        large_image,
        medium_image,
        small_image
    from {{ ref('int_album_images_sized') }}

)

select
    albums.album_id,
    albums.album_name,
    albums.album_popularity,
    albums.total_tracks,
    albums.released_date as album_release_date,
    images.large_image as album_image,
    images.small_image as album_img_sm,
    images.medium_image as album_img_md,
    images.large_image as album_img_lg,
    albums.album_type,
    albums.label as album_label
from albums
left join images on albums.album_id = images.album_id

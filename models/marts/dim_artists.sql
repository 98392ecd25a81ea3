with

artists as (

    select
        artist_id,
        artist_name,
        artist_popularity,
        artist_followers,
        artist_profile
    from {{ ref('int_artists_merged') }}

),

placeholders as (

    select artist_name
    from {{ ref('placeholder_artists') }}

),

genres as (

    select
        artist_id,
        array_agg(genre order by position, genre) as genres
    from {{ ref('int_artist_genres_selected') }}
    group by artist_id

),

images as (

    select
        artist_id,
        large_image,
        medium_image,
        small_image
    from {{ ref('int_artist_images_sized') }}

)

select
    artists.artist_id,
    artists.artist_name,
    placeholders.artist_name is not null
    -- a band like 311 has an id, which a junk number in a file has not
    or coalesce(
        artists.artist_id like 'name:%' and artists.artist_name ~ '^[0-9]+$', false
    ) as is_placeholder,
    coalesce(genres.genres, '{}') as genres,
    artists.artist_popularity,
    artists.artist_followers,
    artists.artist_profile,
    images.large_image as image,
    images.large_image as lg_image,
    images.medium_image as md_image,
    images.small_image as sm_image
from artists
left join placeholders
    on {{ normalised('artists.artist_name') }} = placeholders.artist_name
left join genres on artists.artist_id = genres.artist_id
left join images on artists.artist_id = images.artist_id

with

albums_described as (

    select
        source,
        provider,
        album_id,
        album_name,
        first_artist_name,
        album_type,
        album_popularity,
        total_tracks,
        label,
        released_date
    from {{ ref('stg_raw__albums') }}

),

albums_of_tracks as (

    select distinct
        source,
        provider,
        album_id,
        album_name,
        first_artist_name,
        album_type,
        released_date
    from {{ ref('int_tracks_unioned') }}
    where album_id is not null or album_name is not null

)

select
    source,
    provider,
    true as is_described,
    album_id,
    album_name,
    first_artist_name,
    album_type,
    album_popularity,
    total_tracks,
    label,
    released_date
from albums_described
union all
select
    source,
    provider,
    false as is_described,
    album_id,
    album_name,
    first_artist_name,
    album_type,
    null as album_popularity,
    null as total_tracks,
    null as label,
    released_date
from albums_of_tracks

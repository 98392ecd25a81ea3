with

names as (

    select distinct
        album_id,
        album_name,
        first_artist_name
    from {{ ref('int_albums_unioned') }}
    where album_name is not null

),

names_normalised as (

    select
        album_id,
        {{ album_name_key('first_artist_name', 'album_name') }} as album_name_key
    from names

)

select
    album_name_key,
    case
        when count(distinct album_id) = 1 then min(album_id)
        else 'name:' || md5(album_name_key)
    end as album_id
from names_normalised
group by album_name_key

with

names as (

    select distinct
        artist_id,
        artist_name
    from {{ ref('int_artists_unioned') }}
    where artist_name is not null

),

names_normalised as (

    select
        artist_id,
        artist_name,
        {{ normalised('artist_name') }} as artist_name_key
    from names

)

select
    artist_name_key,
    case
        when count(distinct artist_id) = 1 then min(artist_id)
        else 'name:' || md5(artist_name_key)
    end as artist_id
from names_normalised
group by artist_name_key

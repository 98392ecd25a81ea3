with

savings as (

    select
        source,
        album_id,
        added_at
    from {{ ref('stg_raw__saved_albums') }}

),

albums as (

    select album_id
    from {{ ref('dim_albums') }}

)

select
    savings.album_id,
    min(savings.added_at) as added_at,
    min(savings.source) as source
from savings
inner join albums on savings.album_id = albums.album_id
group by savings.album_id

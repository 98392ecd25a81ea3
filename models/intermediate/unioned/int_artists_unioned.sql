with

artists_described as (

    select
        source,
        provider,
        artist_id,
        artist_name,
        artist_popularity,
        artist_followers,
        artist_profile
    from {{ ref('stg_raw__artists') }}

),

artists_of_tracks_and_albums as (

    select
        source,
        provider,
        artist_id,
        artist_name
    from {{ ref('int_track_artists_unioned') }}
    union
    select
        source,
        provider,
        artist_id,
        artist_name
    from {{ ref('stg_raw__album_artists') }}

)

select
    source,
    provider,
    true as is_described,
    artist_id,
    artist_name,
    artist_popularity,
    artist_followers,
    artist_profile
from artists_described
union all
select
    source,
    provider,
    false as is_described,
    artist_id,
    artist_name,
    null as artist_popularity,
    null as artist_followers,
    null as artist_profile
from artists_of_tracks_and_albums
where artist_id is not null or artist_name is not null

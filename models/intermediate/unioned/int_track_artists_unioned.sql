with

artists_listed as (

    select
        source,
        provider,
        track_id,
        position,
        artist_id,
        artist_name
    from {{ ref('stg_raw__track_artists') }}

),

artists_only_named as (

    select
        source,
        provider,
        raw_table,
        track_id,
        first_artist_name
    from {{ ref('int_tracks_unioned') }}
    where not is_described and first_artist_name is not null

)

select
    source,
    provider,
    'tracks' as raw_table,
    track_id,
    true as is_described,
    position,
    artist_id,
    artist_name
from artists_listed
union all
select
    source,
    provider,
    raw_table,
    track_id,
    false as is_described,
    1 as position,
    null as artist_id,
    first_artist_name as artist_name
from artists_only_named

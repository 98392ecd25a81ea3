with

precedences as (

    select
        provider,
        catalog_precedence
    from {{ ref('provider_precedence') }}

),

names as (

    select
        album_name_key,
        album_id
    from {{ ref('int_album_names_resolved') }}

),

rows_keyed as (

    select
        source,
        provider,
        is_described,
        album_id,
        case
            when album_id is null
                then {{ album_name_key('first_artist_name', 'album_name') }}
        end as album_name_key,
        album_name,
        album_type,
        album_popularity,
        total_tracks,
        label,
        released_date
    from {{ ref('int_albums_unioned') }}

),

rows_ranked as (

    select
        coalesce(keyed.album_id, names.album_id) as album_id,
        keyed.album_name,
        keyed.album_type,
        keyed.album_popularity,
        keyed.total_tracks,
        keyed.label,
        keyed.released_date,
        row_number() over (
            partition by coalesce(keyed.album_id, names.album_id)
            order by
                keyed.is_described desc,
                keyed.album_id is null,
                {{ precedence_of('precedences.catalog_precedence') }},
                keyed.provider,
                keyed.source,
                keyed.album_name,
                keyed.released_date
        ) as rank
    from rows_keyed as keyed
    left join names on keyed.album_name_key = names.album_name_key
    left join precedences on keyed.provider = precedences.provider

),

albums as (

    select
        album_id,
        {{ first_known('album_name', 'rank') }} as album_name,
        {{ first_known('album_type', 'rank') }} as album_type,
        {{ first_known('album_popularity', 'rank') }} as album_popularity,
        {{ first_known('total_tracks', 'rank') }} as total_tracks,
        {{ first_known('label', 'rank') }} as label,
        {{ first_known('released_date', 'rank') }} as released_date
    from rows_ranked
    group by album_id

)

select
    album_id,
    album_name,
    album_type,
    {{ between_or_null('album_popularity', 0, 100) }} as album_popularity,
    {{ between_or_null('total_tracks', 0, 100000) }} as total_tracks,
    label,
    {{ possible_release('released_date') }} as released_date
from albums

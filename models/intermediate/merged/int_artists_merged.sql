with

precedences as (

    select
        provider,
        catalog_precedence
    from {{ ref('provider_precedence') }}

),

names as (

    select
        artist_name_key,
        artist_id
    from {{ ref('int_artist_names_resolved') }}

),

rows_keyed as (

    select
        source,
        provider,
        is_described,
        artist_id,
        case
            when artist_id is null
                then {{ normalised('artist_name') }}
        end as artist_name_key,
        artist_name,
        artist_popularity,
        artist_followers,
        artist_profile
    from {{ ref('int_artists_unioned') }}

),

rows_ranked as (

    select
        coalesce(keyed.artist_id, names.artist_id) as artist_id,
        keyed.artist_name,
        keyed.artist_popularity,
        keyed.artist_followers,
        keyed.artist_profile,
        row_number() over (
            partition by coalesce(keyed.artist_id, names.artist_id)
            order by
                keyed.is_described desc,
                keyed.artist_id is null,
                {{ precedence_of('precedences.catalog_precedence') }},
                keyed.provider,
                keyed.source,
                keyed.artist_name
        ) as rank
    from rows_keyed as keyed
    left join names on keyed.artist_name_key = names.artist_name_key
    left join precedences on keyed.provider = precedences.provider

),

artists as (

    select
        artist_id,
        {{ first_known('artist_name', 'rank') }} as artist_name,
        {{ first_known('artist_popularity', 'rank') }} as artist_popularity,
        {{ first_known('artist_followers', 'rank') }} as artist_followers,
        {{ first_known('artist_profile', 'rank') }} as artist_profile
    from rows_ranked
    group by artist_id

)

select
    artist_id,
    artist_name,
    {{ between_or_null('artist_popularity', 0, 100) }} as artist_popularity,
    {{ between_or_null('artist_followers', 0, 2147483647) }} as artist_followers,
    artist_profile
from artists

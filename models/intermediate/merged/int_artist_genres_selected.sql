with

genres as (

    select
        source,
        artist_id,
        genre,
        position,
        provider
    from {{ ref('stg_raw__artist_genres') }}

),

precedences as (

    select
        provider,
        catalog_precedence
    from {{ ref('provider_precedence') }}

),

rows_ranked as (

    select
        genres.source,
        genres.artist_id,
        genres.genre,
        genres.position,
        dense_rank() over (
            partition by genres.artist_id
            order by
                {{ precedence_of('precedences.catalog_precedence') }},
                genres.provider,
                genres.source
        ) as list_rank
    from genres
    left join precedences on genres.provider = precedences.provider
    where genres.genre is not null

)

select
    artist_id,
    genre,
    min(position) as position,
    min(source) as source
from rows_ranked
where list_rank = 1
group by artist_id, genre

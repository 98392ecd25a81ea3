with

mentions as (

    select
        source,
        provider,
        track_id,
        is_described,
        position,
        artist_id,
        artist_name
    from {{ ref('int_track_artists_unioned') }}

),

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

rows_of_lists as (

    select
        mentions.source,
        mentions.provider,
        mentions.track_id,
        mentions.is_described,
        mentions.position,
        mentions.artist_id,
        case
            when mentions.artist_id is null
                then {{ normalised('mentions.artist_name') }}
        end as artist_name_key,
        {{ precedence_of('precedences.catalog_precedence') }} as precedence,
        bool_or(mentions.artist_id is not null) over (
            partition by
                mentions.track_id, mentions.is_described,
                mentions.provider, mentions.source
        ) as has_ids
    from mentions
    left join precedences on mentions.provider = precedences.provider

),

rows_ranked as (

    select
        track_id,
        position,
        artist_id,
        artist_name_key,
        dense_rank() over (
            partition by track_id
            order by
                has_ids desc,
                is_described desc,
                precedence asc,
                provider asc,
                source asc
        ) as list_rank
    from rows_of_lists

),

artists_of_tracks as (

    select
        ranked.track_id,
        coalesce(ranked.artist_id, names.artist_id) as artist_id,
        min(ranked.position) as position
    from rows_ranked as ranked
    left join names on ranked.artist_name_key = names.artist_name_key
    where
        ranked.list_rank = 1
        and coalesce(ranked.artist_id, names.artist_id) is not null
    group by ranked.track_id, coalesce(ranked.artist_id, names.artist_id)

)

select
    track_id,
    artist_id,
    row_number() over (
        partition by track_id order by position, artist_id
    )::smallint as position
from artists_of_tracks

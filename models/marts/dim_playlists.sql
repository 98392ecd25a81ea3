with

precedences as (

    select
        provider,
        catalog_precedence
    from {{ ref('provider_precedence') }}

),

playlists as (

    select
        source,
        provider,
        playlist_id,
        playlist_name,
        playlist_genre,
        playlist_subgenre,
        owner_name
    from {{ ref('stg_raw__playlists') }}
    union all
    select distinct
        source,
        provider,
        playlist_id,
        null as playlist_name,
        null as playlist_genre,
        null as playlist_subgenre,
        null as owner_name
    from {{ ref('stg_raw__playlist_items') }}

),

rows_ranked as (

    select
        playlists.source,
        playlists.playlist_id,
        playlists.playlist_name,
        playlists.playlist_genre,
        playlists.playlist_subgenre,
        playlists.owner_name,
        row_number() over (
            partition by playlists.playlist_id
            order by
                {{ precedence_of('precedences.catalog_precedence') }},
                playlists.provider,
                playlists.source,
                playlists.playlist_name
        ) as rank
    from playlists
    left join precedences on playlists.provider = precedences.provider

),

playlists_unified as (

    select
        playlist_id,
        {{ first_known('playlist_name', 'rank') }} as playlist_name,
        {{ first_known('playlist_genre', 'rank') }} as playlist_genre,
        {{ first_known('playlist_subgenre', 'rank') }} as playlist_subgenre,
        {{ first_known('owner_name', 'rank') }} as owner_name,
        {{ first_known('source', 'rank') }} as source
    from rows_ranked
    group by playlist_id

),

tracks_counted as (

    select
        playlist_id,
        count(track_id)::integer as number_of_tracks
    from {{ ref('int_playlist_items_selected') }}
    group by playlist_id

)

select
    unified.playlist_id,
    unified.playlist_name,
    unified.playlist_genre,
    unified.playlist_subgenre,
    unified.owner_name,
    coalesce(counted.number_of_tracks, 0) as number_of_tracks,
    unified.source
from playlists_unified as unified
left join tracks_counted as counted on unified.playlist_id = counted.playlist_id

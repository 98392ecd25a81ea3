with

precedences as (

    select
        provider,
        catalog_precedence
    from {{ ref('provider_precedence') }}

),

items as (

    select
        source,
        provider,
        playlist_id,
        position,
        track_id,
        added_at,
        fetched_at
    from {{ ref('stg_raw__playlist_items') }}

),

lists as (

    select distinct
        playlist_id,
        provider,
        source
    from items

),

lists_chosen as (

    select distinct on (lists.playlist_id)
        lists.playlist_id,
        lists.provider,
        lists.source
    from lists
    left join precedences on lists.provider = precedences.provider
    order by
        lists.playlist_id,
        {{ precedence_of('precedences.catalog_precedence') }},
        lists.provider,
        lists.source

)

select
    items.playlist_id,
    items.position,
    items.track_id,
    items.added_at,
    items.fetched_at,
    items.source
from items
inner join lists_chosen
    on
        items.playlist_id = lists_chosen.playlist_id
        and items.provider = lists_chosen.provider
        and items.source = lists_chosen.source
where items.track_id is not null

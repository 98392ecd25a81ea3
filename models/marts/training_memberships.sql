with

items as (

    select
        source,
        'playlist' as kind,
        playlist_id,
        track_id
    from {{ ref('stg_raw__playlist_items') }}
    where track_id is not null

),

plays as (

    select
        source,
        'session' as kind,
        source || ':' || session_number as playlist_id,
        track_id
    from {{ ref('int_plays_numbered_by_session') }}
    where is_listened and track_id is not null

),

memberships as (

    select
        source,
        kind,
        playlist_id,
        track_id
    from items
    union all
    select
        source,
        kind,
        playlist_id,
        track_id
    from plays

)

select distinct
    kind,
    playlist_id,
    track_id
from memberships
{% if not var('train_on_spotify_api') -%}
    where source <> 'spotify'
{%- endif %}

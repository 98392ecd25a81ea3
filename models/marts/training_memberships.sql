with

items as (

    select
        source,
        'playlist' as kind,
        playlist_id,
        track_id,
        position,
        null::date as played_on
    from {{ ref('stg_raw__playlist_items') }}
    where track_id is not null

),

tracks_by_name as (

    select
        name_key,
        track_id
    from {{ ref('int_tracks_by_name') }}

),

plays as (

    select
        source,
        'session' as kind,
        source || ':' || session_number as playlist_id,
        track_id,
        row_number() over (
            partition by source, session_number order by played_at, play_id
        ) as position,
        (played_at at time zone 'UTC')::date as played_on
    from {{ ref('int_plays_numbered_by_session') }}
    where is_listened and track_id is not null

),

memberships as (

    select
        items.source,
        items.kind,
        items.playlist_id,
        coalesce(tracks_by_name.track_id, items.track_id) as track_id,
        items.position,
        items.played_on
    from items
    left join tracks_by_name on items.track_id = tracks_by_name.name_key
    union all
    select
        source,
        kind,
        playlist_id,
        track_id,
        position,
        played_on
    from plays

)

select
    kind,
    playlist_id,
    track_id,
    min(position)::integer as position,
    min(played_on) as played_on
from memberships
{% if not var('train_on_spotify_api') -%}
    where source <> 'spotify'
{%- endif %}
group by
    kind,
    playlist_id,
    track_id

with

tracks_played as (

    select distinct on (source, provider, track_id)
        source,
        provider,
        track_id,
        track_name,
        artist_name,
        album_name
    from {{ ref('stg_raw__plays') }}
    where track_id is not null
    order by source asc, provider asc, track_id asc, played_at desc, track_key asc

),

tracks_listed as (

    select
        source,
        provider,
        track_id,
        min(track_name) as track_name,
        min(artist_name) as artist_name,
        null as album_name
    from {{ ref('stg_raw__playlist_items') }}
    where track_id is not null
    group by source, provider, track_id

),

tracks_saved as (

    select
        source,
        provider,
        track_id,
        null as track_name,
        null as artist_name,
        null as album_name
    from {{ ref('stg_raw__saved_tracks') }}

),

tracks_banned as (

    select
        source,
        provider,
        track_id,
        track_name,
        artist_name,
        null as album_name
    from {{ ref('stg_raw__banned_tracks') }}

),

tracks_measured as (

    select
        source,
        provider,
        track_id,
        null as track_name,
        null as artist_name,
        null as album_name
    from {{ ref('stg_raw__audio_features') }}
    where isrc is null

)

{% set raw_tables = {
    'tracks_played': 'plays',
    'tracks_listed': 'playlist_items',
    'tracks_saved': 'saved_tracks',
    'tracks_banned': 'banned_tracks',
    'tracks_measured': 'audio_features',
} %}
{% for rows_of_one_table, raw_table in raw_tables.items() -%}
    select
        source,
        provider,
        '{{ raw_table }}' as raw_table,
        track_id,
        track_name,
        artist_name,
        album_name
    from {{ rows_of_one_table }}
    {% if not loop.last -%} union all {%- endif %}
{% endfor %}

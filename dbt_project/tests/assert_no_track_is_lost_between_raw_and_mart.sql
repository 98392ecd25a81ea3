-- Returns the tracks that any raw table knows by an id and that never reached the mart.
with

tracks as (

    select track_id
    from {{ ref('fact_tracks') }}

),

tracks_known as (

    {% for table in [
        'tracks', 'audio_features', 'playlist_items', 'plays', 'saved_tracks',
        'banned_tracks',
    ] -%}
        select track_id
        from {{ source('raw', table) }}
        where nullif(btrim(track_id), '') is not null and track_id not like 'isrc:%'
        {% if not loop.last -%} union {%- endif %}
    {% endfor %}

)

select tracks_known.track_id
from tracks_known
left join tracks on tracks_known.track_id = tracks.track_id
where tracks.track_id is null

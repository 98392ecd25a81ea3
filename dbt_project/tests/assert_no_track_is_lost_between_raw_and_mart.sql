-- Returns the tracks that any raw table knows by an id and that never reached the mart.
with

tracks_known as (

    {% for table in [
        'tracks', 'audio_features', 'playlist_items', 'plays', 'saved_tracks',
        'banned_tracks',
    ] -%}
        select track_id
        from {{ source('raw', table) }}
        where nullif(btrim(track_id), '') is not null
        {% if not loop.last -%} union {%- endif %}
    {% endfor %}

)

select tracks_known.track_id
from tracks_known
left join {{ ref('fact_tracks') }} as kept on tracks_known.track_id = kept.track_id
where kept.track_id is null

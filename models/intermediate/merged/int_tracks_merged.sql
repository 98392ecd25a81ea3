with

mentions as (

    select
        source,
        provider,
        track_id,
        track_name,
        first_artist_name,
        album_id,
        album_name,
        released_date,
        duration_ms,
        track_popularity,
        is_explicit,
        isrc,
        recording_mbid,
        is_described
    from {{ ref('int_tracks_unioned') }}

),

precedences as (

    select
        provider,
        catalog_precedence
    from {{ ref('provider_precedence') }}

),

rows_ranked as (

    select
        mentions.source,
        mentions.provider,
        mentions.track_id,
        mentions.track_name,
        mentions.first_artist_name,
        mentions.album_id,
        mentions.album_name,
        mentions.released_date,
        mentions.duration_ms,
        mentions.track_popularity,
        mentions.is_explicit,
        mentions.isrc,
        mentions.recording_mbid,
        row_number() over (
            partition by mentions.track_id
            order by
                mentions.is_described desc,
                {{ precedence_of('precedences.catalog_precedence') }},
                mentions.provider,
                mentions.source,
                mentions.track_name,
                mentions.album_name
        ) as rank
    from mentions
    left join precedences on mentions.provider = precedences.provider

),

{% set own_columns = [
    'source', 'provider', 'track_name', 'released_date', 'duration_ms',
    'track_popularity', 'is_explicit', 'isrc', 'recording_mbid',
] -%}
{% set has_album = 'album_id is not null or album_name is not null' -%}
{% set by_album = 'album_id is null, rank' -%}
tracks as (

    select
        track_id,
        {% for column in own_columns -%}
            {{ first_known(column, 'rank') }} as {{ column }},
        {% endfor -%}
        {{ first_known('album_id', by_album, has_album) }} as album_id,
        {{ first_known('album_name', by_album, has_album) }} as album_name,
        {{ first_known('first_artist_name', by_album, has_album) }} as album_artist_name
    from rows_ranked
    group by track_id

)

select
    track_id,
    track_name,
    album_id,
    album_name,
    album_artist_name,
    {{ possible_release('released_date') }} as released_date,
    {{ between_or_null('duration_ms', 0, 2147483647) }} as duration_ms,
    {{ between_or_null('track_popularity', 0, 100) }} as track_popularity,
    is_explicit,
    isrc,
    recording_mbid,
    source,
    provider
from tracks

with

track_artists as (

    select
        track_id,
        position,
        artist_id
    from {{ ref('int_track_artists_resolved') }}

),

artists as (

    select
        artist_name,
        artist_id
    from {{ ref('int_artists_merged') }}

),

tracks as (

    select
        track_id,
        track_name
    from {{ ref('int_tracks_merged') }}

),

artists_of_tracks as (

    select
        track_artists.track_id,
        max(artists.artist_name) filter (
            where track_artists.position = 1
        ) as first_artist_name,
        string_agg(
            artists.artist_name, ' ' order by track_artists.position
        ) as artist_names
    from track_artists
    inner join artists
        on track_artists.artist_id = artists.artist_id
    group by track_artists.track_id

),

-- materialized: otherwise each name would be normalised at every use
tracks_named as materialized (

    select
        tracks.track_id,
        {{ normalised('artists_of_tracks.first_artist_name') }} as first_artist,
        {{ normalised('tracks.track_name') }} as title,
        {{ normalised('artists_of_tracks.artist_names') }} as artists
    from tracks
    left join artists_of_tracks on tracks.track_id = artists_of_tracks.track_id

),

tracks_in_words as (

    select
        track_id,
        {{ words_of('first_artist') }} as artist_words,
        {{ words_of('title') }} as title_words,
        {{ recording_title('title') }} as recording_words,
        nullif(concat_ws(' ', title, artists), '') as search_text
    from tracks_named

)

select
    track_id,
    -- titles with the same words are one song, whatever marks the version
    coalesce(
        artist_words
        || ' / '
        || min(recording_words) over (partition by artist_words, title_words),
        track_id
    ) as recording_id,
    search_text
from tracks_in_words

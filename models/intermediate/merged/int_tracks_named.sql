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

albums as (

    select
        album_id,
        album_name
    from {{ ref('int_albums_merged') }}

),

tracks as (

    select
        track_id,
        track_name,
        album_id,
        album_name
    from {{ ref('int_tracks_merged') }}

),

artists_of_tracks as (

    select
        track_artists.track_id,
        max(artists.artist_name) filter (
            where track_artists.position = 1
        ) as first_artist_name,
        max(artists.artist_id) filter (
            where track_artists.position = 1
        ) as first_artist_id,
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
        artists_of_tracks.first_artist_id,
        {{ normalised('artists_of_tracks.first_artist_name') }} as first_artist,
        {{ normalised('tracks.track_name') }} as title,
        {{ normalised('coalesce(tracks.album_name, albums.album_name)') }} as album,
        {{ normalised('artists_of_tracks.artist_names') }} as artists
    from tracks
    left join artists_of_tracks on tracks.track_id = artists_of_tracks.track_id
    left join albums on tracks.album_id = albums.album_id

)

select
    track_id,
    first_artist,
    case
        when first_artist_id not like 'name:%' then first_artist_id
    end as first_artist_id,
    artists,
    normalize(title, nfc) as title,
    normalize(album, nfc) as album,
    nullif(concat_ws(' ', title, artists), '') as search_text
from tracks_named

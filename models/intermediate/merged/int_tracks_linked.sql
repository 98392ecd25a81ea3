with

tracks as (

    select
        track_id,
        album_id,
        released_date,
        case
            when album_id is null
                then {{ album_name_key('album_artist_name', 'album_name') }}
        end as album_name_key
    from {{ ref('int_tracks_merged') }}

),

names as (

    select
        album_name_key,
        album_id
    from {{ ref('int_album_names_resolved') }}

),

albums as (

    select
        album_id,
        released_date
    from {{ ref('int_albums_merged') }}

),

first_artists as (

    select
        track_id,
        artist_id
    from {{ ref('int_track_artists_resolved') }}
    where position = 1

),

playlists_counted as (

    select
        track_id,
        count(distinct playlist_id)::integer as number_of_playlists
    from {{ ref('int_playlist_items_selected') }}
    group by track_id

)

select
    tracks.track_id,
    albums.album_id,
    first_artists.artist_id,
    coalesce(tracks.released_date, albums.released_date) as released_date,
    coalesce(playlists_counted.number_of_playlists, 0) as number_of_playlists
from tracks
left join names on tracks.album_name_key = names.album_name_key
left join albums on coalesce(tracks.album_id, names.album_id) = albums.album_id
left join first_artists on tracks.track_id = first_artists.track_id
left join playlists_counted on tracks.track_id = playlists_counted.track_id

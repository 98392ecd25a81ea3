with

tracks as (

    select
        track_id,
        album_id,
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

)

select
    tracks.track_id,
    coalesce(tracks.album_id, names.album_id) as album_id
from tracks
left join names on tracks.album_name_key = names.album_name_key
where coalesce(tracks.album_id, names.album_id) is not null

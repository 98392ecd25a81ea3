with

tracks as (

    select
        track_id,
        track_name
    from {{ ref('int_tracks_unified') }}

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
    from {{ ref('int_track_artists_resolved') }} as track_artists
    inner join {{ ref('int_artists_unified') }} as artists
        on track_artists.artist_id = artists.artist_id
    group by track_artists.track_id

),

tracks_named as (

    select
        tracks.track_id,
        tracks.track_name,
        artists_of_tracks.first_artist_name,
        nullif(
            concat_ws(' ', tracks.track_name, artists_of_tracks.artist_names), ''
        ) as names
    from tracks
    left join artists_of_tracks on tracks.track_id = artists_of_tracks.track_id

)

select
    track_id,
    case
        when track_name is null or first_artist_name is null then track_id
        else
            {{ normalised('first_artist_name') }}
            || ' / '
            || {{ recording_title('track_name') }}
    end as recording_id,
    {{ normalised('names') }} as search_text
from tracks_named

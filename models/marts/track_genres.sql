with

genres_of_tracks as (

    select
        track_id,
        genre
    from {{ ref('stg_raw__track_genres') }}
    where genre is not null

),

credits as (

    select
        track_id,
        artist_id
    from {{ ref('int_track_artists_resolved') }}

),

genres_of_artists as (

    select
        artist_id,
        genre
    from {{ ref('int_artist_genres_selected') }}

),

items as (

    select
        track_id,
        playlist_id
    from {{ ref('int_playlist_items_selected') }}

),

playlists as (

    select
        playlist_id,
        playlist_genre
    from {{ ref('dim_playlists') }}
    where playlist_genre is not null

),

genres_of_all as (

    select
        track_id,
        genre,
        1 as precedence,
        'track' as source
    from genres_of_tracks
    union
    select
        credits.track_id,
        genres_of_artists.genre,
        2 as precedence,
        'artist' as source
    from credits
    inner join genres_of_artists on credits.artist_id = genres_of_artists.artist_id
    union
    select
        items.track_id,
        playlists.playlist_genre as genre,
        3 as precedence,
        'playlist' as source
    from items
    inner join playlists on items.playlist_id = playlists.playlist_id

),

genres_ranked as (

    select
        track_id,
        genre,
        source,
        rank() over (partition by track_id order by precedence) as rank
    from genres_of_all

)

select
    track_id,
    genre,
    source
from genres_ranked
where rank = 1

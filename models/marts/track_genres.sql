with

genres_of_tracks as (

    select
        track_id,
        genre,
        1 as precedence,
        'track' as source
    from {{ ref('stg_raw__track_genres') }}
    where genre is not null

),

genres_of_artists as (

    select
        artists.track_id,
        genres.genre,
        2 as precedence,
        'artist' as source
    from {{ ref('int_track_artists_resolved') }} as artists
    inner join {{ ref('int_artist_genres_selected') }} as genres
        on artists.artist_id = genres.artist_id

),

genres_of_playlists as (

    select
        items.track_id,
        playlists.playlist_genre as genre,
        3 as precedence,
        'playlist' as source
    from {{ ref('int_playlist_items_selected') }} as items
    inner join {{ ref('dim_playlists') }} as playlists
        on items.playlist_id = playlists.playlist_id
    where playlists.playlist_genre is not null

),

genres_of_all as (

    select
        track_id,
        genre,
        precedence,
        source
    from genres_of_tracks
    union
    select
        track_id,
        genre,
        precedence,
        source
    from genres_of_artists
    union
    select
        track_id,
        genre,
        precedence,
        source
    from genres_of_playlists

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

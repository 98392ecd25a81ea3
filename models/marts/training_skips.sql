with

plays as (

    select
        source || ':' || session_number as playlist_id,
        track_id,
        is_listened
    from {{ ref('int_plays_numbered_by_session') }}
    where
        track_id is not null
        and ({{ var('train_on_spotify_api') }} or source <> 'spotify')

)

select
    playlist_id,
    track_id
from plays
group by playlist_id, track_id
having not bool_or(is_listened)

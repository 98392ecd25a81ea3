with

tracks as (

    select
        track_id,
        first_artist,
        title,
        album,
        isrc,
        search_text
    from {{ ref('int_tracks_named') }}

),

titles as (

    select
        title,
        work_words,
        origin_words,
        is_generic
    from {{ ref('int_titles_parsed') }}

),

tracks_in_words as (

    select
        tracks.track_id,
        tracks.isrc,
        tracks.search_text,
        {{ words_of('tracks.first_artist') }} as artist_words,
        {{ words_of('tracks.title') }} as title_words,
        titles.work_words,
        titles.origin_words,
        titles.is_generic,
        albums.work_words as album_words
    from tracks
    left join titles on tracks.title = titles.title
    left join titles as albums on tracks.album = albums.title

)

select
    track_id,
    isrc,
    coalesce(
        artist_words || ' / ' || work_words || coalesce(
            ' / ' || case
                -- an interlude or a theme is another piece on each album or film
                when is_generic then coalesce(origin_words, album_words, track_id)
                when
                    min(origin_words) over same_work <> max(origin_words) over same_work
                    then origin_words
            end,
            ''
        ),
        track_id
    ) as title_key,
    case
        when not is_generic then artist_words || ' / ' || title_words
    end as whole_title,
    search_text
from tracks_in_words
window same_work as (partition by artist_words, work_words)

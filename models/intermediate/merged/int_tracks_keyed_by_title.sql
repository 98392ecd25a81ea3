with

tracks as (

    select
        track_id,
        title,
        album,
        search_text
    from {{ ref('int_tracks_named') }}

),

credits as (

    select
        track_id,
        artist_words,
        credit_words
    from {{ ref('int_tracks_credited') }}

),

shared as (

    select
        track_id,
        artist_id
    from {{ ref('int_homonyms_resolved') }}

),

titles as (

    select
        title,
        work_words,
        version_words,
        origin_words,
        is_generic
    from {{ ref('int_titles_parsed') }}

),

tracks_in_words as (

    select
        tracks.track_id,
        tracks.search_text,
        titles.work_words,
        titles.origin_words,
        titles.is_generic,
        albums.work_words as album_words,
        credits.artist_words || coalesce(' ' || shared.artist_id, '') as artist_words,
        case when shared.track_id is null then credits.credit_words end as credit_words,
        {{ words_of('tracks.title') }} as title_words,
        coalesce(titles.version_words, albums.version_words) as version_words
    from tracks
    left join credits on tracks.track_id = credits.track_id
    left join shared on tracks.track_id = shared.track_id
    left join titles on tracks.title = titles.title
    left join titles as albums on tracks.album = albums.title

),

tracks_of_works as (

    select
        track_id,
        search_text,
        artist_words,
        credit_words,
        title_words,
        is_generic,
        coalesce(' / ' || version_words, '') as version,
        work_words || coalesce(
            ' / ' || case
                -- an interlude or a theme is another piece on each album or film
                when is_generic then coalesce(origin_words, album_words, track_id)
                when
                    min(origin_words) over same_work <> max(origin_words) over same_work
                    then origin_words
            end,
            ''
        ) as work
    from tracks_in_words
    window same_work as (partition by artist_words, work_words)

)

select
    track_id,
    coalesce(artist_words || ' / ' || work, track_id) as title_key,
    case when not is_generic then artist_words || ' / ' || title_words end
        as whole_title,
    artist_words || ' / ' || work || version as names,
    credit_words || ' / ' || work || version as credited_names,
    version <> '' as is_version,
    search_text
from tracks_of_works

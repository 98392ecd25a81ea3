{% set difference = 'abs(known.duration_ms - named.duration_ms)' -%}
{% set is_as_long = difference ~ ' <= ' ~ var('same_length_ms') -%}
{% set artist = 'known.first_artist_id' -%}
{% set is_of_the_album = 'known.album = named.album' -%}
with

tracks as (

    select
        track_id,
        first_artist_id,
        artist_words
    from {{ ref('int_tracks_credited') }}

),

titles as (

    select
        title,
        work_words
    from {{ ref('int_titles_parsed') }}

),

names as (

    select
        track_id,
        title,
        album
    from {{ ref('int_tracks_named') }}

),

durations as (

    select
        track_id,
        nullif(duration_ms, 0) as duration_ms
    from {{ ref('int_tracks_merged') }}

),

names_of_several as (

    select artist_words
    from tracks
    where first_artist_id is not null
    group by artist_words
    having count(distinct first_artist_id) > 1

),

tracks_of_homonyms as (

    select
        tracks.track_id,
        tracks.first_artist_id,
        tracks.artist_words,
        titles.work_words,
        names.album,
        durations.duration_ms
    from names_of_several
    inner join tracks on names_of_several.artist_words = tracks.artist_words
    inner join names on tracks.track_id = names.track_id
    inner join durations on tracks.track_id = durations.track_id
    left join titles on names.title = titles.title

),

-- whose song is it? Of the only one with a song of the title, else with it on the
-- album, else with one of the length
names_resolved as (

    select
        named.track_id,
        case 1
            {% for condition in ['true', is_of_the_album, is_as_long] -%}
                when count(distinct {{ artist }}) filter (where {{ condition }})
                    then min({{ artist }}) filter (where {{ condition }})
            {% endfor %}
        end as artist_id
    from tracks_of_homonyms as named
    inner join tracks_of_homonyms as known
        on
            named.artist_words = known.artist_words
            and named.work_words = known.work_words
    where named.first_artist_id is null and known.first_artist_id is not null
    group by named.track_id

)

select
    homonyms.track_id,
    coalesce(homonyms.first_artist_id, resolved.artist_id, 'name') as artist_id
from tracks_of_homonyms as homonyms
left join names_resolved as resolved on homonyms.track_id = resolved.track_id

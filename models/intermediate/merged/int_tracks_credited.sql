-- words between the names of artists, and an article that some sources leave out
{% set joining = [
    'feat', 'ft', 'featuring', 'and', 'with', 'x', 'vs', 'versus', 'the', 'y', 'e', 'et',
    'und', 'con', 'com', 'avec', 'mit',
] -%}
with

patterns as (

    select max(rest) as guest_and_rest
    from {{ ref('int_title_patterns') }}
    where kind = 'guest'

),

placeholders as (

    select artist_name
    from {{ ref('placeholder_artists') }}

),

-- the owner of the data knows that their names mislead
tracks_apart as (

    select distinct track_id
    from {{ ref('identity_overrides') }}
    where not is_same_recording

),

tracks as (

    select
        track_id,
        first_artist,
        first_artist_id,
        artists
    from {{ ref('int_tracks_named') }}
    where first_artist is not null

),

-- a name that stands where the artist is unknown says nothing about the recording
tracks_of_artists as (

    select
        tracks.track_id,
        tracks.first_artist_id,
        tracks.first_artist,
        btrim(regexp_replace(
            ' ' || {{ words_of('tracks.first_artist') }} || ' ',
            patterns.guest_and_rest,
            '\1'
        )) as artist_words,
        string_to_array({{ words_of('tracks.artists') }}, ' ') as words
    from tracks
    left join placeholders on tracks.first_artist = placeholders.artist_name
    left join tracks_apart on tracks.track_id = tracks_apart.track_id
    cross join patterns
    where
        placeholders.artist_name is null
        and tracks_apart.track_id is null
        -- a band like 311 has an id, which a junk number in a file has not
        and (tracks.first_artist_id is not null or tracks.first_artist !~ '^[0-9]+$')

),

words_sorted as (

    select
        tracks.track_id,
        string_agg(words.word, ' ' order by words.word) as credit_words
    from tracks_of_artists as tracks
    cross join lateral unnest(tracks.words) as words (word)
    where words.word <> all('{ {{- joining | join(',') -}} }')
    group by tracks.track_id

)

select
    tracks.track_id,
    tracks.first_artist_id,
    tracks.artist_words,
    coalesce(words_sorted.credit_words, tracks.artist_words) as credit_words
from tracks_of_artists as tracks
left join words_sorted on tracks.track_id = words_sorted.track_id

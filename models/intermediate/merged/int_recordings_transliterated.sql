with

-- a name of two artists means neither
tracks as (

    select
        track_id,
        names
    from {{ ref('int_tracks_keyed_by_title') }}
    where credited_names is not null

),

-- without Cyrillic letters no name is written in others
tracks_in_latin_letters as (

    select
        track_id,
        names ~ '[а-яґєіјљњўѓ-џ]' as is_cyrillic,
        {{ transliterated('names') }} as code
    from tracks
    where exists (
        select from tracks as others
        where others.names ~ '[а-яґєіјљњўѓ-џ]'
    )

),

codes_in_both as (

    select code
    from tracks_in_latin_letters
    where code ~ '[a-z].*/.*[a-z]'
    group by code
    having bool_or(is_cyrillic) and not bool_and(is_cyrillic)

)

select
    tracks_in_latin_letters.track_id,
    'transliterated_names' as rule,
    tracks_in_latin_letters.code
from tracks_in_latin_letters
inner join codes_in_both on tracks_in_latin_letters.code = codes_in_both.code

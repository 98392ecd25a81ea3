{% set months = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*' -%}
with

patterns as (

    select
        max(marker) filter (where kind = 'guest') as guest,
        max(rest) filter (where kind = 'guest') as guest_and_rest,
        max(marker) filter (where kind = 'origin') as origin,
        max(marker) filter (where kind = 'other work') as work,
        max(marker) filter (where kind = 'version') as version,
        max(counting) filter (where kind = 'version') as version_word,
        max(nothing_else) filter (where kind = 'version') as version_words,
        max(same_recording) as same_recording,
        max(another_recording) filter (where kind = 'version') as another_recording
    from {{ ref('int_title_patterns') }}

),

titles as (

    select title
    from {{ ref('int_tracks_named') }}
    where title is not null
    union
    select album
    from {{ ref('int_tracks_named') }}
    where album is not null

),

-- a bracket or a dash opens a part of a title; the text after a bracket is one, too
titles_split as (

    select
        title,
        string_to_array({{ parts_marked('title') }}, chr(31)) as texts
    from titles

),

parts_numbered as (

    select
        title,
        texts,
        generate_series(1, cardinality(texts)) as number
    from titles_split

),

parts as (

    select
        title,
        number,
        texts[number] as text,
        left(texts[number], 1) = '('
        or bool_or(left(texts[number], 1) = '-') over (
            partition by title order by number
        ) as is_addition,
        ' ' || btrim(
            regexp_replace(substr(texts[number], 2), '[^[:alnum:]]+', ' ', 'g')
        ) || ' ' as words
    from parts_numbered

)

select
    parts.title,
    parts.number,
    btrim(regexp_replace(parts.words, patterns.guest_and_rest, '\1')) as words,
    -- a film is named in quotation marks, or by all words
    btrim(regexp_replace(
        coalesce(substring(parts.text from '["“”„«»]([^"“”„«»]+)'), parts.words),
        '[^[:alnum:]]+', ' ', 'g'
    )) as origin,
    parts.words ~ patterns.same_recording
    and parts.words !~ patterns.another_recording as is_same_recording,
    case
        when not parts.is_addition then 'title'
        when parts.words ~ patterns.guest then 'guest'
        when parts.words ~ patterns.origin then 'origin'
        when parts.words ~ patterns.work then 'work'
        -- the number of a movement, `II. Andante`
        when parts.text ~ '^.\s*([ivxlc]+|[0-9]+)[.)]\s' then 'work'
        when parts.words ~ patterns.version then 'version'
        when
            parts.words ~ patterns.version_words
            and parts.words ~ patterns.version_word
            then 'version'
        when parts.words ~ '^( [0-9]{1,2}| {{ months }})* (19|20)[0-9]{2} $' then 'date'
        else 'other'
    end as kind
from parts
cross join patterns
where parts.number = 1 or parts.words ~ '[[:alnum:]]'

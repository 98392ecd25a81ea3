with

patterns as (

    select
        max(counting) filter (where kind = 'other work') as word,
        max(nothing_else) filter (where kind = 'other work') as nothing_else
    from {{ ref('int_title_patterns') }}

),

parts as (

    select
        title,
        number,
        kind,
        words,
        origin,
        is_same_recording
    from {{ ref('int_title_parts_classified') }}

),

titles_without_versions as (

    select
        title,
        string_agg(words, ' ' order by number) filter (
            where kind in ('title', 'work', 'other') and words <> ''
        ) as work_words,
        string_agg(words, ' ' order by number) filter (where kind = 'date') as dates,
        bool_or(kind = 'version') as has_version,
        string_agg(words, ' ' order by number) filter (
            where kind = 'version' and not is_same_recording
        ) as version_words,
        min(origin) filter (where kind = 'origin') as origin_words
    from parts
    group by title

),

titles_in_words as (

    select
        title,
        coalesce(
            nullif(
                concat_ws(
                    ' ',
                    work_words,
                    -- in `Song - 1998 - Remaster` the date is the version's
                    case when not has_version then dates end
                ),
                ''
            ),
            {{ words_of('title') }}
        ) as work_words,
        version_words || coalesce(' ' || dates, '') as version_words,
        origin_words
    from titles_without_versions

)

select
    titles.title,
    titles.work_words,
    titles.version_words,
    titles.origin_words,
    ' ' || titles.work_words || ' ' ~ patterns.nothing_else
    and ' ' || titles.work_words || ' ' ~ patterns.word as is_generic
from titles_in_words as titles
cross join patterns

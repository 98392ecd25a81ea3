{% set number = '([0-9]+[a-z]?|[ivxlc]+|one|two|three|four|five)' -%}
{% set bare_number = '[0-9]+[a-z]{0,2}|[ivxlc]+|[a-h]' -%}
with

words as (

    select
        place,
        kind,
        {{ words_of('normalize(' ~ normalised('word') ~ ', nfc)') }} as word
    from {{ ref('title_words') }}

),

words_of_kinds as (

    select
        place,
        word,
        case
            when kind in ('same recording', 'other edit', 'other performance')
                then 'version'
            else kind
        end as kind,
        kind = 'same recording' as is_same_recording,
        case place
            when 'numbered' then word || ' {{ number }}'
            when 'beside' then null
            else word
        end as counting_word,
        -- these scripts write no blank between words
        case
            when word ~ '[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]'
                then word
            else ' ' || word || ' '
        end as word_in_text
    from words

),

patterns as (

    select
        kind,
        string_agg(
            case place
                when 'anywhere' then word_in_text
                when 'first' then '^ ' || word || ' '
                when 'last' then word_in_text || '([0-9]+[a-z]{0,2} )*$'
                when 'numbered' then ' ' || word || ' {{ number }} '
            end,
            '|' order by word, place
        ) as marker,
        string_agg(word, '|' order by word) filter (
            where place = 'anywhere'
        ) as anywhere,
        string_agg(counting_word, '|' order by word, place) as counting,
        string_agg(counting_word, '|' order by word, place) filter (
            where not is_same_recording
        ) as counting_of_another,
        string_agg(word, '|' order by word, place) as listed,
        string_agg(word, '|' order by word, place) filter (
            where is_same_recording
        ) as same_recording
    from words_of_kinds
    group by kind

)

select
    kind,
    marker,
    '(\S) (' || anywhere || ') .*$' as rest,
    ' (' || counting || ') ' as counting,
    '^( (' || listed || '|{{ bare_number }}))+ $' as nothing_else,
    '^( ([0-9]*年?(' || same_recording || ')|{{ bare_number }}))+ $' as same_recording,
    ' (' || counting_of_another || ') ' as another_recording
from patterns

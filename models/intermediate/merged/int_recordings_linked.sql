{% set best_first = 'is_only_named, popularity desc nulls last, track_id' -%}
with

matches as (

    select
        track_id,
        rule,
        match,
        isrc
    from {{ ref('int_recordings_matched') }}

),

tracks as (

    select
        track_id,
        track_popularity as popularity,
        nullif(duration_ms, 0) as duration_ms,
        starts_with(track_id, 'name:') as is_only_named
    from {{ ref('int_tracks_merged') }}

),

-- a length that differs from the next shorter one begins another recording
matches_with_lengths as (

    select
        matches.track_id,
        matches.rule,
        matches.match,
        tracks.duration_ms,
        tracks.popularity,
        tracks.is_only_named,
        matches.isrc,
        tracks.duration_ms - lag(tracks.duration_ms) over (
            partition by matches.rule, matches.match order by tracks.duration_ms
        ) > case matches.rule
            when 'owner' then 2147483647
            when 'isrc' then {{ var('same_code_length_ms') }}
            when 'recording_mbid' then {{ var('same_code_length_ms') }}
            else {{ var('same_length_ms') }}
        end as is_longer
    from matches
    inner join tracks on matches.track_id = tracks.track_id

),

lengths_numbered as (

    select
        track_id,
        rule,
        match,
        duration_ms,
        popularity,
        is_only_named,
        isrc,
        count(*) filter (where is_longer) over (
            partition by rule, match order by duration_ms
        ) as length_number
    from matches_with_lengths

),

-- a track without a length is of the best known one, unless their ISRCs differ
links as (

    select
        track_id,
        rule,
        match,
        duration_ms,
        case
            when duration_ms is not null then length_number
            when coalesce(first_value(isrc) over coded = isrc, true)
                then first_value(length_number) over best
        end as length_number
    from lengths_numbered
    window
        best as (
            partition by rule, match
            order by duration_ms is null, {{ best_first }}
        ),
        coded as (partition by rule, match order by isrc is null, {{ best_first }})

)

select
    track_id,
    case
        when rule <> 'names' then rule
        when duration_ms is null or count(duration_ms) over of_link < 2 then 'names'
        else 'names_and_duration'
    end as rule,
    concat_ws(' ', rule, match, length_number) as link
from links
where length_number is not null
window of_link as (partition by rule, match, length_number)

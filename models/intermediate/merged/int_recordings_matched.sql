with

codes as (

    {% for way in ['coded', 'looked_up', 'transliterated'] -%}
        select
            track_id,
            rule,
            code
        from {{ ref('int_recordings_' ~ way) }}
        {% if not loop.last -%} union all {%- endif %}
    {% endfor %}
),

tracks_named as (

    select
        track_id,
        names,
        credited_names,
        is_version
    from {{ ref('int_tracks_keyed_by_title') }}

),

overrides as (

    select
        unnest(array[track_id, other_track_id]) as track_id,
        track_id || ' = ' || other_track_id as match
    from {{ ref('identity_overrides') }}
    where is_same_recording

),

-- MusicBrainz' id of a live version is often that of the usual one, found by the names
matches as (

    select
        codes.track_id,
        codes.rule,
        codes.code || case
            when
                codes.rule in ('isrc', 'transliterated_names')
                or not tracks_named.is_version
                then ''
            else ' version'
        end as match
    from codes
    inner join tracks_named on codes.track_id = tracks_named.track_id
    union all
    select
        track_id,
        'names' as rule,
        names as match
    from tracks_named
    where names is not null
    union all
    select
        track_id,
        'names' as rule,
        credited_names as match
    from tracks_named
    where credited_names <> names
    union all
    select
        track_id,
        'owner' as rule,
        match
    from overrides

),

-- what thousands of tracks share is no name and no code of a recording
matches_shared as (

    select
        rule,
        match
    from matches
    group by rule, match
    having count(*) between 2 and 1000

)

select
    matches.track_id,
    matches.rule,
    matches.match,
    case when matches.rule like '%names' then isrcs.code end as isrc
from matches
inner join matches_shared
    on matches.rule = matches_shared.rule and matches.match = matches_shared.match
left join codes as isrcs on matches.track_id = isrcs.track_id and isrcs.rule = 'isrc'

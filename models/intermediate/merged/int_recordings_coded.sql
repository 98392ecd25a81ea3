with

tracks_apart as (

    select distinct track_id
    from {{ ref('identity_overrides') }}
    where not is_same_recording

),

tracks as (

    select
        track_id,
        upper(regexp_replace(isrc, '[^[:alnum:]]', '', 'g')) as isrc,
        lower(recording_mbid) as recording_mbid
    from {{ ref('int_tracks_merged') }}
    where isrc is not null or recording_mbid is not null

),

codes as (

    select
        track_id,
        'isrc' as rule,
        isrc as code
    from tracks
    where isrc ~ '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$'
    union all
    select
        track_id,
        'recording_mbid' as rule,
        recording_mbid as code
    from tracks
    where recording_mbid is not null

)

select
    codes.track_id,
    codes.rule,
    codes.code
from codes
left join tracks_apart on codes.track_id = tracks_apart.track_id
where tracks_apart.track_id is null

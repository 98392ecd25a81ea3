with

-- without the data of MusicBrainz no name is looked up
recordings as (

    select
        recording_mbid,
        name_key,
        lookup_key
    from {{ ref('stg_raw__canonical_recordings') }}

),

tracks as (

    select
        track_id,
        first_artist,
        normalize(title, nfkd) as title
    from {{ ref('int_tracks_named') }}
    where exists (select from recordings)

),

-- a name of two artists means neither
names as (

    select
        track_id,
        names
    from {{ ref('int_tracks_keyed_by_title') }}
    where credited_names is not null and not is_version

),

codes as (

    select
        track_id,
        code
    from {{ ref('int_recordings_coded') }}
    where rule = 'recording_mbid'

),

tracks_keyed as (

    select
        tracks.track_id,
        'name:' || md5(tracks.first_artist || ' / ' || tracks.title) as name_key,
        case
            when names.names ~ '^[a-z0-9 /]+$'
                then regexp_replace(names.names, '[ /]', '', 'g')
        end as lookup_key
    from tracks
    inner join names on tracks.track_id = names.track_id

)

select
    tracks_keyed.track_id,
    'canonical_names' as rule,
    recordings.recording_mbid as code
from tracks_keyed
inner join recordings on tracks_keyed.name_key = recordings.name_key
union
select
    tracks_keyed.track_id,
    'canonical_names' as rule,
    recordings.recording_mbid as code
from tracks_keyed
inner join recordings on tracks_keyed.lookup_key = recordings.lookup_key
union
-- so that a track with an id is joined with one whose names mean it
select
    codes.track_id,
    'canonical_names' as rule,
    codes.code
from codes
inner join tracks_keyed on codes.track_id = tracks_keyed.track_id

with recursive

tracks as (

    select
        track_id,
        title_key,
        whole_title,
        search_text
    from {{ ref('int_tracks_keyed_by_title') }}

),

isrcs as (

    select
        track_id,
        code
    from {{ ref('int_recordings_coded') }}
    where rule = 'isrc'

),

recordings as (

    select
        track_id,
        canonical_track_id
    from {{ ref('int_tracks_identified') }}

),

-- one code, one recording, or titles of the same words are one song in any version
links as (

    select
        tracks.title_key,
        isrcs.code as link
    from tracks
    inner join isrcs on tracks.track_id = isrcs.track_id
    union
    select
        title_key,
        whole_title as link
    from tracks
    where whole_title is not null
    union
    select
        tracks.title_key,
        recordings.canonical_track_id as link
    from tracks
    inner join recordings on tracks.track_id = recordings.track_id

),

links_to_first_keys as (

    select
        title_key,
        min(title_key) over (partition by link) as first_key,
        count(*) over (partition by link) as number_of_keys
    from links

),
{{ groups_joined('links_to_first_keys', 'title_key', 'first_key', 'number_of_keys') }}

recordings_of_titles as (

    select
        title_key,
        first_key as recording_id
    from joined

)

select
    tracks.track_id,
    coalesce(titles.recording_id, tracks.title_key) as recording_id,
    tracks.search_text
from tracks
left join recordings_of_titles as titles on tracks.title_key = titles.title_key

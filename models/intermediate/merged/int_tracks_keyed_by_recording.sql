with recursive

tracks as (

    select
        track_id,
        title_key,
        whole_title,
        isrc,
        search_text
    from {{ ref('int_tracks_keyed_by_title') }}

),

-- one code, or titles of the same words, are one song, whatever marks the version
links as (

    select
        title_key,
        isrc as link
    from tracks
    where isrc is not null
    union
    select
        title_key,
        whole_title as link
    from tracks
    where whole_title is not null

),

links_to_first_keys as (

    select
        title_key,
        min(title_key) over (partition by link) as first_key,
        count(*) over (partition by link) as number_of_keys
    from links

),

-- materialized: each step of the walk reads it
neighbors as materialized (

    select
        title_key,
        first_key as next_key
    from links_to_first_keys
    where number_of_keys > 1
    union
    select
        first_key as title_key,
        title_key as next_key
    from links_to_first_keys
    where number_of_keys > 1

),

-- A walk begins at each key that has none before it. The first key of a group is one of
-- them, and mostly the only one.
walks (start_key, title_key) as (

    select
        title_key as start_key,
        title_key
    from neighbors
    group by title_key
    having min(next_key) >= title_key
    union
    select
        walks.start_key,
        neighbors.next_key as title_key
    from walks
    inner join neighbors on walks.title_key = neighbors.title_key

),

first_keys as (

    select
        title_key,
        min(start_key) as recording_id
    from walks
    group by title_key

)

select
    tracks.track_id,
    coalesce(first_keys.recording_id, tracks.title_key) as recording_id,
    tracks.search_text
from tracks
left join first_keys on tracks.title_key = first_keys.title_key

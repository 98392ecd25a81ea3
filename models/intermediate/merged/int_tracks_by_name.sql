with

tracks as (

    select
        track_id,
        track_popularity,
        track_name
    from {{ ref('int_tracks_merged') }}

),

track_artists as (

    select
        track_id,
        position,
        artist_id
    from {{ ref('int_track_artists_resolved') }}

),

artists as (

    select
        artist_name,
        artist_id
    from {{ ref('int_artists_merged') }}

),

identities as (

    select
        track_id,
        canonical_track_id
    from {{ ref('int_tracks_identified') }}

),

overrides as (

    select
        track_id,
        other_track_id
    from {{ ref('identity_overrides') }}
    where not is_same_recording

),

-- without tracks known only by name, no name is normalised
names_wanted as (

    select name_key
    from {{ ref('int_names_mentioned') }}

),

tracks_named as (

    select
        tracks.track_id,
        tracks.track_popularity,
        {{ name_key('artists.artist_name', 'tracks.track_name') }} as name_key
    from tracks
    left join track_artists
        on tracks.track_id = track_artists.track_id and track_artists.position = 1
    left join artists
        on track_artists.artist_id = artists.artist_id
    where
        tracks.track_name is not null
        and exists (select from names_wanted)

)

select distinct on (tracks_named.name_key)
    tracks_named.name_key,
    case
        when identities.canonical_track_id not like 'name:%'
            then identities.canonical_track_id
        else tracks_named.track_id
    end as track_id
from tracks_named
inner join names_wanted on tracks_named.name_key = names_wanted.name_key
left join identities on tracks_named.name_key = identities.track_id
left join overrides
    on
        tracks_named.name_key = overrides.track_id
        and tracks_named.track_id = overrides.other_track_id
where overrides.track_id is null
order by
    tracks_named.name_key asc,
    starts_with(tracks_named.track_id, 'name:') asc,
    tracks_named.track_popularity desc nulls last,
    tracks_named.track_id asc

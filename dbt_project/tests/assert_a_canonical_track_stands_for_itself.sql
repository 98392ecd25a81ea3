-- Returns the tracks whose canonical track has another one, or is another song.
with

identities as (

    select
        track_id,
        canonical_track_id,
        recording_id
    from {{ ref('recording_identities') }}

)

select
    identities.track_id,
    identities.canonical_track_id
from identities
inner join identities as canonical
    on identities.canonical_track_id = canonical.track_id
where
    canonical.canonical_track_id <> canonical.track_id
    or canonical.recording_id <> identities.recording_id

-- Returns the pairs that identity_overrides keeps apart and that are one recording.
with

overrides as (

    select
        track_id,
        other_track_id
    from {{ ref('identity_overrides') }}
    where not is_same_recording

),

identities as (

    select
        track_id,
        recording_id
    from {{ ref('recording_identities') }}

)

select
    overrides.track_id,
    overrides.other_track_id,
    identities.recording_id
from overrides
inner join identities on overrides.track_id = identities.track_id
inner join identities as others on overrides.other_track_id = others.track_id
where identities.recording_id = others.recording_id

with

identities as (

    select
        track_id,
        canonical_track_id,
        rule
    from {{ ref('int_tracks_identified') }}

),

recordings as (

    select
        track_id,
        recording_id
    from {{ ref('int_tracks_keyed_by_recording') }}

),

rules as (

    select
        rule,
        confidence
    from {{ ref('identity_precedence') }}

)

select
    identities.track_id,
    identities.canonical_track_id,
    recordings.recording_id,
    identities.rule,
    rules.confidence::double precision as confidence
from identities
inner join recordings on identities.track_id = recordings.track_id
inner join rules on identities.rule = rules.rule

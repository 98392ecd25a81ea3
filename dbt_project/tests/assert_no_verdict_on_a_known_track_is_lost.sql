{{ config(group='listeners') }}
-- Returns the verdicts on tracks of the catalogue that never reached the mart.
with

feedback as (

    select
        profile_id,
        track_id
    from {{ ref('stg_app__feedback') }}

),

tracks as (

    select track_id
    from {{ ref('fact_tracks') }}

),

facts as (

    select
        profile_id,
        track_id,
        feedback_id
    from {{ ref('fact_feedback') }}

)

select
    feedback.profile_id,
    feedback.track_id
from feedback
inner join tracks on feedback.track_id = tracks.track_id
left join facts
    on feedback.profile_id = facts.profile_id and feedback.track_id = facts.track_id
where facts.feedback_id is null

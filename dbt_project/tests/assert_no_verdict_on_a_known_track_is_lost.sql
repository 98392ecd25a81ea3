{{ config(group='listeners') }}
-- Returns the verdicts on tracks of the catalogue that never reached the mart.
select
    feedback.profile_id,
    feedback.track_id
from {{ ref('stg_app__feedback') }} as feedback
inner join {{ ref('fact_tracks') }} as tracks on feedback.track_id = tracks.track_id
left join {{ ref('fact_feedback') }} as kept
    on feedback.profile_id = kept.profile_id and feedback.track_id = kept.track_id
where kept.feedback_id is null

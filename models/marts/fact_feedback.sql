with

feedback as (

    select
        profile_id,
        track_id,
        verdict,
        created_at,
        updated_at
    from {{ ref('stg_app__feedback') }}

),

tracks as (

    select track_id
    from {{ ref('fact_tracks') }}

)

select
    md5(feedback.profile_id || ' ' || feedback.track_id) as feedback_id,
    feedback.profile_id,
    feedback.track_id,
    feedback.verdict,
    feedback.created_at,
    feedback.updated_at
from feedback
inner join tracks on feedback.track_id = tracks.track_id

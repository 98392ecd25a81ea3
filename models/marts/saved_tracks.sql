with

savings as (

    select
        source,
        track_id,
        added_at
    from {{ ref('stg_raw__saved_tracks') }}

),

tracks as (

    select track_id
    from {{ ref('fact_tracks') }}

)

select
    savings.track_id,
    min(savings.added_at) as added_at,
    min(savings.source) as source
from savings
inner join tracks on savings.track_id = tracks.track_id
group by savings.track_id

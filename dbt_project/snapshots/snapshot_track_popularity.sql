{% snapshot snapshot_track_popularity %}

{{
    config(
        unique_key='track_id',
        check_cols=['track_popularity'],
    )
}}

select
    track_id,
    track_popularity
from {{ ref('fact_tracks') }}
where track_popularity is not null

{% endsnapshot %}

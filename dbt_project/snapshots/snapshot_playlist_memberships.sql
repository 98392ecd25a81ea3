{% snapshot snapshot_playlist_memberships %}

{{
    config(
        unique_key=['playlist_id', 'track_id'],
        check_cols=['track_id'],
        updated_at='fetched_at',
        snapshot_meta_column_names={
            'dbt_valid_from': 'joined_at',
            'dbt_valid_to': 'left_at',
            'dbt_scd_id': 'membership_id',
            'dbt_updated_at': 'updated_at',
        },
    )
}}

select
    playlist_id,
    track_id,
    min(fetched_at) as fetched_at
from {{ ref('int_playlist_items_selected') }}
group by playlist_id, track_id

{% endsnapshot %}

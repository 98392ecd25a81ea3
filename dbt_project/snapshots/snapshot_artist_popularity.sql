{% snapshot snapshot_artist_popularity %}

{{
    config(
        unique_key='artist_id',
        check_cols=['artist_popularity', 'artist_followers'],
    )
}}

select
    artist_id,
    artist_popularity,
    artist_followers
from {{ ref('dim_artists') }}
where num_nonnulls(artist_popularity, artist_followers) > 0

{% endsnapshot %}

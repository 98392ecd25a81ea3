select
    profile_id::text as profile_id,
    track_id,
    verdict,
    created_at,
    updated_at
from {{ source('app', 'feedback') }}

select
    invocation_id,
    command,
    selection,
    started_at,
    finished_at,
    is_full_refresh,
    dbt_version
from {{ source('observability', 'invocations') }}

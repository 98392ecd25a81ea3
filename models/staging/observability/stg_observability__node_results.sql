select
    invocation_id,
    unique_id,
    resource_type,
    name as node_name,
    status,
    number_of_failures,
    number_of_rows,
    seconds,
    message,
    failing_rows_query
from {{ source('observability', 'node_results') }}

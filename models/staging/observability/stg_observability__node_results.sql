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
    stored_in
from {{ source('observability', 'node_results') }}

select
    run_id,
    evaluated_at,
    data_version,
    code_version,
    model_version,
    method,
    stratum,
    metric,
    value,
    lower,
    upper,
    difference,
    difference_lower,
    difference_upper,
    is_better,
    number_of_queries
from {{ source('evaluation', 'evaluations') }}

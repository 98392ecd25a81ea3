select
    model as node_name,
    figure,
    model_version,
    value as figure_value,
    measured_at
from {{ source('observability', 'model_figures') }}

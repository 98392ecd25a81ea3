select
    model_version,
    figure_value as recall,
    measured_at
from {{ ref('stg_observability__model_figures') }}
where node_name = 'recommendations' and figure = 'search_recall'

with

results as (

    select
        unique_id,
        resource_type,
        node_name,
        status,
        number_of_failures,
        message,
        failing_rows_query,
        invocation_id
    from {{ ref('stg_observability__node_results') }}

),

invocations as (

    select
        finished_at,
        invocation_id
    from {{ ref('stg_observability__invocations') }}

),

results_ranked as (

    select
        results.unique_id,
        results.resource_type,
        results.node_name,
        results.status,
        results.number_of_failures,
        results.message,
        results.failing_rows_query,
        invocations.finished_at,
        row_number() over (
            partition by results.unique_id order by invocations.finished_at desc
        ) as rank
    from results
    inner join invocations
        on results.invocation_id = invocations.invocation_id
    where results.status <> 'skipped'

)

select
    unique_id,
    resource_type,
    node_name,
    status,
    number_of_failures,
    message,
    failing_rows_query,
    finished_at
from results_ranked
where rank = 1 and status in ('error', 'fail', 'warn')

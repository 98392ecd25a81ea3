with

invocations as (

    select
        invocation_id,
        command,
        selection,
        started_at,
        finished_at,
        extract(epoch from finished_at - started_at)::double precision as seconds,
        is_full_refresh
    from {{ ref('stg_observability__invocations') }}

),

results_counted as (

    select
        invocation_id,
        count(*) filter (
            where resource_type in ('model', 'seed', 'snapshot')
        ) as number_of_models,
        count(*) filter (
            where resource_type in ('test', 'unit_test')
        ) as number_of_tests,
        count(*) filter (where status in ('error', 'fail')) as number_of_problems,
        count(*) filter (where status = 'warn') as number_of_warnings,
        count(*) filter (where status = 'skipped') as number_of_skipped,
        sum(number_of_rows) filter (
            where resource_type in ('model', 'seed', 'snapshot')
        ) as number_of_rows
    from {{ ref('stg_observability__node_results') }}
    where status <> 'removed'
    group by invocation_id

)

select
    -- as text: dbt does not know the type uuid under a contract
    invocations.invocation_id::text as invocation_id,
    invocations.command,
    invocations.selection,
    invocations.started_at,
    invocations.finished_at,
    invocations.seconds,
    coalesce(counted.number_of_models, 0) as number_of_models,
    coalesce(counted.number_of_tests, 0) as number_of_tests,
    coalesce(counted.number_of_problems, 0) as number_of_problems,
    coalesce(counted.number_of_warnings, 0) as number_of_warnings,
    coalesce(counted.number_of_skipped, 0) as number_of_skipped,
    coalesce(counted.number_of_rows, 0)::bigint as number_of_rows,
    coalesce(counted.number_of_problems, 0) = 0 as is_whole,
    invocations.is_full_refresh
from invocations
left join results_counted as counted
    on invocations.invocation_id = counted.invocation_id

"""The queries of `segue status`."""

LOADS = """
    with runs as (
        select source, run_id, max(finished_at) as finished_at, max(status) as status,
            sum(new)::integer as new, sum(changed)::integer as changed,
            sum(missing)::integer as missing, sum(failed)::integer as failed
        from raw._runs
        where finished_at is not null
        group by source, run_id
    ),
    latest as (
        select distinct on (source)
            source, finished_at, status, new, changed, missing, failed
        from runs
        order by source, finished_at desc
    )
    select * from latest order by finished_at desc
"""
LAST_VERDICT = "select max(updated_at) as at from app.feedback"
LAST_BUILD = """
    with counted as (
        select
            invocation_id,
            count(*) filter (where resource_type in ('model', 'seed', 'snapshot')) as models,
            count(*) filter (where resource_type in ('test', 'unit_test')) as tests,
            count(*) filter (where status in ('error', 'fail')) as problems
        from observability.node_results
        where status <> 'removed'
        group by invocation_id
    )
    select command, selection, started_at, finished_at,
        extract(epoch from finished_at - started_at)::double precision as seconds,
        models as number_of_models, tests as number_of_tests, problems as number_of_problems,
        -- missing in a table of an older release, until the next build
        to_jsonb(invocations) ->> 'code' as code
    from observability.invocations
    inner join counted using (invocation_id)
    where models > 0
    order by finished_at desc
    limit 1
"""
PROBLEMS = """
    with latest as (
        select distinct on (unique_id) node_results.*
        from observability.node_results
        inner join observability.invocations using (invocation_id)
        where status <> 'skipped'
        order by unique_id, finished_at desc
    )
    select name, resource_type, status, message, number_of_failures,
        -- missing in a table of a release before 0.2.0, until the next build
        to_jsonb(latest) ->> 'failing_rows_query' as failing_rows_query
    from latest
    where status in ('error', 'fail', 'warn')
    order by status, name
"""
SKIPPED_MODELS = """
    select name
    from (
        select distinct on (unique_id) name, resource_type, status
        from observability.node_results
        inner join observability.invocations using (invocation_id)
        order by unique_id, finished_at desc
    ) as latest
    where status = 'skipped' and resource_type in ('model', 'seed', 'snapshot')
    order by name
"""
BROKEN_KEYS = """
    select conname as name, 'foreign key' as resource_type, 'error' as status,
        format('some rows of %s refer to rows that %s has not', conrelid::regclass,
            confrelid::regclass) as message,
        null as number_of_failures, null as failing_rows_query
    from pg_constraint
    where contype = 'f' and not convalidated and connamespace = to_regnamespace('marts')
    order by conname
"""
CHANGED_SOURCES = """
    select name from observability.versions
    where code = ''
        -- missing in a table of a release before 0.2.0, until the next build
        and coalesce(to_jsonb(versions) ->> 'built_version', version)
        <> observability.source_version(to_regclass(name))
    order by name
"""
IDLE_PARAMETERS = """
    select parameter, reason
    from (
        select parameter, kind,
            -- missing in a table of an older build
            to_jsonb(parameters) ->> 'no_effect_because' as reason
        from marts.recommendation_parameters as parameters
    ) as read
    where kind = 'given' and reason is not null
    order by parameter
"""
# null in a table of an older build
FIT_REASON = """
    select to_jsonb(parameters) ->> 'fit_reason' as reason
    from marts.recommendation_parameters as parameters
    limit 1
"""
MODEL_REASONS = """
    select distinct on (model) model, reason from observability.model_decisions
    order by model, decided_at desc
"""
SEARCH_RECALL = """
    select value from observability.model_figures
    where model = 'recommendations' and figure = 'search_recall'
    order by measured_at desc
    limit 1
"""
# tables that are not those that the last build left
LOST_TABLES = """
    select name from observability.versions
    where relation is distinct from to_regclass(name)::oid
    union
    select name from observability.node_results
    where
        invocation_id = (
            select invocation_id from observability.invocations
            where command = 'build' and selection is null
            order by finished_at desc
            limit 1
        )
        and resource_type in ('model', 'seed', 'snapshot')
        and not exists (select from pg_class where relname = name and relkind in ('r', 'p', 'v'))
    order by name
"""
UNFINISHED = "select min(started_at) as at from observability.unfinished_builds"

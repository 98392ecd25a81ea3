{# Store one row for this command, and one for the result of each of its nodes. #}
{% macro store_results(results) %}
  {%- if execute and flags.WHICH in ['build', 'run', 'test', 'seed', 'snapshot'] -%}
    {%- set ended = [] -%}
    {%- for result in results -%}
      {%- set rows = (result.adapter_response or {}).get('rows_affected') -%}
      {%- set breaks = result.status in ['fail', 'warn'] and result.failures -%}
      {%- do ended.append({
            'unique_id': result.node.unique_id,
            'resource_type': result.node.resource_type | string,
            'name': result.node.name,
            'status': result.status | string,
            'number_of_failures': result.failures,
            'number_of_rows': rows if rows is not none and rows >= 0 else none,
            'seconds': result.execution_time,
            'message': result.message,
            'failing_rows_query': result.node.compiled_code if breaks else none,
          }) -%}
    {%- endfor -%}
    {%- set selection = selection_of_this_command() -%}
    {%- do ended.extend(removed_nodes(ended, selection)) -%}
with

invocation as (

    insert into observability.invocations (
        invocation_id, command, selection, started_at, finished_at, is_full_refresh, dbt_version, code
    )
    values (
        '{{ invocation_id }}', '{{ flags.WHICH }}',
        nullif($selection${{ selection }}$selection$, ''),
        '{{ run_started_at.isoformat() }}', clock_timestamp(),
        {{ flags.FULL_REFRESH | default(false, true) | lower }}, '{{ dbt_version }}',
        {{ code_of_this_command() }}
    )
    returning invocation_id

)

insert into observability.node_results (
    invocation_id, unique_id, resource_type, name, status, number_of_failures, number_of_rows,
    seconds, message, failing_rows_query
)
select
    invocation.invocation_id,
    ended.*
from invocation
cross join jsonb_to_recordset($ended${{ tojson(ended) }}$ended$) as ended (
    unique_id text, resource_type text, name text, status text, number_of_failures bigint,
    number_of_rows bigint, seconds double precision, message text, failing_rows_query text
)
  {%- endif -%}
{% endmacro %}


{# Failed nodes that are no longer in the project, as they were renamed or deleted. The graph has no
   unit tests, so a removed one is found by a command that runs all of them. dbt reports a hook
   only if it failed. #}
{% macro removed_nodes(ended, selection) %}
  {%- set here = ended | map(attribute='unique_id') | list -%}
  {%- set runs_all_unit_tests = not selection
        and 'unit_test' in ended | map(attribute='resource_type') -%}
  {%- set removed = [] -%}
  {%- for row in run_query(latest_failures()).rows -%}
    {%- set kind = row['resource_type'] -%}
    {%- set is_gone = runs_all_unit_tests if kind == 'unit_test'
          else kind == 'operation' or row['unique_id'] not in graph.nodes -%}
    {%- if is_gone and row['unique_id'] not in here -%}
      {%- do removed.append(dict(row.dict(), status='removed', seconds=0)) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(removed) -%}
{% endmacro %}


{% macro latest_failures() -%}
  select unique_id, resource_type, name
  from (
      select distinct on (unique_id) results.*
      from observability.node_results as results
      inner join observability.invocations using (invocation_id)
      order by unique_id asc, finished_at desc
  ) as latest
  where status in ('error', 'fail', 'warn', 'skipped')
{%- endmacro %}

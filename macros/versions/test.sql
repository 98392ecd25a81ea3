{# Like dbt's own materialization, but `dbt build` does not run a test again that passed on the same
   versions of what it reads: see versions.sql. `dbt test` and `--full-refresh` run all tests, so that
   they find what was changed by hand. #}
{% materialization test, adapter='postgres' %}
  {%- if not var('skip_passed_tests', false) or should_store_failures() -%}
    {{ return(materialization_test_default()) }}
  {%- endif -%}
  {%- if flags.WHICH == 'build' and not flags.FULL_REFRESH -%}
    {%- call statement('main', fetch_result=true) -%}{{ passed_query() }}{%- endcall -%}
    {%- if load_result('main')['table'].rows | length == 1 -%}
      {{ return({'relations': []}) }}
    {%- endif -%}
  {%- endif -%}
  {%- set result = materialization_test_default() -%}
  {%- set row = load_result('main')['table'].rows[0] -%}
  {%- call statement('remember') -%}
    {{ remember_test(row['failures'] == 0 and not row['should_warn'] and not row['should_error']) }}
  {%- endcall -%}
  {%- do adapter.commit() -%}
  {{ return(result) }}
{% endmaterialization %}


{# The result of a test without failures; no row if it has not passed on these versions. #}
{% macro passed_query() -%}
  select 0 as failures, false as should_warn, false as should_error
  from observability.passed_tests
  where unique_id = '{{ model.unique_id }}' and code = {{ code_of_test() }}
    and inputs = {{ inputs_of(model) }}
{%- endmacro %}


{# No commit waits for the disk: a record that is lost costs one run of a test. #}
{% macro remember_test(has_passed) -%}
  set local synchronous_commit = off;
  delete from observability.passed_tests where unique_id = '{{ model.unique_id }}';
  {%- if has_passed %}
  insert into observability.passed_tests (unique_id, code, inputs)
  select unique_id, code, inputs
  from (values ('{{ model.unique_id }}', {{ code_of_test() }}, {{ inputs_of(model) }}))
      as tests (unique_id, code, inputs)
  where inputs is not null
  {%- endif %}
{%- endmacro %}


{% macro code_of_test() -%}
  '{{ local_md5(tojson([sql, model.config], sort_keys=True)) }}'
{%- endmacro %}


{% macro create_passed_tests_table() -%}
create table if not exists observability.passed_tests (
    unique_id text primary key,
    code text not null,
    inputs text not null
)
{%- endmacro %}

{# dbt's own data test, with two differences. In a build, one that passed on the very rows and
   code that stand now has passed, and is not asked again; `dbt test` asks all. And the rows
   that break it are kept only when there are any: a test that passes is one scan and leaves
   no table. `segue status` says where the rows are. #}
{% materialization test, adapter='postgres' %}
  {%- set are_kept = versions_are_kept() -%}
  {%- if are_kept and flags.WHICH == 'build' and test_passed_before() -%}
    {%- call statement('main', fetch_result=True) -%}
      select 0 as failures, false as should_warn, false as should_error
    {%- endcall -%}
    {{ return({'relations': []}) }}
  {%- endif -%}

  {%- set found_rows = get_limit_subquery_sql(sql, config.get('limit')) -%}
  {%- call statement('main', fetch_result=True) -%}
    {{ get_test_sql(
          found_rows, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'),
          limit=none) }}
  {%- endcall -%}
  {%- set outcome = load_result('main')['data'][0] -%}

  {%- set relations = [] -%}
  {%- if should_store_failures() -%}
    {%- set kept = adapter.get_relation(
          database=database, schema=schema, identifier=model['alias']) -%}
    {%- if kept -%}
      {%- do adapter.drop_relation(kept) -%}
    {%- endif -%}
    {%- if outcome[1] or outcome[2] -%}
      {%- set fresh = api.Relation.create(
            database=database, schema=schema, identifier=model['alias'], type='table') -%}
      {%- call statement('keep_rows') -%}
        create table {{ fresh }} as ({{ found_rows }})
      {%- endcall -%}
      {%- do relations.append(fresh) -%}
    {%- endif -%}
  {%- endif -%}
  {%- if are_kept and (outcome[0] or flags.WHICH == 'build') -%}
    {%- call statement('note_test') -%}
      {{ note_test(has_passed=not outcome[0]) }}
    {%- endcall -%}
  {%- endif -%}
  {%- do adapter.commit() -%}
  {{ return({'relations': relations}) }}
{% endmaterialization %}

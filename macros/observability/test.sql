{# dbt's own data test, but that the rows which break it are kept only when there are any: a
   test that passes is one scan and leaves no table. `segue status` says where the rows are. #}
{% materialization test, adapter='postgres' %}
  {%- set found_rows = get_limit_subquery_sql(sql, config.get('limit')) -%}
  {%- call statement('main', fetch_result=True) -%}
    {{ get_test_sql(
          found_rows, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'),
          limit=none) }}
  {%- endcall -%}

  {%- set relations = [] -%}
  {%- if should_store_failures() -%}
    {%- set outcome = load_result('main')['data'][0] -%}
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
    {%- do adapter.commit() -%}
  {%- endif -%}
  {{ return({'relations': relations}) }}
{% endmaterialization %}

{# The views on a relation, each with the statement that makes it again. Read before the
   relation is renamed: the text then names the relation, not what it has become. #}
{% macro views_on(relation) %}
  {%- call statement('views_on', fetch_result=True) -%}
    select distinct
        schemas.nspname,
        views.relname,
        format(
            'create or replace view %s as %s',
            views.oid::regclass, pg_get_viewdef(views.oid)
        )
    from pg_depend
    inner join pg_rewrite on pg_depend.objid = pg_rewrite.oid
    inner join pg_class as views
        on pg_rewrite.ev_class = views.oid and views.relkind = 'v'
    inner join pg_namespace as schemas on views.relnamespace = schemas.oid
    where
        pg_depend.classid = 'pg_rewrite'::regclass
        and pg_depend.refobjid = to_regclass('{{ relation }}')
        and views.oid <> pg_depend.refobjid
  {%- endcall -%}
  {%- do return(load_result('views_on')['data']) -%}
{% endmacro %}


{# Point the views at the new table of the old name, so that dropping the old one leaves
   them. A view that no longer fits, as a column of it is gone, goes with the old table. #}
{% macro repoint(views) %}
  {%- for schema, name, statement_of_view in views -%}
    {% call statement('repoint') -%}
      do $repoint$
      begin
          execute $view${{ statement_of_view }}$view$;
      exception when undefined_column or invalid_table_definition then
          raise notice '%', sqlerrm;
      end
      $repoint$
    {%- endcall %}
  {%- endfor -%}
{% endmacro %}


{# dbt takes every view on a table that it drops to be gone; tell it which ones are not. #}
{% macro remember(views) %}
  {%- for schema, name, _ in views -%}
    {%- call statement('stands', fetch_result=True) -%}
      select to_regclass('{{ adapter.quote(schema) }}.{{ adapter.quote(name) }}') is not null
    {%- endcall -%}
    {%- if load_result('stands')['data'][0][0] -%}
      {%- do adapter.cache_added(api.Relation.create(
            database=target.database, schema=schema, identifier=name, type='view')) -%}
    {%- endif -%}
  {%- endfor -%}
{% endmacro %}

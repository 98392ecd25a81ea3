{# A view is replaced where it is. dbt would create another one and drop the old one with all that
   reads it: views of others, and views of the project that this command does not build. #}
{% materialization view, adapter='postgres' %}
  {%- set existing = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {%- if config.get('contract').enforced -%}
    {{ get_assert_columns_equivalent(sql) }}
  {%- endif -%}
  {%- if existing is not none and not existing.is_view -%}
    {%- call statement('drop_table') -%}drop {{ existing.type }} {{ existing }}{%- endcall -%}
    {%- do adapter.cache_dropped(existing) -%}
  {%- endif -%}
  {%- if existing is not none and existing.is_view -%}
    {%- call statement('replace') -%}
do $view$
begin
    {{ create_or_replace_view(target_relation, sql) }};
exception when invalid_table_definition then -- a column has another name or type, or is gone
    {{ drop_with_selected_views(existing) }}
    {{ create_or_replace_view(target_relation, sql) }};
end
$view$
    {%- endcall -%}
    {%- call noop_statement('main', 'CREATE VIEW', 'CREATE VIEW', -1) -%}{{ sql }}{%- endcall -%}
  {%- else -%}
    {%- call statement('main') -%}{{ create_or_replace_view(target_relation, sql) }}{%- endcall -%}
  {%- endif -%}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=true) -%}
  {%- do persist_docs(target_relation, model) -%}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {%- do adapter.commit() -%}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{% macro create_or_replace_view(relation, sql) -%}
  create or replace view {{ relation }} as (
    {{ sql }}
  )
{%- endmacro %}


{# In a block of PL/pgSQL: drop the relation, and before it the views above it that this command
   builds again. Postgres refuses if anything else reads it, and says what. #}
{% macro drop_with_selected_views(relation) -%}
  {%- set selected = [] -%}
  {%- for unique_id in selected_resources if graph.nodes.get(unique_id, {}).get('config', {})
        .get('materialized') == 'view' -%}
    {%- do selected.append(name_of(graph.nodes[unique_id])) -%}
  {%- endfor -%}
    declare
        reader text;
    begin
        for reader in
            with recursive readers as (
                select '{{ relation }}'::regclass::oid as oid, 0 as depth
                union
                select pg_rewrite.ev_class, readers.depth + 1
                from readers
                inner join pg_depend
                    on refobjid = readers.oid and classid = 'pg_rewrite'::regclass
                inner join pg_rewrite on pg_rewrite.oid = objid
                where pg_rewrite.ev_class <> readers.oid
            )
            select oid::regclass from readers
            where depth > 0 and oid = any (
                select to_regclass(name) from unnest('{ {{- selected | join(', ') -}} }'::text[]) as name
            )
            group by oid
            order by max(depth) desc
        loop
            execute format('drop view %s', reader);
        end loop;
        drop {{ relation.type }} {{ relation }};
    end;
{%- endmacro %}

{# Add each declared foreign key that does not exist, at the end of every run: a new table has none
   of its own, and rebuilding a table drops those that refer to it. A key is added as NOT VALID,
   for which no reader has to wait, and then validated. #}
{% macro restore_foreign_keys() %}
  {%- if execute -%}
    {%- set declared = declared_foreign_keys() -%}
    {%- if declared %}
do $restore$
declare
    declared record;
    found pg_constraint;
    problems text := '';
begin
    for declared in
        select * from jsonb_to_recordset($json${{ tojson(declared) }}$json$) as keys (
            model text, name text, child text, child_columns text[], parent_model text,
            parent text, parent_columns text[]
        )
        where to_regclass(child) is not null and to_regclass(parent) is not null
    loop
        select pg_constraint.* into found
        from pg_constraint
        where contype = 'f'
            and conrelid = declared.child::regclass
            and confrelid = declared.parent::regclass
            and {{ columns_of_key('conrelid', 'conkey') }} = declared.child_columns
            and {{ columns_of_key('confrelid', 'confkey') }} = declared.parent_columns;
        continue when found.convalidated;
        if found.oid is null then
            execute format(
                'alter table %s add constraint %I foreign key (%s) references %s (%s) not valid',
                declared.child, declared.name, {{ quoted_list('declared.child_columns') }},
                declared.parent, {{ quoted_list('declared.parent_columns') }}
            );
            found.conname := declared.name;
        end if;
        begin
            execute format(
                'alter table %s validate constraint %I', declared.child, found.conname
            );
        exception when foreign_key_violation then
            problems := problems || format(
                E'\n  expected every %s of %s in %s, got some that are missing; '
                'run `dbt build --select %s %s+`',
                array_to_string(declared.child_columns, ', '), declared.child, declared.parent,
                declared.parent_model, declared.model
            );
        end;
        commit;
    end loop;
    if problems <> '' then
        raise exception 'foreign keys do not hold:%', problems;
    end if;
end
$restore$
    {%- endif -%}
  {%- endif -%}
{% endmacro %}


{# The names of a key's columns, in the order of the key. #}
{% macro columns_of_key(table_oid, column_numbers) -%}
  array(
      select attname::text
      from unnest({{ column_numbers }}) with ordinality as key_columns (number, position)
      inner join pg_attribute on attrelid = {{ table_oid }} and attnum = key_columns.number
      order by key_columns.position
  )
{%- endmacro %}


{% macro quoted_list(columns) -%}
  (select string_agg(quote_ident(item), ', ') from unnest({{ columns }}) as item)
{%- endmacro %}

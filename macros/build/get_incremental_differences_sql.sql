{# The incremental strategy `differences`: a model says what its table is to hold, all of it,
   and only the rows that differ are touched. What is late is put in, what changed is put
   right, what is gone from the sources is deleted, and nothing is written when nothing is new.
   One row comes back for each row touched, so that dbt counts them. #}
{% macro get_incremental_differences_sql(arguments) %}
  {%- set target = arguments['target_relation'] -%}
  {%- set fresh = arguments['temp_relation'] -%}
  {%- set key = arguments['unique_key'] -%}
  {%- set key = [key] if key is string else key -%}
  {%- set names = arguments['dest_columns'] | map(attribute='name') | list -%}
  {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | list -%}
  {%- set others = [] -%}
  {%- for name in names if name not in key -%}
    {%- do others.append(columns[names.index(name)]) -%}
  {%- endfor -%}
  {%- set same_key -%}
    {%- for name in key %}fresh.{{ name }} = held.{{ name }}{{ ' and ' if not loop.last }}{% endfor -%}
  {%- endset %}
  analyze {{ fresh }};
  {{ let_go_of(target, fresh, same_key) }};
  with changed as (
  {%- if others %}
      update {{ target }} as held
      set {% for column in others -%}
        {{ column }} = fresh.{{ column }}{{ ', ' if not loop.last }}
      {%- endfor %}
      from {{ fresh }} as fresh
      where
          {{ same_key }}
          and (fresh.{{ others | join(', fresh.') }})
          is distinct from (held.{{ others | join(', held.') }})
      returning 1
  {%- else %}
      select 1 where false
  {%- endif %}
  ),
  gone as (
      delete from {{ target }} as held
      where not exists (select from {{ fresh }} as fresh where {{ same_key }})
      returning 1
  ),
  added as (
      insert into {{ target }} ({{ columns | join(', ') }})
      select fresh.{{ columns | join(', fresh.') }}
      from {{ fresh }} as fresh
      where not exists (select from {{ target }} as held where {{ same_key }})
      returning 1
  )
  select 1 from changed
  union all select 1 from gone
  union all select 1 from added
{% endmacro %}


{# Rows that are to go may still be referred to by tables that are built later: then the keys
   that point here go first, and restore_foreign_keys puts them back when all is built. #}
{% macro let_go_of(target, fresh, same_key) %}
  do $keys$
  declare
      pointing record;
  begin
      -- counted, not looked for: a plan for the first row would compare each with each
      if (
          select count(*) from {{ target }} as held
          where not exists (select from {{ fresh }} as fresh where {{ same_key }})
      ) > 0 then
          for pointing in
              select conrelid::regclass as child, conname as name from pg_constraint
              where contype = 'f' and confrelid = '{{ target }}'::regclass
          loop
              execute format(
                  'alter table %s drop constraint %I', pointing.child, pointing.name
              );
          end loop;
      end if;
  end
  $keys$
{% endmacro %}

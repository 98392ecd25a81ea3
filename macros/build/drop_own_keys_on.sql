{# Drop the project's foreign keys on a table before rows or keys of it are deleted: the tables
   that refer to these are built later. restore_foreign_keys adds them at the end of the run. The
   foreign keys of others stay. #}
{% macro drop_own_keys_on(target, condition) %}
  {%- set children = [] -%}
  {%- for key in declared_foreign_keys() if key.parent_model == model.name -%}
    {%- do children.append(key.child) -%}
  {%- endfor %}
  do $own$
  declare
      statement text;
      statements constant text[] := array(
          select format('alter table %s drop constraint %I', conrelid::regclass, conname)
          from unnest('{ {{- children | unique | join(', ') -}} }'::text[]) as children (child)
          inner join pg_constraint on conrelid = to_regclass(child)
          where contype = 'f' and confrelid = '{{ target }}'::regclass
      );
  begin
      if statements <> '{}' and {{ condition }} then
          foreach statement in array statements loop
              execute statement;
          end loop;
      end if;
  end
  $own$
{% endmacro %}


{% macro names_of_foreign_keys() -%}
  {%- for key in declared_foreign_keys() if key.model == model.name -%}
    {{ key.name }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

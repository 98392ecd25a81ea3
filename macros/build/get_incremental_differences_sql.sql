{# The incremental strategy `differences`: a model says what its table is to hold, all of it,
   and only the rows that differ are touched. What is late is put in, what changed is replaced,
   what is gone from the sources is deleted, and nothing is written when nothing is new. #}
{% macro get_incremental_differences_sql(arguments) %}
  {%- set target = arguments['target_relation'] -%}
  {%- set fresh = arguments['temp_relation'] -%}
  {%- set key = arguments['unique_key'] -%}
  {%- set key = [key] if key is string else key -%}
  {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | list -%}
  {%- set same_key -%}
    {%- for name in key %}fresh.{{ name }} = held.{{ name }}{{ ' and ' if not loop.last }}{% endfor -%}
  {%- endset %}
    delete from {{ target }} as held
    where not exists (
        select from {{ fresh }} as fresh
        where {{ same_key }}
            and (fresh.{{ columns | join(', fresh.') }})
            is not distinct from (held.{{ columns | join(', held.') }})
    );
    insert into {{ target }} ({{ columns | join(', ') }})
    select fresh.{{ columns | join(', fresh.') }}
    from {{ fresh }} as fresh
    where not exists (select from {{ target }} as held where {{ same_key }})
{% endmacro %}

{# The incremental strategy `sync`: write only the rows that differ from those of the model. If most
   rows differ, the table is emptied and filled, which keeps the model's order; by DELETE, because
   after TRUNCATE a transaction that is already open would see an empty table. #}
{% macro get_incremental_sync_sql(arguments) %}
  {%- set target = arguments['target_relation'] -%}
  {%- set fresh = arguments['temp_relation'] -%}
  {%- set key = arguments['unique_key'] -%}
  {%- set names = arguments['dest_columns'] | map(attribute='name') | list -%}
  {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | list -%}
  {%- set others = [] -%}
  {%- for name in names if name not in key -%}
    {%- do others.append(columns[names.index(name)]) -%}
  {%- endfor -%}
  {%- set same_key -%}
    {%- for name in key %}fresh.{{ name }} = held.{{ name }}{{ ' and ' if not loop.last }}{% endfor -%}
  {%- endset -%}
  {%- set differs -%}
    ({{ prefixed('fresh', others) }}) is distinct from ({{ prefixed('held', others) }})
  {%- endset -%}
  {%- if arguments.get('is_partial') -%}
    {{ sync_some_keys(target, fresh, key, columns, others, same_key, differs) }}
  {%- elif not key or most_rows_differ(target, fresh, same_key, differs if others else 'false') -%}
    delete from {{ target }};
    insert into {{ target }} ({{ columns | join(', ') }})
    select {{ columns | join(', ') }} from {{ fresh }}
  {%- else -%}
    {#- counted, because the plan for `exists` would compare all pairs of rows -#}
    {{ drop_own_keys_on(target, "0 < (select count(*) from " ~ target ~ " as held where not exists "
        ~ "(select from " ~ fresh ~ " as fresh where " ~ same_key ~ "))") }};
    merge into {{ target }} as held
    using {{ fresh }} as fresh on {{ same_key }}
    {%- if others %}
    when matched and {{ differs }} then
        update set {{ assigned('fresh', others) }}
    {%- endif %}
    when not matched then
        insert ({{ columns | join(', ') }}) values ({{ prefixed('fresh', columns) }})
    when not matched by source then delete
  {%- endif -%}
{% endmacro %}


{# The same for rows of the keys in `replaced_keys` alone: those of other keys stay. One statement,
   so that its number of rows counts all that was written. #}
{% macro sync_some_keys(target, fresh, key, columns, others, same_key, differs) %}
    {%- set gone -%}
      select {{ prefixed('held', columns) }}, true as is_gone
      from {{ target }} as held
      inner join pg_temp.replaced_keys on held.{{ key[0] }} = replaced_keys.{{ key[0] }}
      where not exists (select from {{ fresh }} as fresh where {{ same_key }})
    {%- endset -%}
    {{ drop_own_keys_on(target, "exists (" ~ gone ~ ")") }};
    merge into {{ target }} as held
    using (
        select {{ prefixed('fresh', columns) }}, false as is_gone from {{ fresh }} as fresh
        union all
        {{ gone }}
    ) as fresh on {{ same_key }}
    when matched and fresh.is_gone then delete
    when matched and {{ differs }} then update set {{ assigned('fresh', others) }}
    when not matched then
        insert ({{ columns | join(', ') }}) values ({{ prefixed('fresh', columns) }})
{% endmacro %}


{% macro assigned(alias, columns) -%}
  {% for column in columns -%}
    {{ column }} = {{ alias }}.{{ column }}{{ ', ' if not loop.last }}
  {%- endfor %}
{%- endmacro %}


{% macro prefixed(alias, columns) -%}
  {{ alias }}.{{ columns | join(', ' ~ alias ~ '.') }}
{%- endmacro %}


{# Estimated from a hundredth of the rows, and only from 10,000 rows on. A table that a foreign key
   refers to is never emptied. #}
{% macro most_rows_differ(target, fresh, same_key, differs) %}
  {%- set found = run_query(
        "select count(*) >= 100 and "
        ~ "count(*) < 2 * count(*) filter (where held.tableoid is null or " ~ differs ~ ") "
        ~ "from (select * from " ~ fresh ~ " tablesample bernoulli (1) repeatable (1)) as fresh "
        ~ "left join " ~ target ~ " as held on " ~ same_key ~ " "
        ~ "where not exists (select from pg_constraint where contype = 'f' "
        ~ "and confrelid = '" ~ target ~ "'::regclass)") -%}
  {%- do return(found.rows[0][0]) -%}
{% endmacro %}

{# Note on what a test passed, or that it did not: as for a table, its code and the versions of
   what it reads. They are asked before the test reads (see test_passed_before), so that a
   change that comes while it reads is tested by the next build. #}
{% macro note_test(has_passed) %}
  {%- if has_passed -%}
    insert into observability.versions (name, relation, code, inputs, version)
    values (
        '{{ name_of(model) }}', 0, {{ code_of_this() }},
        nullif('{{ model.get('inputs_before') or '' }}', ''), '{{ invocation_id }}'
    )
    on conflict (name) do update set
        code = excluded.code, inputs = excluded.inputs, version = excluded.version
  {%- else -%}
    delete from observability.versions where name = '{{ name_of(model) }}'
  {%- endif -%}
{% endmacro %}


{# A test of something whose version is not known is always asked. #}
{% macro test_passed_before() %}
  {%- set found = run_query(
        "select inputs, inputs = (select held.inputs from observability.versions as held "
        ~ "where held.name = '" ~ name_of(model) ~ "' and held.code = " ~ code_of_this() ~ ") "
        ~ "from (select " ~ inputs_of(model) ~ " as inputs) as this").rows[0] -%}
  {%- do model.update({'inputs_before': found[0]}) -%}
  {%- do return(found[1]) -%}
{% endmacro %}

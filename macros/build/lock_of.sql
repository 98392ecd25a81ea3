{# An expression that waits for other builds, until the end of their transactions. Two builds that
   merge into one table, replace one function or grant the same rights would fail. #}
{% macro lock_of(name) -%}
  pg_advisory_xact_lock(hashtextextended('{{ name }}', 0))
{%- endmacro %}

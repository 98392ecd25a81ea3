{# dbt's own, but an instant: without its zone it would be read in the session's. #}
{% macro postgres__snapshot_get_time() -%}
  current_timestamp
{%- endmacro %}

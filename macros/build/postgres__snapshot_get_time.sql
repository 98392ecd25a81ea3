{# Like dbt's own macro, but with a time zone: without it the time zone of the session would apply. #}
{% macro postgres__snapshot_get_time() -%}
  current_timestamp
{%- endmacro %}

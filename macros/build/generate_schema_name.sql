{# Schemas have their own names, without the profile's schema as a prefix: people query them. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

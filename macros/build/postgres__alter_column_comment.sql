{# Like dbt's own macro, but without asking for the columns of the relation, which `persist_docs` has
   just done to leave out those that the relation lacks. #}
{% macro postgres__alter_column_comment(relation, column_dict) -%}
  {%- for name, column in column_dict.items() %}
    comment on column {{ relation }}.{{ adapter.quote(name) if column['quote'] else name }} is {{ postgres_escape_comment(column['description']) }};
  {%- endfor %}
{%- endmacro %}

{# Raise one error before anything runs, instead of one per staging view. A source may be missing
   if its meta has `made_later`: no model reads it before it exists. #}
{% macro assert_sources_exist() %}
  {%- if execute -%}
    {%- set missing = [] -%}
    {%- for source in graph.sources.values()
          if not source.meta.get('made_later') -%}
      {%- set name = source.schema ~ '.' ~ source.identifier -%}
      {%- set found = adapter.get_relation(
            database=target.database, schema=source.schema, identifier=source.identifier) -%}
      {%- if not found -%}{%- do missing.append(name) -%}{%- endif -%}
    {%- endfor -%}
    {%- if missing -%}
      {%- do exceptions.raise_compiler_error(
            'expected the tables ' ~ missing | sort | join(', ') ~ ' in the database '
            ~ target.database ~ ', got none of that name; run `segue db start`, which creates them'
          ) -%}
    {%- endif -%}
  {%- endif -%}
{% endmacro %}

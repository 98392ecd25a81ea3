{# One sentence before anything runs, instead of one error per staging view. A source whose
   meta says that it is `made_later` may be missing: no model reads it before it is there. #}
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

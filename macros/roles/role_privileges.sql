{# All privileges of each role. The roles cannot log in; a user becomes a member, as in
   `grant segue_reader to ann`. #}
{% macro role_privileges() %}
  {%- set read = 'select' -%}
  {%- set write = 'select, insert, update, delete' -%}
  {%- set own = ['staging', 'intermediate', 'marts', 'snapshots', 'observability'] -%}
  {%- set privileges = [
        {'role': 'segue_loader', 'schema': 'raw', 'tables': write ~ ', truncate', 'creates': true},
        {'role': 'segue_loader', 'schema': 'raw_staging', 'tables': write ~ ', truncate',
         'creates': true},
        {'role': 'segue_transformer', 'schema': 'raw', 'tables': read, 'creates': false},
        {'role': 'segue_transformer', 'schema': 'app', 'tables': read, 'creates': false},
        {'role': 'segue_api', 'schema': 'marts', 'tables': read, 'creates': false},
        {'role': 'segue_api', 'schema': 'app', 'tables': write, 'creates': false},
        {'role': 'segue_api', 'schema': 'observability', 'tables': read, 'creates': false},
        {'role': 'segue_reader', 'schema': 'marts', 'tables': read, 'creates': false},
  ] -%}
  {%- for schema in own -%}
    {%- do privileges.append({
          'role': 'segue_transformer', 'schema': schema, 'tables': write ~ ', truncate',
          'creates': true}) -%}
  {%- endfor -%}
  {%- do return(privileges) -%}
{% endmacro %}

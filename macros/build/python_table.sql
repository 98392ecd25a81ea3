{# A table made by a Python model. It is swapped in as dbt's own tables are, in the one
   transaction in which the model has run: until it commits, the old table stands. #}
{% materialization python_table, adapter='postgres', supported_languages=['python'] %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set new_relation = make_intermediate_relation(target_relation) -%}
  {%- set existing = load_cached_relation(this) -%}
  {%- set old_relation = make_backup_relation(
        target_relation, existing.type if existing else 'table') -%}

  {{ drop_relation_if_exists(load_cached_relation(new_relation)) }}
  {{ drop_relation_if_exists(load_cached_relation(old_relation)) }}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {% call statement('main', language='python') -%}
    {{- python_table_code(compiled_code, new_relation) -}}
  {%- endcall %}
  {%- if load_result('main')['response'].code == 'UNCHANGED' -%}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
  {%- endif -%}
  {% do create_indexes(new_relation) %}

  {% set views = views_on(existing) if existing else [] %}
  {% if existing %}{% do adapter.rename_relation(existing, old_relation) %}{% endif %}
  {% do adapter.rename_relation(new_relation, target_relation) %}
  {% do repoint(views) %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {% do apply_grants(
        target_relation, config.get('grants'),
        should_revoke=should_revoke(existing, full_refresh_mode=True)) %}
  {% do persist_docs(target_relation, model) %}
  {% do adapter.commit() %}
  {{ drop_relation_if_exists(old_relation) }}
  {% do remember(views) %}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{# The text that dbt_project.python_models runs: the compiled model, whose lines stay those of
   its file, and behind it the table that its result goes to. dbt refuses an enforced contract
   on a Python model; what the YAML declares is put into this table all the same. #}
{% macro python_table_code(compiled_code, relation) -%}
  {%- set types = {} -%}
  {%- for column in model['columns'].values() if column.get('data_type') -%}
    {%- do types.update({column['name']: column['data_type']}) -%}
  {%- endfor -%}
  {%- if types and types | length != model['columns'] | length -%}
    {%- do exceptions.raise_compiler_error(
          'expected a data_type for every column of ' ~ model['name'] ~ ' or for none, met '
          ~ types | length ~ ' for ' ~ model['columns'] | length ~ '; declare the others') -%}
  {%- endif -%}
  {%- set are_kept = versions_are_kept() -%}
  {%- set may_stand = load_cached_relation(this) and are_kept -%}
  {%- set target = {
        'relation': relation.render(),
        'types': types,
        'columns': columns_and_keys()['columns'] if types else [],
        'state': version_query() if may_stand and not flags.FULL_REFRESH else none,
        'forget': forget_changes(name_of(model)) if are_kept else none,
      } -%}
{{ compiled_code }}

import json as _json

python_table_target = _json.loads({{ tojson(target) | tojson }})
{%- endmacro %}

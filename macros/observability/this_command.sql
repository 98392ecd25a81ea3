{# The hash of the project's code, which the plugin has set in the session. Null with `--vars`, which
   the next command may not have. #}
{% macro code_of_this_command() -%}
  {%- if invocation_args_dict.get('vars') -%} null
  {%- else -%} nullif(current_setting('segue.code', true), '')
  {%- endif -%}
{%- endmacro %}


{# The selection of the command line; empty for the whole project, with or without tests. #}
{% macro selection_of_this_command() %}
  {%- set parts = [] -%}
  {%- do parts.extend(invocation_args_dict.get('select') or []) -%}
  {%- for name in ['exclude', 'selector', 'resource_types', 'exclude_resource_types'] -%}
    {%- set values = invocation_args_dict.get(name) or [] -%}
    {%- set values = [values] if values is string else values | map('string') | list -%}
    {%- if values and not (name == 'exclude_resource_types'
          and values | reject('in', ['test', 'unit_test']) | list == []) -%}
      {%- do parts.append('--' ~ name | replace('_', '-') ~ ' ' ~ values | join(' ')) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do return(parts | join(' ')) -%}
{% endmacro %}

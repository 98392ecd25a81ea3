{# Record that a build began. One that is killed, or stopped by Ctrl-C, runs no hook at its end: then
   this row stays. #}
{% macro store_start() %}
  {%- if execute and flags.WHICH in ['build', 'run', 'seed', 'snapshot'] -%}
insert into observability.unfinished_builds
values ('{{ invocation_id }}', '{{ run_started_at.isoformat() }}')
  {%- endif -%}
{% endmacro %}


{# The last step of a build. A build of the whole project also completes earlier ones, and the
   versions of its sources are those that the marts were built from. #}
{% macro store_end() %}
  {%- if execute and flags.WHICH in ['build', 'run', 'seed', 'snapshot'] -%}
    {%- set is_whole = flags.WHICH in ['build', 'run'] and not selection_of_this_command() -%}
delete from observability.unfinished_builds
where
    invocation_id = '{{ invocation_id }}'
    {%- if is_whole %}
    or started_at < '{{ run_started_at.isoformat() }}';
update observability.versions set built_version = version where code = ''
    {%- endif -%}
  {%- endif -%}
{% endmacro %}

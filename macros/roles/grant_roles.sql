{# Create the roles of least privilege and grant their privileges, also on the tables of later
   builds: with default privileges a new table is readable at once, not only after the build. If
   roles cannot be created, log that and continue. #}
{% macro grant_roles() %}
  {%- if execute and flags.WHICH in ['build', 'run', 'run-operation'] -%}
    {%- set privileges = role_privileges() -%}
    {%- set roles = privileges | map(attribute='role') | unique | list -%}
    {%- set missing = roles_that_cannot_be_created(roles) -%}
    {%- if missing -%}
      {%- do log(
            'expected the roles ' ~ missing | join(', ') ~ ', got a server where '
            ~ target.user ~ ' may not create roles; the build needs none of them: to have them, '
            ~ 'let an administrator run `create role <name> nologin` for each, and run `segue build --always`',
            info=true) -%}
    {%- else -%}
do $grant$
declare
    privilege record;
begin
    perform {{ lock_of('roles') }};
    {% for role in roles -%}
    if to_regrole('{{ role }}') is null then
        begin
            create role {{ role }} nologin;
        exception when duplicate_object or unique_violation then
            null; -- another database of this server has just created it
        end;
    end if;
    {% endfor -%}
    for privilege in
        select * from jsonb_to_recordset($json${{ tojson(privileges) }}$json$) as privileges (
            role text, schema text, tables text, creates boolean
        )
        where to_regnamespace(schema) is not null
    loop
        begin
            execute format('grant usage on schema %I to %I', privilege.schema, privilege.role);
            if privilege.creates then
                execute format('grant create on schema %I to %I', privilege.schema, privilege.role);
            end if;
            execute format(
                'grant %s on all tables in schema %I to %I', privilege.tables, privilege.schema, privilege.role
            );
            execute format(
                'alter default privileges in schema %I grant %s on tables to %I',
                privilege.schema, privilege.tables, privilege.role
            );
        exception when insufficient_privilege then
            raise warning '%', sqlerrm;
        end;
    end loop;
end
$grant$
    {%- endif -%}
  {%- endif -%}
{% endmacro %}


{# The roles that do not exist and that this user may not create. #}
{% macro roles_that_cannot_be_created(roles) %}
  {%- set missing = run_query(
        "select role from unnest('{" ~ roles | join(',') ~ "}'::text[]) as roles (role) "
        ~ "where to_regrole(role) is null and not exists (select from pg_roles where "
        ~ "rolname = current_user and (rolsuper or rolcreaterole))") -%}
  {%- do return(missing.columns[0].values() | list) -%}
{% endmacro %}

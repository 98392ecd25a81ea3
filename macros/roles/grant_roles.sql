{# Make the roles of least privilege and give them what is theirs, also on the tables that
   the next build makes: by default privileges a new table is readable the moment it stands,
   not only when the build is over. Where roles may not be made, it says so and goes on. #}
{% macro grant_roles() %}
  {%- if execute and flags.WHICH in ['build', 'run', 'run-operation'] -%}
    {%- set privileges = role_privileges() -%}
    {%- set roles = privileges | map(attribute='role') | unique | list -%}
    {%- set missing = roles_that_cannot_be(roles) -%}
    {%- if missing -%}
      {%- do log(
            'expected the roles ' ~ missing | join(', ') ~ ', got a server where '
            ~ target.user ~ ' may not create roles; the build needs none of them: to have them, '
            ~ 'let an administrator run `create role <name> nologin` for each and build again',
            info=true) -%}
    {%- else -%}
do $grant$
declare
    given record;
begin
    {% for role in roles -%}
    if to_regrole('{{ role }}') is null then
        begin
            create role {{ role }} nologin;
        exception when duplicate_object or unique_violation then
            null; -- another database of this server has just made it
        end;
    end if;
    {% endfor -%}
    for given in
        select * from jsonb_to_recordset($json${{ tojson(privileges) }}$json$) as privileges (
            role text, schema text, tables text, creates boolean
        )
        where to_regnamespace(schema) is not null
    loop
        begin
            execute format('grant usage on schema %I to %I', given.schema, given.role);
            if given.creates then
                execute format('grant create on schema %I to %I', given.schema, given.role);
            end if;
            execute format(
                'grant %s on all tables in schema %I to %I', given.tables, given.schema, given.role
            );
            execute format(
                'alter default privileges in schema %I grant %s on tables to %I',
                given.schema, given.tables, given.role
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


{# The roles that are not there and that this user may not create. #}
{% macro roles_that_cannot_be(roles) %}
  {%- set missing = run_query(
        "select role from unnest('{" ~ roles | join(',') ~ "}'::text[]) as roles (role) "
        ~ "where to_regrole(role) is null and not exists (select from pg_roles where "
        ~ "rolname = current_user and (rolsuper or rolcreaterole))") -%}
  {%- do return(missing.columns[0].values() | list) -%}
{% endmacro %}

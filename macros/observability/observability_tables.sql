{# The tables with the results of builds and evaluations, and with the version of each table; created
   before the first build, because models read them. #}
{% macro create_observability_tables() %}
  {%- if execute -%}
select {{ lock_of('observability') }};
create schema if not exists observability;
create table if not exists observability.invocations (
    invocation_id uuid primary key,
    command text not null,
    selection text,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    is_full_refresh boolean not null,
    dbt_version text not null
);
alter table observability.invocations add column if not exists code text;
create table if not exists observability.node_results (
    invocation_id uuid not null references observability.invocations on delete cascade,
    unique_id text not null,
    resource_type text not null,
    name text not null,
    status text not null,
    number_of_failures bigint,
    number_of_rows bigint,
    seconds double precision not null,
    message text,
    failing_rows_query text,
    primary key (invocation_id, unique_id)
);
create table if not exists observability.unfinished_builds (
    invocation_id uuid primary key,
    started_at timestamptz not null
);
-- of releases before 0.2.0
drop function if exists observability.note_change_by_hand() cascade;
drop table if exists observability.changes_by_hand;
do $rename$
begin
    alter table observability.node_results rename column stored_in to failing_rows_query;
exception when undefined_column then
    null; -- created by this version
end
$rename$;
{{ create_versions_table() }};
{{ create_passed_tests_table() }};
create table if not exists observability.evaluations (
    run_id text not null,
    evaluated_at timestamptz not null,
    data_version text not null,
    code_version text not null,
    model_version text not null,
    method text not null,
    stratum text not null,
    metric text not null,
    value double precision not null,
    lower double precision,
    upper double precision,
    difference double precision,
    difference_lower double precision,
    difference_upper double precision,
    is_better text,
    number_of_queries integer not null,
    primary key (run_id, method, stratum, metric)
);
{{ create_model_tables() }};
create table if not exists observability.blind_pairs (
    test_id text not null,
    pair integer not null,
    seed_track_id text not null,
    is_segue_first boolean not null,
    baseline text not null,
    model_version text not null,
    random_seed integer not null,
    written_at timestamptz not null default now(),
    primary key (test_id, pair)
);
create table if not exists observability.blind_verdicts (
    test_id text not null,
    pair integer not null,
    listener text not null,
    choice text not null check (choice in ('a', 'b', 'tie')),
    stored_at timestamptz not null default now(),
    primary key (test_id, pair, listener),
    foreign key (test_id, pair) references observability.blind_pairs
)
  {%- endif -%}
{% endmacro %}

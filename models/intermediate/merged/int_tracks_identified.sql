with recursive

tracks as (

    select
        track_id,
        track_popularity,
        starts_with(track_id, 'name:') as is_only_named
    from {{ ref('int_tracks_merged') }}

),

playlists_counted as (

    select
        track_id,
        number_of_playlists
    from {{ ref('int_tracks_linked') }}

),

rules as (

    select
        rule,
        rank
    from {{ ref('identity_precedence') }}

),

tracks_linked as (

    select
        track_id,
        rule,
        link
    from {{ ref('int_recordings_linked') }}

),

links as (

    select
        tracks_linked.track_id,
        rules.rank,
        min(tracks_linked.track_id) over same_link as first_id,
        count(*) over same_link as number_of_tracks
    from tracks_linked
    inner join rules on tracks_linked.rule = rules.rule
    window same_link as (partition by tracks_linked.link)

),
{{ groups_joined('links', 'track_id', 'first_id', 'number_of_tracks') }}

strongest_rules as (

    select
        track_id,
        min(rank) as rank
    from links
    where number_of_tracks > 1
    group by track_id

),

groups as (

    select
        tracks.track_id,
        strongest_rules.rank,
        first_value(tracks.track_id) over (
            partition by coalesce(joined.first_id, tracks.track_id)
            order by
                tracks.is_only_named asc,
                tracks.track_popularity desc nulls last,
                playlists_counted.number_of_playlists desc,
                tracks.track_id asc
        ) as canonical_track_id
    from tracks
    inner join playlists_counted on tracks.track_id = playlists_counted.track_id
    left join joined on tracks.track_id = joined.track_id
    left join strongest_rules on tracks.track_id = strongest_rules.track_id

)

select
    groups.track_id,
    groups.canonical_track_id,
    rules.rule
from groups
inner join rules
    on
        rules.rank = case
            when groups.track_id = groups.canonical_track_id then 0
            else groups.rank
        end

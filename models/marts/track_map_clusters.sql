with

tracks as (

    select
        track_id,
        x,
        y,
        cluster_number
    from {{ ref('track_map') }}

),

names as (

    select
        track_id,
        genre as name,
        'genre' as kind
    from {{ ref('track_genres') }}
    union all
    select
        track_id,
        artist_id as name,
        'artist' as kind
    from {{ ref('artist_tracks') }}
    where not is_placeholder

),

clusters as (

    select
        cluster_number,
        avg(x)::real as x,
        avg(y)::real as y,
        count(*)::integer as number_of_tracks
    from tracks
    group by cluster_number

),

names_in_clusters as (

    select
        tracks.cluster_number,
        names.kind,
        names.name,
        count(*) as number_of_tracks,
        sum(count(*)) over (partition by names.kind, names.name) as number_in_all
    from tracks
    inner join names on tracks.track_id = names.track_id
    group by tracks.cluster_number, names.kind, names.name

),

-- what a name tells of a cluster: its share there, times how much rarer it is elsewhere
names_ranked as (

    select
        names_in_clusters.cluster_number,
        names_in_clusters.kind,
        names_in_clusters.name,
        row_number() over (
            partition by names_in_clusters.cluster_number, names_in_clusters.kind
            order by
                names_in_clusters.number_of_tracks * ln(
                    names_in_clusters.number_of_tracks / names_in_clusters.number_in_all
                    / clusters.number_of_tracks * (select count(*) from tracks)
                ) desc,
                names_in_clusters.number_of_tracks desc,
                names_in_clusters.name asc
        ) as place
    from names_in_clusters
    inner join clusters
        on names_in_clusters.cluster_number = clusters.cluster_number

)

select
    clusters.cluster_number,
    clusters.x,
    clusters.y,
    clusters.number_of_tracks,
    genres.name as genre,
    artists.name as artist_id
from clusters
left join names_ranked as genres
    on
        clusters.cluster_number = genres.cluster_number
        and genres.kind = 'genre'
        and genres.place = 1
left join names_ranked as artists
    on
        clusters.cluster_number = artists.cluster_number
        and artists.kind = 'artist'
        and artists.place = 1

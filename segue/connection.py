"""Connections to the database: that of DATABASE_URL, the cluster of this home, or the embedded one.

DATABASE_URL may name several servers of one cluster, as libpq takes them:
`postgresql://user:password@host1:5432,host2:5432,host3:5432/segue`. This module alone turns such an
address into what psycopg, SQLAlchemy, dbt and dlt understand. All of them write, so they connect to
the primary; only the API also reads from the standbys (`split_hosts`).
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from segue.embedded import EmbeddedPostgres
from segue.errors import DatabaseNotRunning, SegueError, WrongUsage
from segue.settings import Settings, settings
from segue.watchdog import WATCHDOG

if TYPE_CHECKING:
    from segue.cluster import Cluster

PORT = "5432"
WRONG_PASSWORD = "password authentication failed"  # noqa: S105 - a message of PostgreSQL
ROTATION_S = 2.0
# A lost server is noticed within these times. A frozen one is not: see segue.watchdog.
BOUNDS = {
    "connect_timeout": "5",
    "tcp_user_timeout": "10000",
    "keepalives_idle": "5",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}


def embedded() -> EmbeddedPostgres:
    """Return the controller of this home's embedded Postgres; nothing is started."""
    return EmbeddedPostgres(settings().home / "pg18", settings().backup_dir)


def home_cluster() -> "Cluster | None":
    """Return the cluster of this home, which then takes the place of the embedded server."""
    if not (settings().home / "cluster").is_dir():
        return None
    from segue.cluster import find_cluster  # imported here: Patroni's packages are an extra

    return find_cluster(settings().home)


def names_cluster(cluster: "Cluster") -> bool:
    """Return whether DATABASE_URL names the servers of `cluster`, as `segue db url` prints them."""
    configured = settings().database_url
    return configured is not None and name_servers(configured) == name_servers(cluster.url())


def database_url() -> str:
    """Return the libpq URL of the warehouse.

    Raises
    ------
    DatabaseNotRunning
        If no DATABASE_URL is set and neither a cluster nor the embedded server answers.
    """
    configured = settings().database_url
    if configured:
        return libpq_url(configured)
    cluster = home_cluster()
    if cluster is not None:
        url = cluster.url()  # that of another user is no stopped one
        if not cluster.is_running():
            raise DatabaseNotRunning(
                f"expected the cluster under {cluster.folder} to run, but it is stopped; "
                "run `segue cluster start`"
            )
        return url
    server = embedded()
    if not server.is_running():
        raise DatabaseNotRunning(
            f"expected DATABASE_URL or a running embedded Postgres under {server.folder}, "
            "got neither; run `segue db start`"
        )
    return server.url()


def connect(**options: Any) -> psycopg.Connection:
    """Open a psycopg connection to the warehouse; `options` go to `psycopg.connect`."""
    return open_connection(database_url(), **options)


def open_connection(url: str, **options: Any) -> psycopg.Connection[Any]:
    """Open a psycopg connection that ends when its server is lost or frozen.

    With several hosts in `url` it leads to the primary.
    """
    connection = connect_with_current_password(
        psycopg.connect, {**connection_parameters(url), **options}
    )
    WATCHDOG.watch(connection)
    return connection


def connect_with_current_password(
    connect: Callable[..., Any], parameters: dict[str, Any]
) -> psycopg.Connection[Any]:
    """Return `connect(**parameters)`; if its password is refused, by that of today's settings.

    A program that runs for long began with a password that may have been rotated since.
    """
    try:
        return connect(**parameters)
    except psycopg.OperationalError as error:
        if WRONG_PASSWORD not in str(error):
            raise
        # a rotation changes the servers some milliseconds before the settings
        end = time.monotonic() + ROTATION_S
        while (password := _password_of_today(parameters)) in (None, parameters.get("password")):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        return connect(**{**parameters, "password": password})


def _password_of_today(parameters: dict[str, Any]) -> str | None:
    """Return the password in the settings as they are now, if they name the same database."""
    url = Settings().database_url
    try:
        today = conninfo_to_dict(libpq_url(url or database_url()))
    except SegueError:
        return None
    same = all(today.get(name) == parameters.get(name) for name in ("user", "dbname"))
    if not same or not set(_hosts(parameters)) <= set(_hosts(today)):
        return None
    return str(today.get("password", ""))


def connection_parameters(url: str) -> dict[str, Any]:
    """Return libpq's parameters for `url`, with limits of time, and with several hosts the primary.

    What `url` says itself takes precedence.
    """
    given = conninfo_to_dict(libpq_url(url))
    primary = {"target_session_attrs": "read-write"} if len(_hosts(given)) > 1 else {}
    return {**BOUNDS, **primary, **given}


def complete_url(url: str) -> str:
    """Return `url` with these parameters, for other clients of libpq such as dlt and psql."""
    return _build_url("postgresql", connection_parameters(url))


def split_hosts(url: str) -> dict[str, str]:
    """Return one URL for each server of `url`, by `host:port`; each leads to it in any role."""
    given = conninfo_to_dict(libpq_url(url))
    for name in ("load_balance_hosts", "hostaddr"):
        given.pop(name, None)
    given["target_session_attrs"] = "any"  # also if PGTARGETSESSIONATTRS is set, for dbt
    return {
        f"{host}:{port}": _build_url("postgresql", {**given, "host": host, "port": port})
        for host, port in _hosts(given)
    }


def name_servers(url: str) -> str:
    """Return the servers and the database of `url`, without user and password, for messages."""
    given = conninfo_to_dict(libpq_url(url))
    servers = ",".join(f"{host}:{port}" for host, port in _hosts(given))
    return f"{servers}/{given.get('dbname', '')}"


def libpq_url(url: str) -> str:
    """Return `url` in the form that psycopg, dlt and psql understand."""
    scheme, separator, rest = url.partition("://")
    return "postgresql" + separator + rest if scheme.startswith("postgres") else url


def sqlalchemy_url(url: str) -> str:
    """Return `url` in the form that makes SQLAlchemy use psycopg 3.

    SQLAlchemy takes several hosts only as `?host=...&port=...`, not before the path.
    """
    parameters = conninfo_to_dict(libpq_url(url))
    if len(_hosts(parameters)) == 1:
        return libpq_url(url).replace("postgresql://", "postgresql+psycopg://", 1)
    return _build_url("postgresql+psycopg", connection_parameters(url))


def dbt_credentials(url: str) -> dict[str, Any]:
    """Return the keys of a dbt profile for `url`.

    Raises
    ------
    WrongUsage
        If the servers have different ports: dbt takes one port for all hosts.
    """
    given = conninfo_to_dict(libpq_url(url))
    hosts = _hosts(given)
    ports = {port for _, port in hosts}
    if len(ports) > 1:
        raise WrongUsage(
            "expected one port for all servers of DATABASE_URL, as dbt takes only one, got "
            f"{name_servers(url)}; give all servers the same port, or put a proxy before them"
        )
    credentials = {
        "host": ",".join(host for host, _ in hosts),
        "port": int(ports.pop()),
        "user": given.get("user", ""),
        "password": given.get("password", ""),
        "dbname": given.get("dbname", "segue"),
    }
    if len(hosts) > 1:
        credentials["connect_timeout"] = int(str(connection_parameters(url)["connect_timeout"]))
    return credentials


def _hosts(parameters: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the hosts with their ports; libpq takes one port for all, or one for each."""
    hosts = str(parameters.get("host") or parameters.get("hostaddr") or "127.0.0.1").split(",")
    ports = str(parameters.get("port") or PORT).split(",")
    if len(ports) == 1:
        ports *= len(hosts)
    if len(ports) != len(hosts):
        raise WrongUsage(
            f"expected one port, or one for each of {len(hosts)} hosts in DATABASE_URL, "
            f"got {len(ports)}"
        )
    return [(host, port or PORT) for host, port in zip(hosts, ports, strict=True)]


def _build_url(scheme: str, parameters: dict[str, Any]) -> str:
    """Return a URL with the hosts in its query, where both libpq and SQLAlchemy take several."""
    rest = {name: str(value) for name, value in parameters.items()}
    user, password, database = (
        quote(rest.pop(name, ""), safe="") for name in ("user", "password", "dbname")
    )
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    return f"{scheme}://{login}/{database}?{urlencode(rest, quote_via=quote)}"

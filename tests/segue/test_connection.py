"""One address of a database, with one host or several, in the form of each client."""

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.psycopg import dialect

from ingestion.load.destination import LibpqCredentials
from segue.connection import (
    BOUNDS,
    complete_url,
    connection_parameters,
    dbt_credentials,
    name_servers,
    split_hosts,
    sqlalchemy_url,
)
from segue.errors import WrongUsage

ONE = "postgresql://me:p%40s%2Fs@127.0.0.1:5433/mine"
THREE = "postgres://me:p%40s%2Fs@h1:5432,h2:5432,[::1]:5432/mine"
PORTS = "postgresql://me:p%40s%2Fs@h1:5501,h2:5502/mine?target_session_attrs=any"


def _as_psycopg_gets(url: str) -> dict[str, str]:
    """Return what SQLAlchemy passes to psycopg for `url`."""
    _, options = dialect().create_connect_args(make_url(url))
    return {name: str(value) for name, value in options.items()}


def test_one_host_stays_as_it_is():
    assert sqlalchemy_url(ONE) == ONE.replace("postgresql", "postgresql+psycopg")
    assert "target_session_attrs" not in connection_parameters(ONE)
    assert connection_parameters(ONE)["password"] == "p@s/s"


@pytest.mark.parametrize("url", [ONE, THREE, PORTS])
def test_every_wait_for_the_network_has_a_limit(url: str):
    for found in (connection_parameters(url), conninfo_to_dict(complete_url(url))):
        assert found.items() >= BOUNDS.items()
    changed = connection_parameters(f"{ONE}?connect_timeout=1")
    assert changed["connect_timeout"] == "1"


@pytest.mark.parametrize("url", [THREE, PORTS])
def test_sqlalchemy_passes_on_the_same_hosts_as_libpq_reads(url: str):
    found, expected = _as_psycopg_gets(sqlalchemy_url(url)), connection_parameters(url)
    assert found["host"] == expected["host"]
    assert (found["user"], found["password"], found["dbname"]) == ("me", "p@s/s", "mine")
    assert found["target_session_attrs"] == expected["target_session_attrs"]
    assert set(found["port"].split(",")) == set(expected["port"].split(","))


def test_several_hosts_lead_to_the_primary_unless_the_address_says_otherwise():
    assert connection_parameters(THREE)["target_session_attrs"] == "read-write"
    assert connection_parameters(PORTS)["target_session_attrs"] == "any"
    native = LibpqCredentials(THREE).to_native_representation()
    assert conninfo_to_dict(native) == connection_parameters(THREE)


def test_each_server_has_an_address_of_its_own():
    found = split_hosts(PORTS)
    assert list(found) == ["h1:5501", "h2:5502"]
    parts = conninfo_to_dict(found["h2:5502"])
    assert (parts["host"], parts["port"], parts["password"]) == ("h2", "5502", "p@s/s")
    assert parts["target_session_attrs"] == "any"  # else an environment for dbt excluded standbys
    assert _as_psycopg_gets(sqlalchemy_url(found["h2:5502"]))["host"] == "h2"
    assert list(split_hosts(THREE))[2] == "::1:5432"


def test_dbt_gets_all_hosts_and_the_one_port():
    found = dbt_credentials(THREE)
    assert (found["host"], found["port"]) == ("h1,h2,::1", 5432)
    assert (found["user"], found["password"], found["dbname"]) == ("me", "p@s/s", "mine")
    assert "connect_timeout" not in dbt_credentials(ONE)


def test_different_ports_are_refused_for_dbt_and_named_without_the_password():
    with pytest.raises(WrongUsage, match="got h1:5501,h2:5502/mine; give all") as caught:
        dbt_credentials(PORTS)
    assert "p@s" not in str(caught.value)
    with pytest.raises(WrongUsage, match="one for each of 3 hosts"):
        split_hosts("postgresql://h1:1,h2:2,h3/mine?port=1,2")


@pytest.mark.parametrize("url", [ONE, THREE, "postgresql:///mine?host=h&user=me&password=p%40s"])
def test_the_name_of_a_server_has_no_secret(url: str):
    assert "p@s" not in name_servers(url)
    assert "me" not in name_servers(url)
    assert name_servers(url).endswith("/mine")


def test_psycopg_understands_every_form():
    for url in (*split_hosts(THREE).values(), complete_url(THREE), complete_url(ONE)):
        psycopg.conninfo.conninfo_to_dict(url)

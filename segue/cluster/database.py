"""The database and the role of the application, made on the primary."""

import time

import psycopg
from psycopg import sql

from segue.cluster.layout import APPLICATION, DATABASE, SUPERUSER, Layout
from segue.password import set_password


def create_database(layout: Layout, end: float) -> None:
    """Make the role, without any privilege, and its database, unless they are there.

    A primary that was just promoted may refuse: it is tried until the monotonic time `end`.
    """
    while True:
        try:
            with psycopg.connect(layout.url(SUPERUSER, "postgres"), autocommit=True) as connection:
                _create_role_and_database(connection, layout.passwords[APPLICATION])
            return
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def _create_role_and_database(connection: psycopg.Connection, password: str) -> None:
    role, database = sql.Identifier(APPLICATION), sql.Identifier(DATABASE)
    known = "select 1 from pg_roles where rolname = %s"
    if connection.execute(known, (APPLICATION,)).fetchone() is None:
        with connection.transaction():  # no role without its password, if killed between
            connection.execute(sql.SQL("create role {} login").format(role))
            set_password(connection, APPLICATION, password)
    known = "select 1 from pg_database where datname = %s"
    if connection.execute(known, (DATABASE,)).fetchone() is None:
        connection.execute(sql.SQL("create database {} owner {}").format(database, role))

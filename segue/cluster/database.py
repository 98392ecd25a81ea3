"""The database and the role of the application, made on the primary."""

import time

import psycopg
from psycopg import sql

from segue.cluster.layout import APPLICATION, DATABASE, SUPERUSER, Layout


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
        # hashed here, so that the password is in no log of a statement
        verifier = connection.pgconn.encrypt_password(
            password.encode(), APPLICATION.encode(), b"scram-sha-256"
        ).decode()
        create = sql.SQL("create role {} login password {}")
        connection.execute(create.format(role, sql.Literal(verifier)))
    known = "select 1 from pg_database where datname = %s"
    if connection.execute(known, (DATABASE,)).fetchone() is None:
        connection.execute(sql.SQL("create database {} owner {}").format(database, role))

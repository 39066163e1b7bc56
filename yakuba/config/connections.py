"""Django's description of the database, for the role of one face."""

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from yakuba.config import places
from yakuba.config.embedded_postgres import Cluster
from yakuba.config.secrets import Secrets

ROLES = {"public": "yakuba_public", "staff": "yakuba_staff", "worker": "yakuba_staff"}
POOL = {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 5}
"""A request waits so many seconds for a connection; after a failure the next request tries anew, not a timer."""
NOWHERE = "postgresql://yakuba_owner@127.0.0.1:5432/yakuba"
"""What is assumed before the first start, for commands that need no database."""


def owner_url(secrets: Secrets) -> str:
    """The owner's address: `DATABASE_URL` if set, else the embedded cluster of this installation."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    cluster = Cluster(places.var() / "postgres", secrets.postgres_password)
    if not cluster.data.exists():
        return NOWHERE
    return cluster.dsn("yakuba", "yakuba_owner", secrets.owner_password)


def connection(url: str, face: str, secrets: Secrets) -> dict[str, Any]:
    """The connection of one face ("public", "staff", "worker"; "" is the owner).

    Several hosts separated by commas (primary and standbys) pass through to libpq as they are.
    """
    own = os.environ.get(f"DATABASE_URL_{'PUBLIC' if face == 'public' else 'STAFF'}") if face else None
    parts: dict[str, Any] = dict(conninfo_to_dict(own or url))
    if face and not own:
        parts["user"] = ROLES[face]
        parts["password"] = secrets.public_password if face == "public" else secrets.staff_password
    options = {
        key: value
        for key, value in parts.items()
        if key not in {"host", "port", "user", "password", "dbname"}
    }
    if face:
        options["pool"] = dict(POOL)
    return {
        "ENGINE": "yakuba.config.postgresql",
        "NAME": parts.get("dbname", "yakuba"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }

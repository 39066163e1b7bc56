"""Lets the stand-in play a browser that subscribes, for the demo: no push service is reached from a machine off line."""

import json
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from yakuba.messaging.rules.push import Subscription

PATIENCE_S = 5.0


def subscribed(base: str, server_key: str, name: str = "") -> Subscription:
    """What a browser of the stand-in at `base` gives to the house with this key. Raises OSError where none answers."""
    address = urlsplit(base)
    connection = HTTPConnection(address.hostname or "localhost", address.port or 80, timeout=PATIENCE_S)
    try:
        body = json.dumps({"applicationServerKey": server_key, "name": name})
        connection.request("POST", "/browsers", body)
        answer = connection.getresponse()
        told = json.loads(answer.read(4096))
        return Subscription(told["endpoint"], told["keys"]["p256dh"], told["keys"]["auth"])
    except (HTTPException, ValueError, KeyError, TypeError) as error:
        raise OSError("the stand-in gave no subscription") from error
    finally:
        connection.close()

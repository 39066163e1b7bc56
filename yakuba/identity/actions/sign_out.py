"""End one's own session."""

from yakuba.identity.permissions import SIGN_IN
from yakuba.identity.sessions import SessionStore
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=SIGN_IN, unaudited="自分の画面を閉じるだけで、役所の記録を変えません")
def sign_out(actor: Actor, *, store: SessionStore) -> None:
    """End the session; nothing happens where there is none."""
    store.flush()

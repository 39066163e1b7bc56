"""How a notice looks on LINE: the subject, the words without the address, one button."""

from typing import Any

OPEN = {"ja": "くわしく見る", "ja-easy": "くわしく 見る", "en": "See details"}
LONGEST_BODY = 600
LONGEST_ALT = 400
INK, QUIET, TONE = "#1a1a1c", "#626264", "#0b5cad"


def notice(subject: str, body: str, url: str, language: str) -> dict[str, Any]:
    """A notice as a flex message. `url` "" makes no button. Nothing is added to the words but the button's own."""
    contents: list[dict[str, Any]] = [
        {"type": "text", "text": subject, "weight": "bold", "size": "md", "wrap": True, "color": INK}
    ]
    if words := _without(body, url):
        contents.append(
            {"type": "text", "text": words, "size": "sm", "wrap": True, "color": QUIET, "margin": "md"}
        )
    bubble: dict[str, Any] = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": contents},
    }
    if url:
        action = {"type": "uri", "label": OPEN.get(language, OPEN["ja"]), "uri": url}
        button = {"type": "button", "style": "primary", "color": TONE, "height": "sm", "action": action}
        bubble["footer"] = {"type": "box", "layout": "vertical", "contents": [button]}
    return {"type": "flex", "altText": subject[:LONGEST_ALT] or "…", "contents": bubble}


def _without(body: str, url: str) -> str:
    """The words above the address, without the sentence that led to it: what follows it speaks of the mail."""
    lines = [line.rstrip() for line in body.replace("\r\n", "\n").split("\n")]
    if url and url in lines:
        end = lines.index(url)
        while end > 0 and lines[end - 1]:
            end -= 1
        del lines[end:]
    return "\n".join(lines).strip()[:LONGEST_BODY]

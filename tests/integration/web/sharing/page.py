"""A page's words, as they are read."""

import html
import re
from typing import Any


def words(response: Any) -> str:
    """Return the text of a page's main part, with single spaces."""
    assert response.status_code == 200, response.status_code
    page = response.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))

"""The report's colours as the desk's style sheet; the file is made of this, and a test holds it to it."""

from pathlib import Path

from handfast.report.tokens import TOKENS

FILE = Path(__file__).parent / "static" / "desk" / "tokens.css"


def sheet() -> str:
    """The tokens as CSS custom properties: light, dark where the reader's screen is; paper is light."""
    light, dark = (
        "".join(f"  --{name}: {getattr(token, shade)};\n" for name, token in TOKENS.items())
        for shade in ("light", "dark")
    )
    return (
        f"/* Made from handfast/report/tokens.py by `python -m handfast.web.look.tokens`. */\n:root {{\n  color-scheme: light dark;\n{light}}}\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{dark}}}\n}}\n"
    )


if __name__ == "__main__":
    FILE.write_text(sheet(), encoding="utf-8")

"""How Sphinx builds this documentation: offline, Markdown in, every warning an error."""

import handfast

project = "Handfast"
author = "The Handfast authors"
release = handfast.__version__

extensions = ["myst_parser"]
myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 3
nitpicky = True
exclude_patterns = ["_build", "generator"]

html_theme = "furo"
html_title = f"Handfast {release}"
html_static_path: list[str] = []
html_copy_source = False
html_show_sphinx = False
# The parties' colours of docs and report are one: marketing's for links in the light, sales's for accents.
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b6e8f", "color-brand-content": "#7a3e9d"},
    "dark_css_variables": {"color-brand-primary": "#6cc0dd", "color-brand-content": "#c99be0"},
}

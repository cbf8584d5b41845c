"""The desk: the web app in which both teams see and act."""

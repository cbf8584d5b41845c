"""Inbox: what a rep must do now."""

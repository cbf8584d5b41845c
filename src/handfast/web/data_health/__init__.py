"""Data health: can the numbers be relied on?"""

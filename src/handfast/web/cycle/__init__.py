"""Cycle: where do leads go, and where do they stop?"""

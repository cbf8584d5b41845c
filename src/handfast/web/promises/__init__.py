"""Promises: was each promise kept, period by period?"""

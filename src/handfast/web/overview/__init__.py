"""Overview: how are we doing, and whose move is it?"""

"""Diagnosis: what is wrong between the teams, and what does it cost?"""

"""Results: what came of it, from source to revenue?"""

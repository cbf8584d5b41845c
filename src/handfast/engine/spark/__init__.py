"""The same definitions on Spark: the trees rendered in its SQL, their tables kept as Parquet that DuckDB reads as well.

Nothing here imports PySpark before a session is asked for, so that who evaluates on DuckDB needs neither it nor Java.
"""

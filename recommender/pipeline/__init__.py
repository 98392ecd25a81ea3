"""The functions that the dbt Python models call."""

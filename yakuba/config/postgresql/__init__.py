"""Django's PostgreSQL backend with our own look at pooled connections."""

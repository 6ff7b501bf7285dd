"""What the host's machine asks of the process and tells it: the only room that knows Prometheus and signals."""

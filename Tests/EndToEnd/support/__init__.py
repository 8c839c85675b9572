"""What the end-to-end tests stand on: a server as a child process, callers, policies, and exact refusals."""

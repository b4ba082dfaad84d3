"""What keeps the office running: jobs, idempotency, outbox, evidence files."""

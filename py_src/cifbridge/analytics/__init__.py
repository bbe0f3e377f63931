"""The analytics outbox: KPI events that wait in the browser until Dynamics has answered."""

"""The privacy desk: requests of people about their own data, datalekken, and what we process and why."""

"""Results and tests in the formats of other systems, and what runs inside those."""
